package dev.coffer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The sources are formatted by google-java-format, AOSP style. It parses with the JDK it runs in,
 * so it runs here, on the JDK of the build, and not in a plugin on whatever JDK runs Maven.
 *
 * <p>{@code mvn test -Dtest=FormattingTest -Dformat=write} formats.
 */
class FormattingTest {

    @Test
    void sourcesAreFormatted() throws Exception {
        var style = JavaFormatterOptions.Style.AOSP;
        var formatter = new Formatter(JavaFormatterOptions.builder().style(style).build());
        boolean write = "write".equals(System.getProperty("format"));
        List<Path> unformatted = new ArrayList<>();
        try (Stream<Path> sources = Files.walk(Path.of("src"))) {
            for (Path source : sources.filter(p -> p.toString().endsWith(".java")).toList()) {
                String text = Files.readString(source);
                String imports = RemoveUnusedImports.removeUnusedImports(text);
                String formatted =
                        formatter.formatSource(ImportOrderer.reorderImports(imports, style));
                if (formatted.equals(text)) {
                    continue;
                }
                if (write) {
                    Files.writeString(source, formatted);
                } else {
                    unformatted.add(source);
                }
            }
        }
        assertThat(unformatted).as("run: mvn test -Dtest=FormattingTest -Dformat=write").isEmpty();
    }
}
