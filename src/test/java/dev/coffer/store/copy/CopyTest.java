package dev.coffer.store.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.cli.Cli;
import dev.coffer.endpoint.Json;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;
import dev.coffer.store.postgres.PostgresServer;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a service on a copy answers is what the service on the original answered. */
class CopyTest {

    private static final String SET = "/api/kv/set";

    /** Values that a store might change on the way: numbers as written, no text, any text. */
    private static final List<String> VALUES =
            List.of(
                    "1.50",
                    "-0.0",
                    "12345678901234567890123",
                    "\"\"",
                    "false",
                    "{ \"b\": 1,  \"a\": [ 1, 2 ] }",
                    "\"tab \\t, quote \\\", slash \\\\\"",
                    "\"gr\u00fc\u00dfe \u4f60\u597d \ud83d\ude00 \u0301\uffff\"");

    private static final List<String> KEYS =
            List.of("a", "A", "a b", "it's", "back\\slash", "\u00e9", "\uffee", "\ud83d\ude00");

    @TempDir private Path dir = Path.of("");

    private String store(String engine, String name) {
        return engine.equals("sqlite")
                ? dir.resolve(name).toString()
                : PostgresServer.shared().newDatabase();
    }

    /** What callers have and know: their tokens, and the calls they made. */
    private static final class Past {
        private final Payer alice;
        private final String[] payment;
        private final Answered paid;
        private final Answered named;
        private final String paste;
        private final String burning;

        Past(Service server) {
            alice = Payer.funded(server);
            alice.deposit(Asset.STX, 100_000);
            alice.deposit(Asset.SBTC, 5_000);
            payment =
                    X402.keyed("a key", X402.v2(Asset.STX, 1_500, alice.pays(Asset.STX, 1_500, 2)));
            paid = server.post(SET, "{\"key\":\"paid\",\"value\":1}", payment).expect(200);
            named = named(alice);
            for (int i = 0; i < VALUES.size(); i++) {
                for (String visibility : List.of("private", "public")) {
                    String set =
                            """
                            {"key":%s,"value":%s,"visibility":"%s","metadata":{"n":%d}}\
                            """
                                    .formatted(
                                            Json.MAPPER.writeValueAsString(KEYS.get(i)),
                                            VALUES.get(i),
                                            visibility,
                                            i);
                    alice.post(SET, set).expect(200);
                }
            }
            String text = "{\"key\":\"long\",\"value\":\"%s\"}".formatted("x".repeat(20_000));
            alice.post(SET, text).expect(200);
            paste = code("{\"content\":\"stays\"}");
            burning = code("{\"content\":\"once\",\"burn\":true}");
        }

        private String code(String request) {
            return alice.post("/api/paste/create", request).expect(200).at("code").stringValue();
        }

        private static Answered named(Payer payer) {
            String set = "{\"key\":\"named\",\"value\":2}";
            return payer.post(SET, set, "Idempotency-Key", "op 1").expect(200);
        }

        private String read(Service server, String target) {
            return alice.at(server).get(target).expect(200).text().replace(server.url(), "");
        }

        /** All that can be read, balances first: a read is charged too. */
        Map<String, String> readAll(Service server) {
            List<String> free = new ArrayList<>();
            List<String> charged = new ArrayList<>();
            free.add("/api/account");
            free.add("/api/account/statement?from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z");
            free.add("/devnet/v2/accounts/" + alice.address());
            free.add("/p/" + paste);
            charged.add("/api/kv/list?limit=1000");
            charged.add("/api/kv/list?limit=1000&values=true&visibility=public");
            charged.add("/api/kv/get?key=long");
            charged.add("/api/paste/" + paste);
            charged.add("/api/paste/list");
            Map<String, String> all = new LinkedHashMap<>();
            free.forEach(target -> all.put(target, read(server, target)));
            charged.forEach(target -> all.put(target, read(server, target)));
            return all;
        }
    }

    @ParameterizedTest
    @CsvSource({"sqlite, postgres", "postgres, sqlite", "sqlite, sqlite", "postgres, postgres"})
    void aServiceOnTheCopyGoesOnWhereTheOriginalStopped(String fromEngine, String toEngine) {
        String from = store(fromEngine, "from");
        String to = store(toEngine, "to");
        Past past;
        try (Service server = Service.inRealTime(Config.Money.DEVNET, from)) {
            past = new Past(server);
        }

        Cli copy = Cli.run("copy", "--from", from, "--to", to);
        assertThat(copy.exit()).as(copy.err()).isZero();
        assertThat(copy.out()).contains("complete").doesNotContain("DIFFERS");
        assertThat(copy.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(81));

        Map<String, String> original;
        try (Service server = Service.inRealTime(Config.Money.DEVNET, from)) {
            original = past.readAll(server);
        }
        try (Service server = Service.inRealTime(Config.Money.DEVNET, to)) {
            assertThat(past.readAll(server)).isEqualTo(original);
            repeats(server, past);
            Payer alice = past.alice.at(server);
            alice.get("/api/paste/" + past.burning).expect(200);
            alice.get("/api/paste/" + past.burning).expect(404);
            alice.post(SET, "{\"key\":\"new\",\"value\":3}").expect(200);
            alice.addsUp();
        }
    }

    /** What was done once is known to be done. */
    private static void repeats(Service server, Past past) {
        Payer alice = past.alice.at(server);
        Answered paid =
                server.post(SET, "{\"key\":\"paid\",\"value\":1}", past.payment).expect(200);
        Answered named = Past.named(alice);
        for (Answered again : List.of(paid, named)) {
            assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
        }
        assertThat(paid.body()).isEqualTo(past.paid.body());
        assertThat(paid.header("PAYMENT-RESPONSE")).isEqualTo(past.paid.header("PAYMENT-RESPONSE"));
        assertThat(named.body()).isEqualTo(past.named.body());
        assertThat(alice.nonce()).isEqualTo(3);
    }
}
