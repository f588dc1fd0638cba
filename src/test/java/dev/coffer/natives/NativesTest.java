package dev.coffer.natives;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Caller;
import dev.coffer.harness.Child;
import dev.coffer.harness.Http;
import dev.coffer.harness.Payer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the jar has natives for works, and leaves nothing among the temporary files. */
@Timeout(120)
class NativesTest {

    @TempDir private Path directory = Path.of("");

    /** Pays, which signs and verifies; has SQL run; has the model read. Then it is killed. */
    private List<String> useAll(String... jvm) throws IOException {
        Path log = directory.resolve("log");
        try (Child child =
                Child.with(List.of(jvm), directory.resolve("data"), Config.Money.DEVNET, log)) {
            try (Http http = new Http(child::url, Duration.ofSeconds(60))) {
                Caller paid = http.with(List.of(Payer.named(http, "native").filled().bearer()));
                paid.post(
                                "/api/sql/execute",
                                "{\"statements\":[{\"query\":\"create table t (a)\"}]}")
                        .expect(200);
                while (paid.post("/api/memory/search", "{\"query\":\"bicycle\"}").status() == 503) {
                    Thread.onSpinWait(); // The model is being loaded.
                }
                paid.post("/api/memory/search", "{\"query\":\"bicycle\"}").expect(200);
                assertThat(log).content().doesNotContain("libsecp256k1 does not load");
                return Files.readAllLines(Path.of("/proc/" + child.process().pid() + "/maps"));
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatIsUnpackedIsGoneOnceItIsLoaded() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        Path left = Files.createDirectory(temporary.resolve("coffer-natives-1"));
        Files.createFile(left.resolve("library"));
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        useAll("-Djava.io.tmpdir=" + temporary);
        assertThat(temporary).isEmptyDirectory();
    }

    /** As in the image, with what the pom has it ship. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void whatIsShippedUnpackedIsUsedWhereItIs() throws Exception {
        Matcher named =
                Pattern.compile("<natives.shipped>(.*)</natives.shipped>")
                        .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(named.find()).isTrue();
        Path shipped = directory.resolve("natives");
        for (String glob : named.group(1).split(",")) {
            ship(FileSystems.getDefault().getPathMatcher("glob:" + glob), shipped);
        }
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        List<String> mapped =
                useAll("-Djava.io.tmpdir=" + temporary, "-D" + Natives.SHIPPED + "=" + shipped);
        assertThat(mapped).noneMatch(line -> line.endsWith(".so (deleted)"));
        for (String library : List.of("sqlitejdbc", "secp256k1-jni", "onnxruntime")) {
            assertThat(mapped)
                    .anyMatch(line ->
                            line.contains(shipped.toString())
                                    && line.endsWith(System.mapLibraryName(library)));
        }
        assertThat(temporary).isEmptyDirectory();
    }

    private static void ship(PathMatcher wanted, Path to) throws IOException {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (entry.endsWith(".jar")) {
                try (JarFile jar = new JarFile(entry)) {
                    for (JarEntry each : Collections.list(jar.entries())) {
                        if (wanted.matches(Path.of(each.getName()))) {
                            Path file = to.resolve(each.getName());
                            Files.createDirectories(file.resolveSibling(""));
                            Files.copy(jar.getInputStream(each), file);
                        }
                    }
                }
            }
        }
    }
}
