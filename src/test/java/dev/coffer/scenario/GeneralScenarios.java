package dev.coffer.scenario;

import static dev.coffer.scenario.Scenario.Charge.READ;
import static dev.coffer.scenario.Scenario.Charge.WRITE;
import static dev.coffer.scenario.Scenario.get;
import static dev.coffer.scenario.Scenario.post;
import static dev.coffer.scenario.Scenario.request;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.harness.Samples;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What holds for all endpoints of a catalog, and what the service says of itself and of an account.
 */
final class GeneralScenarios {

    private final List<Endpoint<?, ?>> endpoints;
    private final Samples samples;

    private GeneralScenarios(List<Endpoint<?, ?>> endpoints) {
        this.endpoints = endpoints;
        this.samples = Samples.of(endpoints);
    }

    static GeneralScenarios of(List<Endpoint<?, ?>> endpoints) {
        return new GeneralScenarios(endpoints);
    }

    List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (Endpoint<?, ?> endpoint : endpoints) {
            if (Samples.takesJson(endpoint)) {
                all.addAll(malformed(endpoint.path()));
            }
            all.addAll(unknownField(endpoint));
        }
        all.addAll(encodings());
        all.addAll(tokenTypes());
        all.addAll(methods());
        all.addAll(service());
        all.addAll(account());
        all.addAll(TokenScenarios.all());
        all.addAll(GrantScenarios.all());
        return all;
    }

    private static List<Scenario> malformed(String path) {
        List<Scenario> all = new ArrayList<>();
        for (String body :
                List.of(
                        "null",
                        "[]",
                        "[{}]",
                        "\"text\"",
                        "5",
                        "true",
                        " ",
                        "{",
                        "}",
                        "{\"",
                        "{\"key\"",
                        "{\"key\":}",
                        "{key:1}",
                        "{'key':'a'}",
                        "{\"key\":\"a\"",
                        "{\"key\":\"a\",}",
                        "{} x",
                        "{}{}",
                        "{}[]",
                        "{} null",
                        "// {}\n{}",
                        "NaN",
                        "{\"key\":NaN}",
                        "\u0000",
                        "{\u0000}",
                        "\ufffe{}",
                        "<x/>",
                        "a=b&c=d")) {
            all.add(
                    post(path + ": body " + body, path, body)
                            .gives(
                                    400,
                                    "{\"code\":\"~^(invalid_json|unknown_field|invalid_input)$\"}"));
        }
        for (byte[] bytes :
                List.of(
                        new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'},
                        new byte[] {'{', '"', 'k', 'e', 'y', '"', ':', '"', (byte) 0xc3, '"', '}'},
                        new byte[] {
                            '{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'
                        },
                        new byte[] {'{', '"', (byte) 0xc0, (byte) 0x80, '"', ':', '1', '}'},
                        new byte[] {'{', '}', (byte) 0xf0, (byte) 0x9f})) {
            all.add(
                    post(path + ": broken UTF-8 of " + bytes.length, path, "")
                            .bytes(bytes)
                            .refused(400, "invalid_json"));
        }
        all.add(post(path + ": deep", path, "[".repeat(100_000)).refused(400, "invalid_json"));
        all.add(
                post(
                                path + ": deep in a field",
                                path,
                                "{\"x\":" + "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_001))
                        .gives(400, "{}"));
        all.add(
                post(
                                path + ": an unknown field of 10,000 characters",
                                path,
                                "{\"" + "f".repeat(10_000) + "\":1}")
                        .gives(400, "{\"code\":\"unknown_field\"}")
                        .never("f".repeat(100)));
        all.add(
                post(path + ": a field name that is empty", path, "{\"\":1}")
                        .refused(400, "unknown_field"));
        return all;
    }

    private List<Scenario> unknownField(Endpoint<?, ?> endpoint) {
        String path = samples.path(endpoint);
        Scenario asked = get(path + ": no such field in the query", path + "?nosuchfieldhere=1");
        if (Samples.fields(endpoint).isEmpty()) {
            return List.of();
        }
        if (endpoint.lenientQuery()) {
            // What a path names in the store is not there; a file of the jar is.
            boolean missing =
                    endpoint.path().contains("{") && endpoint.kind() != Endpoint.Kind.PURE;
            boolean json = !endpoint.gives().variants().isEmpty();
            return List.of(
                    missing ? asked.refused(404, "not_found") : asked.gives(200, json ? "{}" : ""));
        }
        boolean got =
                endpoints.stream()
                        .filter(each -> each.path().equals(endpoint.path()))
                        .anyMatch(each -> each.methods().contains("GET"));
        return List.of(
                got
                        ? asked.refused(400, "unknown_field")
                        : asked.refused(405, "method_not_allowed"));
    }

    /** JSON here is UTF-8; in another encoding it would be cut at the wrong bytes. */
    private static List<Scenario> encodings() {
        List<Scenario> all = new ArrayList<>();
        String json = "{\"key\":\"k\",\"value\":[1]}";
        for (String name : List.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE")) {
            all.add(
                    post("set: in " + name, "/api/kv/set", "")
                            .bytes(json.getBytes(Charset.forName(name)))
                            .refused(400, "invalid_json"));
            all.add(
                    post("list: in " + name, "/api/kv/list", "")
                            .bytes("{\"limit\":1}".getBytes(Charset.forName(name)))
                            .refused(400, "invalid_json"));
        }
        all.add(
                post("set: a byte order mark is passed over", "/api/kv/set", "\ufeff" + json)
                        .gives(200, "{\"bytes\":3}")
                        .costs(WRITE));
        all.add(
                post("get: after a byte order mark", "/api/kv/get", "{\"key\":\"k\"}")
                        .after("/api/kv/set", "\ufeff" + json)
                        .gives(200, "{\"value\":[1]}")
                        .costs(READ));
        all.add(
                post("set: the content type is not looked at", "/api/kv/set", json)
                        .with("Content-Type", "text/plain; charset=utf-16")
                        .gives(200, "{}")
                        .costs(WRITE));
        return all;
    }

    private static List<Scenario> tokenTypes() {
        List<Scenario> all = new ArrayList<>();
        Map.of(
                        "stx", "STX", "STX", "STX", "sbtc", "sBTC", "SBTC", "sBTC", "sBTC", "sBTC",
                        "usdcx", "USDCx", "USDCX", "USDCx", "UsDcX", "USDCx")
                .forEach((given, shown) -> {
                    String echoed = "{\"tokenType\":\"" + shown + "\"}";
                    all.addAll(
                            post(
                                            "tokenType " + given,
                                            "/api/kv/list",
                                            "{\"tokenType\":\"" + given + "\"}")
                                    .gives(200, echoed)
                                    .costs(READ)
                                    .bothWays());
                    all.add(
                            post(
                                            "tokenType in the query of a POST " + given,
                                            "/api/kv/set?tokenType=" + given,
                                            "{\"key\":\"k\",\"value\":1}")
                                    .gives(200, echoed)
                                    .costs(WRITE));
                    all.add(
                            post(
                                            "tokenType in a header " + given,
                                            "/api/kv/set",
                                            "{\"key\":\"k\",\"value\":1}")
                                    .with("X-PAYMENT-TOKEN-TYPE", given)
                                    .gives(200, echoed)
                                    .costs(WRITE));
                });
        for (String given : List.of("doge", "BTC", "ST", "STX ", "uSTX", "0")) {
            all.addAll(
                    post(
                                    "no tokenType " + given,
                                    "/api/kv/list",
                                    "{\"tokenType\":\"" + given + "\"}")
                            .invalid("tokenType")
                            .bothWays());
            all.add(
                    post("no tokenType in a header " + given, "/api/kv/list", "{}")
                            .with("X-PAYMENT-TOKEN-TYPE", given + "y")
                            .invalid("tokenType"));
        }
        all.add(get("an empty tokenType", "/api/kv/list?tokenType=").invalid("tokenType"));
        all.add(
                post("tokenType null", "/api/kv/list", "{\"tokenType\":null}")
                        .invalid("tokenType"));
        return all;
    }

    private List<Scenario> methods() {
        List<Scenario> all = new ArrayList<>();
        Map<String, Set<String>> paths = new LinkedHashMap<>();
        for (Endpoint<?, ?> endpoint : endpoints) {
            paths.computeIfAbsent(samples.path(endpoint), _ -> new TreeSet<>())
                    .addAll(endpoint.methods());
            if (isListOrSo(endpoint)) {
                String path = endpoint.path();
                all.add(
                        request("HEAD " + path, "HEAD", path, "")
                                .header("Content-Type", "application/json")
                                .costs(Scenario.Charge.of(endpoint)));
            }
        }
        paths.forEach((path, methods) -> {
            String allowed = String.join(", ", methods);
            all.add(
                    request("OPTIONS " + path, "OPTIONS", path, "")
                            .byNobody()
                            .gives(204, "")
                            .header("Allow", allowed)
                            .header("Access-Control-Allow-Methods", allowed)
                            .header("Access-Control-Allow-Headers", "Content-Type"));
            for (String method : List.of("GET", "POST", "DELETE", "PATCH")) {
                if (!methods.contains(method)) {
                    all.add(
                            request(method + " " + path, method, path, "")
                                    .refused(405, "method_not_allowed")
                                    .header("Allow", allowed));
                }
            }
        });
        all.add(
                request("OPTIONS of nothing", "OPTIONS", "/api/nothing", "")
                        .byNobody()
                        .refused(404, "unknown_path"));
        all.add(
                get("a path that nobody knows", "/nothing/here")
                        .byNobody()
                        .refused(404, "unknown_path"));
        all.add(
                post("a misspelt path", "/api/kv/sett", "{}")
                        .gives(404, "{\"code\":\"unknown_path\",\"closest\":\"/api/kv/set\"}"));
        all.add(get("a slash too many", "/api/health/").byNobody().refused(404, "unknown_path"));
        all.add(get("another case", "/API/HEALTH").byNobody().refused(404, "unknown_path"));
        return all;
    }

    /** What is refused without an input though each of its fields may be left out, or a key. */
    private static final Set<String> NOT_BARE =
            Set.of("/api/registry/details", "/api/admin/registry/pending");

    /** Whether it gives JSON to whoever asks by GET and says nothing more. */
    private static boolean isListOrSo(Endpoint<?, ?> endpoint) {
        return endpoint.methods().contains("GET")
                && !endpoint.gives().variants().isEmpty()
                && Samples.required(endpoint).isEmpty()
                && !NOT_BARE.contains(endpoint.path());
    }

    private static List<Scenario> service() {
        return List.of(
                get("root", "/")
                        .byNobody()
                        .gives(
                                200,
                                "{\"service\":\"~Coffer\",\"version\":\"*\",\"money\":\"~play money\",\"links\":{\"health\":\"/api/health\"},\"endpoints\":\"*\"}"),
                get("a page", "/docs/errors")
                        .byNobody()
                        .gives(200, "")
                        .header("Content-Type", "text/html")
                        .header("Content-Security-Policy", "default-src 'none'"),
                get("no page", "/docs/none").byNobody().refused(404, "not_found"),
                get("a style", "/assets/pages.css")
                        .byNobody()
                        .gives(200, "")
                        .header("Content-Type", "text/css"),
                get("dashboard", "/dashboard")
                        .byNobody()
                        .gives(200, "")
                        .header("Content-Type", "text/html")
                        .header("Content-Security-Policy", "default-src 'none'"),
                get("console", "/console")
                        .byNobody()
                        .gives(200, "")
                        .header("Content-Type", "text/html")
                        .header("Content-Security-Policy", "script-src 'self'"),
                get("a file of it", "/console/vendor/uplot.css")
                        .byNobody()
                        .gives(200, "")
                        .header("Content-Type", "text/css"),
                get("no file", "/console/none.css").byNobody().refused(404, "not_found"),
                post("mcp", "/mcp", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}")
                        .byNobody()
                        .gives(200, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":\"*\"}}"),
                get("health", "/api/health")
                        .byNobody()
                        .gives(
                                200,
                                "{\"status\":\"ok\",\"storeWritable\":true,\"money\":{\"playMoney\":true,\"network\":\"*\"},\"rails\":\"*\",\"version\":\"*\"}"),
                get("prices", "/api/prices")
                        .byNobody()
                        .gives(
                                200,
                                "{\"tiers\":{\"free\":{\"STX\":\"0\"},\"storage_read\":{\"STX\":\"0.0005\",\"sBTC\":\"0.0000005\",\"USDCx\":\"0.0005\"},\"storage_write\":{\"STX\":\"0.001\",\"sBTC\":\"0.000001\",\"USDCx\":\"0.001\"},\"storage_write_large\":{\"STX\":\"0.005\"}}}"),
                get("limits", "/api/limits")
                        .byNobody()
                        .gives(
                                200,
                                "{\"keyChars\":256,\"namespacedKeyBytes\":512,\"valueBytes\":26214400,\"pasteBytes\":512000,\"pageMax\":1000,\"ttlMinSeconds\":60}"),
                get("a field that health does not have is passed over", "/api/health?x=1")
                        .byNobody()
                        .gives(200, "{\"status\":\"ok\"}"));
    }

    private static List<Scenario> account() {
        List<Scenario> all = new ArrayList<>();
        all.add(
                get("account: what is kept", "/api/account")
                        .after("/api/kv/set", "{\"key\":\"k\",\"value\":\"four\"}")
                        .after("/api/paste/create", "{\"content\":\"xyz\"}")
                        .gives(
                                200,
                                """
                                {"account": "{me}", "balances": {"STX": "*", "sBTC": "*", "USDCx": "*"},
                                 "usage": [{"capability": "kv", "rows": 1, "bytes": 4},
                                           {"capability": "paste", "rows": 1, "bytes": 3}],
                                 "quotas": {"rowsPerCapability": 2000000,
                                            "bytesPerCapability": 1073741824},
                                 "prices": "/api/prices", "limits": "/api/limits"}\
                                """));
        all.add(
                get("account: no fields", "/api/account?owner={other}")
                        .refused(400, "unknown_field"));
        all.addAll(
                post("statement: a day", "/api/account/statement", "{}")
                        .gives(
                                200,
                                "{\"account\":\"{me}\",\"from\":\"@instant\",\"to\":\"@instant\",\"credits\":\"*\",\"charges\":\"*\",\"opening\":\"*\",\"closing\":\"*\",\"count\":\"*\",\"complete\":true}")
                        .bothWays());
        all.addAll(
                post(
                                "statement: a period",
                                "/api/account/statement",
                                "{\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2026-01-02T00:00:00Z\"}")
                        .gives(
                                200,
                                "{\"from\":\"2026-01-01T00:00:00.000Z\",\"to\":\"2026-01-02T00:00:00.000Z\",\"credits\":[],\"charges\":[]}")
                        .bothWays());
        all.addAll(
                post(
                                "statement: from after to",
                                "/api/account/statement",
                                "{\"from\":\"2026-01-02T00:00:00Z\",\"to\":\"2026-01-01T00:00:00Z\"}")
                        .invalid("from")
                        .bothWays());
        for (String bad :
                List.of(
                        "yesterday",
                        "2026-01-01",
                        "2026-13-01T00:00:00Z",
                        "1700000000",
                        "+1000000000-12-31T23:59:59Z",
                        "-1000000000-01-01T00:00:00Z")) {
            all.addAll(
                    post(
                                    "statement: from " + bad,
                                    "/api/account/statement",
                                    "{\"from\":\"" + bad + "\"}")
                            .invalid("from")
                            .bothWays());
            all.addAll(
                    post(
                                    "statement: to " + bad,
                                    "/api/account/statement",
                                    "{\"to\":\"" + bad + "\"}")
                            .invalid("to")
                            .bothWays());
        }
        all.addAll(WrongTypes.of("/api/account/statement", "{}", "from", WrongTypes.TEXT));
        all.addAll(WrongTypes.of("/api/account/statement", "{}", "to", WrongTypes.TEXT));
        return all;
    }

    /** The same request of everything that wants to know who calls, which is never judged. */
    private List<Scenario> guarded(String name, String json) {
        return endpoints.stream()
                .filter(endpoint -> !(endpoint.access() instanceof Access.Anybody<?>))
                .map(endpoint -> {
                    String path = samples.path(endpoint);
                    boolean post = endpoint.methods().contains("POST");
                    String method = post ? "POST" : endpoint.methods().getFirst();
                    return request(name + ": " + path, method, path, post ? json : "").byNobody();
                })
                .toList();
    }

    /** Callers who don't say who they are, where payments are off. */
    List<Scenario> nobodyOff() {
        List<Scenario> all = new ArrayList<>();
        guarded("nobody", "{}").forEach(s -> all.add(s.refused(401, "payer_required")));
        for (String payer : List.of("a:b", "a b", "a".repeat(129))) {
            guarded("a payer that is none, " + payer, "{}")
                    .forEach(s -> all.add(s.with("X-Payer", payer).invalid("X-Payer")));
        }
        all.add(
                post("deposit: nothing to pay", "/api/account/deposit", "{}")
                        .refused(409, "payments_off"));
        return all;
    }

    /** Callers without a token, where calls are paid. */
    List<Scenario> nobodyPaid() {
        List<Scenario> all = new ArrayList<>();
        Set<String> free = new HashSet<>();
        for (Endpoint<?, ?> endpoint : endpoints) {
            if (endpoint.access() instanceof Access.Account<?>) {
                free.add(samples.path(endpoint));
            }
        }
        // The price is told before the body is judged.
        for (String body : List.of("{}", "nonsense")) {
            for (Scenario nobody : guarded("nobody: " + body, body)) {
                all.add(
                        free.contains(nobody.path())
                                ? nobody.refused(401, "token_required")
                                : nobody.gives(
                                                402,
                                                "{\"code\":\"payment_required\",\"error\":\"*\",\"x402Version\":\"*\",\"maxAmountRequired\":\"*\"}")
                                        .header("PAYMENT-REQUIRED", "ey"));
            }
        }
        for (Scenario wrong : guarded("a token that is none", "{}")) {
            all.add(
                    wrong.with("Authorization", "Bearer cof_x.y")
                            .refused(401, "invalid_token")
                            .header("WWW-Authenticate", "Bearer"));
        }
        for (Scenario wrong : guarded("another scheme", "{}")) {
            all.add(wrong.with("Authorization", "Basic eDp5").refused(401, "invalid_token"));
        }
        for (Scenario named : guarded("X-Payer is not believed", "{}")) {
            Scenario believed = named.with("X-Payer", "{me}");
            all.add(
                    free.contains(named.path())
                            ? believed.refused(401, "token_required")
                            : believed.refused(402, "payment_required"));
        }
        all.add(
                post("deposit by token", "/api/account/deposit", "{\"amount\":1000000}")
                        .gives(
                                402,
                                "{\"code\":\"payment_required\",\"maxAmountRequired\":\"1000000\"}"));
        all.add(
                post(
                                "deposit in another asset",
                                "/api/account/deposit?tokenType=sbtc",
                                "{\"amount\":1000}")
                        .byNobody()
                        .gives(402, "{\"maxAmountRequired\":\"1000\",\"tokenType\":\"sBTC\"}"));
        all.addAll(
                WrongTypes.of(
                        "/api/account/deposit",
                        "{}",
                        "amount",
                        List.of("0", "\"5\"", "1.5", "null")));
        return all;
    }
}
