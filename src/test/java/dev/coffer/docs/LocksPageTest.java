package dev.coffer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The example of docs/locks.md does what the page says, by the shell and curl. */
@Timeout(120)
class LocksPageTest {

    private static final Pattern SCRIPT = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    @Test
    void theLateWriteIsRefused(@TempDir Path directory) throws Exception {
        Matcher script = SCRIPT.matcher(Files.readString(Path.of("docs/locks.md")));
        assertThat(script.find()).isTrue();
        Assumptions.assumeTrue(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "curl"))),
                "there is no curl: NOT TESTED HERE");
        try (Service service = Service.inRealTime(Config.Money.OFF, directory)) {
            ProcessBuilder shell = new ProcessBuilder("sh", "-eu", "-c", script.group(1));
            shell.environment().put("COFFER", service.url());
            Process running = shell.directory(directory.toFile()).redirectErrorStream(true).start();
            String[] said =
                    new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .split("\n");
            assertThat(running.waitFor()).isZero();
            assertThat(said).as(String.join("\n", said)).hasSize(4);
            assertThat(said[0]).contains("\"success\":true");
            assertThat(said[1]).contains("\"success\":true");
            assertThat(said[2]).contains("fenced_off", "\"charged\":false", "\"fence\":");
            assertThat(said[3]).contains("\"value\":\"final by bob\"");
        }
    }
}
