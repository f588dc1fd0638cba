package dev.coffer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

/** What the jar contains of others is listed in it, and comes with its licence and its notices. */
class LicencesTest {

    private static final Path META_INF = Path.of("target/classes/META-INF");

    private record Listed(String licence, String group, String artifact, String version) {}

    private static List<Listed> listed() throws IOException {
        Pattern line = Pattern.compile(" +\\((.+?)\\) .*\\(([^ :]+):([^ :]+):([^ :]+) - .*\\)");
        return Files.readAllLines(META_INF.resolve("THIRD-PARTY.txt")).stream()
                .map(line::matcher)
                .filter(found -> found.matches())
                .map(m -> new Listed(m.group(1), m.group(2), m.group(3), m.group(4)))
                .toList();
    }

    private static List<Path> files(String name) throws IOException {
        try (Stream<Path> files = Files.walk(META_INF.resolve("licenses"))) {
            return files.filter(file -> file.getFileName().toString().contains(name)).toList();
        }
    }

    @Test
    void whatThePomTakesInIsListed() throws Exception {
        List<String> taken = new ArrayList<>();
        var dependencies =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse("pom.xml")
                        .getElementsByTagName("dependency");
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            if (dependency.getParentNode().getParentNode().getNodeName().equals("plugin")) {
                continue; // The build's own, not the jar's.
            }
            var scope = dependency.getElementsByTagName("scope");
            if (scope.getLength() == 0 || !scope.item(0).getTextContent().equals("test")) {
                taken.add(text(dependency, "groupId") + ":" + text(dependency, "artifactId"));
            }
        }
        assertThat(taken).hasSizeGreaterThan(10);
        assertThat(listed()).map(l -> l.group + ":" + l.artifact).containsAll(taken);
    }

    private static String text(Element of, String name) {
        return of.getElementsByTagName(name).item(0).getTextContent();
    }

    @Test
    void whatIsListedHasItsLicence() throws Exception {
        assertThat(Path.of("LICENSE")).content().contains("Version 2.0, January 2004");
        for (Listed one : listed()) {
            Path folder = META_INF.resolve("licenses/" + one.artifact + "-" + one.version);
            // What brings no text is under the licence whose text is our own.
            if (!one.licence.equals("Apache-2.0")) {
                assertThat(folder).isDirectoryContaining("glob:**LICENSE*");
            }
        }
    }

    @Test
    void theNoticeHasAllNotices() throws Exception {
        String notice = stripped(Path.of("NOTICE"));
        List<Path> others = files("NOTICE");
        assertThat(others).hasSizeGreaterThan(2);
        for (Path other : others) {
            assertThat(notice).contains(stripped(other));
        }
    }

    private static String stripped(Path file) throws IOException {
        return Files.readString(file).strip().replaceAll("[ \t]+(?=\r?\n)", "");
    }
}
