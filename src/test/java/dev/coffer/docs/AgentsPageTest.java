package dev.coffer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.payment.Asset;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** docs/agents.md names what there is, and its script does what it says, by the shell and curl. */
@Timeout(120)
class AgentsPageTest {

    private static final Path PAGE = Path.of("docs/agents.md");

    private static final Pattern SCRIPT = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    /** An endpoint as the page names it: whole, or without its beginning. */
    private static final Pattern NAMED =
            Pattern.compile("`(?:/api/)?([a-z]+/[a-z]+)`|(?:GET|POST) (/[a-z/-]+)");

    @Test
    void itsScriptRuns(@TempDir Path directory) throws Exception {
        Matcher script = SCRIPT.matcher(Files.readString(PAGE));
        assertThat(script.find()).isTrue();
        Assumptions.assumeTrue(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "curl"))),
                "there is no curl: NOT TESTED HERE");
        try (Service service = Service.inRealTime(Config.Money.DEVNET, directory)) {
            Payer payer = Payer.funded(service);
            payer.deposit(Asset.STX, 20_000);
            ProcessBuilder shell = new ProcessBuilder("sh", "-eu", "-c", script.group(1));
            shell.environment().put("COFFER", service.url());
            shell.environment().put("TOKEN", payer.token());
            Process running = shell.directory(directory.toFile()).redirectErrorStream(true).start();
            List<String> said =
                    new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList();
            assertThat(running.waitFor()).isZero();
            assertThat(said).as(String.join("\n", said)).hasSize(5);
            assertThat(said.get(0)).contains("\"success\":true");
            assertThat(said.get(1)).contains("\"value\":\"hello\"");
            assertThat(said.get(2)).contains("\"value\":1", "\"jobId\":\"job_");
            assertThat(said.get(3)).contains("\"success\":true", "\"completed\":true");
            assertThat(said.get(4)).contains("\"pending\":0", "\"completed\":1");
        }
    }

    @Test
    void whatItNamesIsThere() throws Exception {
        try (Service service = Service.devnet()) {
            List<String> paths = service.endpoints().stream().map(e -> e.path()).toList();
            List<String> named =
                    NAMED.matcher(Files.readString(PAGE))
                            .results()
                            .map(m -> m.group(1) == null ? m.group(2) : "/api/" + m.group(1))
                            .filter(path -> !path.equals("/"))
                            .toList();
            assertThat(named).hasSizeGreaterThan(20);
            assertThat(paths).containsAll(named);
        }
    }
}
