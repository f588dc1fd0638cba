package dev.coffer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Jws;
import dev.coffer.harness.Npm;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.payment.Asset;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What docs/receipts.md has to check a receipt with takes a good one, and no other. */
@Timeout(120)
class ReceiptsPageTest {

    private static final String TARGET = "/api/kv/set?tokenType=STX";
    private static final String BODY = "{\"key\":\"greeting\",\"value\":\"h\u00e9llo\"}";

    @TempDir private static Path data;

    private static Service service;
    private static String receipt;
    private static String key;

    private record Ended(int code, String said) {}

    @BeforeAll
    static void start() {
        service = Service.inRealTime(Config.Money.DEVNET, data.resolve("store"));
        Payer payer = Payer.funded(service);
        payer.deposit(Asset.STX, 10_000);
        receipt = payer.post(TARGET, BODY, "Prefer", "receipt").header("Coffer-Receipt");
        key = Jws.keys(service).at("/keys/0/x").asString();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static String program(String language, int which) throws Exception {
        Matcher fence =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                        .matcher(Files.readString(Path.of("docs/receipts.md")));
        return fence.results().toList().get(which).group(1);
    }

    private static Ended run(Map<String, String> environment, String... command) throws Exception {
        Path out = Files.createTempFile(data, "program", ".out");
        ProcessBuilder program =
                new ProcessBuilder(command)
                        .directory(data.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile());
        program.environment().putAll(environment);
        Process running = program.start();
        running.getOutputStream().close();
        assertThat(running.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Ended(running.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
    }

    /** The receipt with another character in the middle of one of its three parts. */
    private static String forged(int part) {
        String[] parts = receipt.split("\\.");
        int at = parts[part].length() / 2;
        char other = parts[part].charAt(at) == 'A' ? 'B' : 'A';
        parts[part] = parts[part].substring(0, at) + other + parts[part].substring(at + 1);
        return String.join(".", parts);
    }

    @Test
    void byNodeAlone() throws Exception {
        String node = Npm.tool("node");
        Files.writeString(data.resolve("check.mjs"), program("js", 0));
        Map<String, String> coffer = Map.of("COFFER", service.url());
        Ended good = run(coffer, node, "check.mjs", receipt, "POST", TARGET, BODY);
        assertThat(good.code()).as(good.said()).isZero();
        assertThat(good.said()).contains("endpoint: 'POST /api/kv/set'", "amount: '1000'");
        Ended bad = run(coffer, node, "check.mjs", forged(1), "POST", TARGET, BODY);
        assertThat(bad.code()).isNotZero();
        Ended other = run(coffer, node, "check.mjs", receipt, "POST", TARGET, BODY + " ");
        assertThat(other.code()).isNotZero();
        assertThat(other.said()).contains("that is of another request");
    }

    @Test
    void byOpenSsl() throws Exception {
        Npm.tool("openssl");
        String shell = program("sh", 0);
        Ended good = run(Map.of("X", key, "RECEIPT", receipt), "sh", "-eu", "-c", shell);
        assertThat(good.code()).as(good.said()).isZero();
        assertThat(good.said()).contains("Verified Successfully");
        for (int part = 0; part < 3; part++) {
            Ended bad = run(Map.of("X", key, "RECEIPT", forged(part)), "sh", "-eu", "-c", shell);
            assertThat(bad.code()).as(bad.said()).isNotZero();
        }
    }
}
