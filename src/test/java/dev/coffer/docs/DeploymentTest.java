package dev.coffer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What starts Coffer on an operator's machine: the script, and the unit for systemd. */
@DisabledOnOs(OS.WINDOWS)
class DeploymentTest {

    private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");

    @TempDir private Path directory = Path.of("");

    @Test
    void systemdFindsNoFaultInTheUnit() throws Exception {
        if (!Files.isExecutable(ANALYZE)) {
            System.err.println("SKIPPED: DeploymentTest needs " + ANALYZE);
        }
        Assumptions.assumeTrue(Files.isExecutable(ANALYZE), "systemd is not installed");
        Path unit = directory.resolve("coffer.service");
        Files.writeString(
                unit,
                Files.readString(Path.of("deploy/coffer.service"))
                        .replace("/opt/coffer/coffer", Path.of("coffer").toRealPath().toString()));
        assertThat(run(Map.of(), ANALYZE.toString(), "verify", unit.toString())).isEmpty();
        // Of 100, of which a unit without any hardening has 96.
        run(
                Map.of(),
                ANALYZE.toString(),
                "security",
                "--offline=true",
                "--threshold=20",
                unit.toString());
    }

    /**
     * A folder as it is installed: the script, a jar, and a JDK that only says what it was given.
     */
    private Map<String, String> install(String java) throws IOException {
        Path jdk = directory.resolve("jdk");
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
        Path binary = Files.writeString(jdk.resolve("bin/java"), java);
        Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.copy(Path.of("coffer"), directory.resolve("coffer"));
        Files.writeString(directory.resolve("coffer.jar"), "one");
        Files.createDirectory(directory.resolve("natives"));
        Path cache = Files.createDirectory(directory.resolve("cache"));
        return Map.of("JAVA_HOME", jdk.toString(), "COFFER_CACHE", cache.toString());
    }

    /**
     * Where it is asked for a cache it makes one, when the test says so; else it says its words.
     */
    private static final String JAVA =
            """
            #!/bin/sh
            for word; do
                case $word in -XX:AOTCacheOutput=*)
                    until [ -e "${0%/*}/go" ]; do sleep 0.01; done
                    echo made > "${word#*=}"
                    exit ;;
                esac
            done
            printf '%s\\n' "$@"
            """;

    private Path cache(Map<String, String> environment) throws IOException {
        Path place = Path.of(environment.getOrDefault("COFFER_CACHE", ""));
        while (true) {
            try (Stream<Path> all = Files.list(place)) {
                List<Path> there = all.toList();
                if (there.size() == 1 && there.getFirst().toString().endsWith(".aot")) {
                    return there.getFirst();
                }
            }
        }
    }

    @Test
    void theCacheIsMadeBesideTheFirstStartAndTakenByTheNext() throws Exception {
        Map<String, String> environment = install(JAVA);
        String script = directory.resolve("coffer").toString();
        String first = run(environment, script, "serve");
        assertThat(first).contains("-Dcoffer.natives=" + directory.resolve("natives"), "serve");
        assertThat(first).doesNotContain("AOTCache");
        Files.createFile(directory.resolve("jdk/bin/go"));
        Path cache = cache(environment);
        assertThat(run(environment, script, "serve")).contains("-XX:AOTCache=" + cache);

        Files.writeString(directory.resolve("coffer.jar"), "two");
        assertThat(run(environment, script, "serve")).doesNotContain("AOTCache=");
        while (Files.exists(cache)) {
            Thread.onSpinWait(); // Another's is of no use.
        }
        assertThat(cache(environment)).isNotEqualTo(cache);
    }

    @Test
    void withoutAPlaceForItNoCacheIsMade() throws Exception {
        Map<String, String> environment = install(JAVA);
        Path none = directory.resolve("none");
        String script = directory.resolve("coffer").toString();
        Map<String, String> without =
                Map.of(
                        "JAVA_HOME",
                        environment.getOrDefault("JAVA_HOME", ""),
                        "COFFER_CACHE",
                        none.toString());
        assertThat(run(without, script, "serve")).doesNotContain("AOTCache");
        assertThat(none).doesNotExist();
    }

    private static String run(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
