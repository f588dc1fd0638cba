package dev.coffer.store.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.cli.Cli;
import dev.coffer.endpoint.Json;
import dev.coffer.harness.DevnetServer;
import dev.coffer.harness.DevnetServer.Got;
import dev.coffer.harness.Payer;
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
        private final String[] token;
        private final String[] payment;
        private final Got paid;
        private final Got named;
        private final String paste;
        private final String burning;

        Past(DevnetServer server) {
            alice = server.payer();
            token = DevnetServer.bearer(server.token(alice, Asset.STX, 100_000));
            server.token(alice, Asset.SBTC, 5_000);
            payment = Payer.v2(Asset.STX, 1_500, alice.pays(Asset.STX, 1_500, 2));
            paid = ok(server.post(SET, "{\"key\":\"paid\",\"value\":1}", payment));
            named = ok(server.post(SET, "{\"key\":\"named\",\"value\":2}", with("op 1")));
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
                    ok(server.post(SET, set, token));
                }
            }
            ok(
                    server.post(
                            SET,
                            "{\"key\":\"long\",\"value\":\"%s\"}".formatted("x".repeat(20_000)),
                            token));
            paste = code(server, "{\"content\":\"stays\"}");
            burning = code(server, "{\"content\":\"once\",\"burn\":true}");
        }

        private String code(DevnetServer server, String request) {
            return ok(server.post("/api/paste/create", request, token))
                    .json()
                    .path("code")
                    .stringValue();
        }

        private String[] with(String key) {
            return new String[] {token[0], token[1], "Idempotency-Key", key};
        }

        private String read(DevnetServer server, String target) {
            return ok(server.get(target, token)).text().replace(server.url(), "");
        }

        /** All that can be read, balances first: a read is charged too. */
        Map<String, String> readAll(DevnetServer server) {
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

    private static Got ok(Got got) {
        assertThat(got.status()).as(got.text()).isEqualTo(200);
        return got;
    }

    @ParameterizedTest
    @CsvSource({"sqlite, postgres", "postgres, sqlite", "sqlite, sqlite", "postgres, postgres"})
    void aServiceOnTheCopyGoesOnWhereTheOriginalStopped(String fromEngine, String toEngine) {
        String from = store(fromEngine, "from");
        String to = store(toEngine, "to");
        Past past;
        try (DevnetServer server = DevnetServer.startOn(from)) {
            past = new Past(server);
        }

        Cli copy = Cli.run("copy", "--from", from, "--to", to);
        assertThat(copy.exit()).as(copy.err()).isZero();
        assertThat(copy.out()).contains("complete").doesNotContain("DIFFERS");
        assertThat(copy.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(81));

        Map<String, String> original;
        try (DevnetServer server = DevnetServer.startOn(from)) {
            original = past.readAll(server);
        }
        try (DevnetServer server = DevnetServer.startOn(to)) {
            assertThat(past.readAll(server)).isEqualTo(original);
            repeats(server, past);
            ok(server.get("/api/paste/" + past.burning, past.token));
            assertThat(server.get("/api/paste/" + past.burning, past.token).status())
                    .isEqualTo(404);
            ok(server.post(SET, "{\"key\":\"new\",\"value\":3}", past.token));
            server.addsUp(past.token[1].substring("Bearer ".length()));
        }
    }

    /** What was done once is known to be done. */
    private static void repeats(DevnetServer server, Past past) {
        Got paid = ok(server.post(SET, "{\"key\":\"paid\",\"value\":1}", past.payment));
        Got named = ok(server.post(SET, "{\"key\":\"named\",\"value\":2}", past.with("op 1")));
        for (Got again : List.of(paid, named)) {
            assertThat(again.header("Idempotent-Replay")).contains("true");
        }
        assertThat(paid.body()).isEqualTo(past.paid.body());
        assertThat(paid.header("PAYMENT-RESPONSE")).isEqualTo(past.paid.header("PAYMENT-RESPONSE"));
        assertThat(named.body()).isEqualTo(past.named.body());
        assertThat(server.nonce(past.alice.address())).isEqualTo(3);
    }
}
