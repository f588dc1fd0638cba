package dev.coffer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.EvmWallet;
import dev.coffer.harness.Npm;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.payment.Asset;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The programs of docs/clients.md do what the page says, as they stand there. */
@Timeout(180)
class ClientsPageTest {

    private static final Path SCRIPTS = Path.of("src/test/js");

    @TempDir private static Path data;

    private static Service service;

    @BeforeAll
    static void start() {
        service = Service.inRealTime(Config.Money.DEVNET, data);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    /** The page's programs in a language, in their order. */
    private static List<String> programs(String language) throws Exception {
        Pattern fence = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL);
        return fence.matcher(Files.readString(Path.of("docs/clients.md")))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** What a program prints; it must end well. */
    private static String run(Path folder, Map<String, String> environment, String... command)
            throws Exception {
        Path out = Files.createTempFile(data, "program", ".out");
        ProcessBuilder program =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile());
        program.environment().put("COFFER", service.url());
        program.environment().putAll(environment);
        Process running = program.start();
        running.getOutputStream().close();
        boolean ended = running.waitFor(2, TimeUnit.MINUTES);
        running.destroyForcibly();
        String printed = Files.readString(out, StandardCharsets.UTF_8);
        assertThat(ended && running.exitValue() == 0).as(printed).isTrue();
        return printed;
    }

    private static Map<String, String> token() {
        Payer payer = Payer.funded(service);
        payer.deposit(Asset.STX, 100_000);
        return Map.of("TOKEN", payer.token());
    }

    /** Without the types, which Node learns to pass over only later. */
    private static String script(int number) throws Exception {
        return programs("ts").get(number).replace(" as `0x${string}`", "");
    }

    private static String node(Path folder, Map<String, String> environment, String script)
            throws Exception {
        return run(
                folder,
                environment,
                "node",
                "--import",
                SCRIPTS.resolve("devnet.mjs").toUri().toString(),
                "--input-type=module",
                "-e",
                script);
    }

    @Test
    void aStacksWalletPays() throws Exception {
        Npm.install(SCRIPTS);
        String key = Payer.randomKey() + "01";
        Payer payer = Payer.of(service, key);
        payer.fund();
        String printed = node(SCRIPTS, Map.of("PRIVATE_KEY", key), script(0));
        assertThat(printed).contains("\"value\":\"hello\"");
        assertThat(payer.nonce()).as("one call paid, and one deposit").isEqualTo(2);
    }

    @Test
    void anEvmWalletSignsIn() throws Exception {
        Path folder = SCRIPTS.resolve("sign-in");
        Npm.install(folder);
        String key = Payer.randomKey();
        String printed = node(folder, Map.of("PRIVATE_KEY", "0x" + key), script(1));
        assertThat(printed).contains("\"account\":\"" + EvmWallet.of(key).owner() + "\"");
    }

    @Test
    void pythonCallsByToken() throws Exception {
        String program = programs("python").getFirst();
        String printed = run(data, token(), python(), "-c", program);
        assertThat(printed).startsWith("to ada {'completed': True");
    }

    /** A Python that has httpx. */
    private static String python() throws Exception {
        for (String python : List.of("python3", "/usr/bin/python3")) {
            try {
                Process asked =
                        new ProcessBuilder(python, "-c", "import httpx")
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start();
                if (asked.waitFor() == 0) {
                    return python;
                }
            } catch (java.io.IOException e) {
                continue; // There is none of that name.
            }
        }
        System.err.println("\n**** THE PYTHON CLIENT IS NOT TESTED: no Python here has httpx\n");
        return Assumptions.abort("no Python here has httpx");
    }

    @Test
    void javaCallsByToken() throws Exception {
        Path source = data.resolve("Coffer.java");
        Files.writeString(source, programs("java").getFirst());
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        assertThat(run(data, token(), java, source.toString())).contains("\"value\":\"hello\"");
    }
}
