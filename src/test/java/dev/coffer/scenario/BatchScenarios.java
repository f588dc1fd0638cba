package dev.coffer.scenario;

import static dev.coffer.scenario.Scenario.Charge.NONE;
import static dev.coffer.scenario.Scenario.Charge.READ;
import static dev.coffer.scenario.Scenario.Charge.READ_AND_WRITE;
import static dev.coffer.scenario.Scenario.Charge.TWO_WRITES;
import static dev.coffer.scenario.Scenario.Charge.WRITE;
import static dev.coffer.scenario.Scenario.post;
import static dev.coffer.scenario.Scenario.request;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a batch takes and gives, and what is refused within it. */
final class BatchScenarios {

    private static final String BATCH = "/api/batch";
    private static final String SET = "/api/kv/set";
    private static final String COUNT = op("/api/counter/increment", "{\"name\":\"n\"}", "n");

    private BatchScenarios() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(done());
        all.addAll(eachForItself());
        all.addAll(references());
        all.addAll(refused());
        all.addAll(WrongTypes.of(BATCH, batch(COUNT), "atomic", WrongTypes.FLAG));
        return all;
    }

    private static String op(String path, String body) {
        return "{\"path\":\"%s\",\"body\":%s}".formatted(path, body);
    }

    private static String op(String path, String body, String as) {
        return "{\"path\":\"%s\",\"body\":%s,\"as\":\"%s\"}".formatted(path, body, as);
    }

    private static String set(String key, String value) {
        return op(SET, "{\"key\":\"%s\",\"value\":%s}".formatted(key, value));
    }

    private static String get(String key) {
        return op("/api/kv/get", "{\"key\":\"" + key + "\"}");
    }

    private static String batch(String... operations) {
        return "{\"operations\":[" + String.join(",", operations) + "]}";
    }

    private static String apart(String... operations) {
        return "{\"atomic\":false,\"operations\":[" + String.join(",", operations) + "]}";
    }

    private static List<Scenario> done() {
        return List.of(
                post(
                                "batch: in order, each as it would answer alone",
                                BATCH,
                                batch(set("k", "1.50"), get("k")))
                        .gives(
                                200,
                                """
                                {"results": [
                                  {"status": 200, "as": "!", "body": {"success": true, "key": "k",
                                   "revision": "*", "tokenType": "STX"}},
                                  {"status": 200, "body": {"key": "k", "value": 1.50,
                                   "createdAt": "@instant", "tokenType": "STX"}}],
                                 "charged": {"asset": "STX", "amount": "*"}, "tokenType": "STX"}\
                                """)
                        .costs(READ_AND_WRITE),
                post("batch: one", BATCH, batch(COUNT))
                        .gives(200, "{\"results\":[{\"as\":\"n\",\"body\":{\"value\":1}}]}")
                        .costs(WRITE),
                post(
                                "batch: in another asset",
                                BATCH,
                                "{\"tokenType\":\"sBTC\"," + batch(COUNT).substring(1))
                        .gives(200, "{\"charged\":{\"asset\":\"sBTC\"},\"tokenType\":\"sBTC\"}")
                        .costs(WRITE),
                post("batch: only reads", BATCH, batch(get("k")))
                        .after(SET, "{\"key\":\"k\",\"value\":7}")
                        .gives(200, "{\"results\":[{\"body\":{\"value\":7}}]}")
                        .costs(READ),
                post(
                                "batch: what came to nothing costs a read",
                                BATCH,
                                batch(op("/api/queue/pop", "{\"queue\":\"q\"}"), COUNT))
                        .gives(
                                200,
                                "{\"results\":[{\"body\":{\"empty\":true}},{\"body\":{\"value\":1}}]}")
                        .costs(READ_AND_WRITE),
                post("batch: no input", BATCH, batch("{\"path\":\"/api/kv/list\"}"))
                        .gives(200, "{\"results\":[{\"body\":{\"count\":0}}]}")
                        .costs(READ),
                post("batch: names in the path", BATCH, batch("{\"path\":\"/api/paste/{code}\"}"))
                        .after("/api/paste/create", "{\"content\":\"text\"}")
                        .gives(200, "{\"results\":[{\"body\":{\"content\":\"text\"}}]}")
                        .costs(READ),
                post(
                                "batch: a fence that holds",
                                BATCH,
                                batch(
                                        op(
                                                SET,
                                                "{\"key\":\"k\",\"value\":1,\"fence\":{\"lock\":\"l\",\"number\":{fence}}}")))
                        .after("/api/sync/lock", "{\"name\":\"l\"}")
                        .gives(200, "{\"results\":[{\"status\":200}]}")
                        .costs(WRITE),
                post(
                                "batch: a fence of all",
                                BATCH,
                                batch(COUNT)
                                        .replaceFirst(
                                                "]}$",
                                                "],\"fence\":{\"lock\":\"l\",\"number\":1}}"))
                        .refused(412, "fenced_off"),
                request("batch: GET", "GET", BATCH, "").refused(405, "method_not_allowed"));
    }

    private static List<Scenario> eachForItself() {
        return List.of(
                post(
                                "batch: those that fail are not charged",
                                BATCH,
                                apart(
                                        get("none"),
                                        COUNT,
                                        op("/api/kv/nothing", "{}"),
                                        op(SET, "{}", "x"),
                                        set("a:b", "1"),
                                        COUNT.replace("\"as\":\"n\"", "\"as\":\"m\"")))
                        .gives(
                                200,
                                """
                                {"results": [
                                  {"status": 404, "body": {"code": "not_found", "index": 0,
                                   "path": "/api/kv/get", "charged": false}},
                                  {"status": 200, "as": "n", "body": {"value": 1}},
                                  {"status": 404, "body": {"code": "unknown_path", "index": 2}},
                                  {"status": 400, "as": "x", "body": {"code": "invalid_input",
                                   "field": "key", "as": "x"}},
                                  {"status": 400, "body": {"code": "invalid_input"}},
                                  {"status": 200, "as": "m", "body": {"value": 2}}]}\
                                """)
                        .costs(TWO_WRITES),
                post(
                                "batch: one that fails after it wrote leaves nothing",
                                BATCH,
                                apart(
                                        set("k", "1"),
                                        op(SET, "{\"key\":\"k\",\"value\":2,\"ifRevision\":1}"),
                                        get("k")))
                        .gives(
                                200,
                                """
                                {"results": [{"status": 200},
                                  {"status": 412, "body": {"code": "revision_mismatch"}},
                                  {"status": 200, "body": {"value": 1}}]}\
                                """)
                        .costs(READ_AND_WRITE),
                post("batch: all fail", BATCH, apart(get("k"), get("l")))
                        .gives(200, "{\"results\":[{\"status\":404},{\"status\":404}]}")
                        .costs(NONE),
                post("batch: none can be read", BATCH, apart(op("/api/health", "{}")))
                        .gives(
                                200,
                                "{\"results\":[{\"status\":400,\"body\":{\"code\":\"not_in_batch\"}}]}")
                        .costs(NONE),
                post(
                                "batch: a reference to one that failed",
                                BATCH,
                                apart(
                                        op("/api/kv/get", "{\"key\":\"k\"}", "k"),
                                        set("l", "{\"$ref\":\"k.value\"}"),
                                        COUNT))
                        .gives(
                                200,
                                """
                                {"results": [{"status": 404},
                                  {"status": 400, "body": {"code": "bad_ref", "ref": "k.value"}},
                                  {"status": 200}]}\
                                """)
                        .costs(WRITE));
    }

    private static List<Scenario> references() {
        String big = "{\"deep\":[{\"n\":123456789012345678901234567890,\"s\":\"x\"}]}";
        String kept = op("/api/kv/get", "{\"key\":\"big\"}", "big");
        List<Scenario> all = new ArrayList<>();
        all.add(
                post(
                                "batch: a reference keeps a value as it is",
                                BATCH,
                                batch(
                                        kept,
                                        set(
                                                "copy",
                                                "[{\"$ref\":\"big.value.deep.0.n\"},{\"v\":{\"$ref\":\"big.value\"}}]")))
                        .after(SET, "{\"key\":\"big\",\"value\":" + big + "}")
                        .gives(200, "{\"results\":[{\"status\":200},{\"body\":{\"bytes\":94}}]}")
                        .costs(READ_AND_WRITE));
        all.add(
                post(
                                "batch: a name by a reference",
                                BATCH,
                                batch(kept, op("/api/kv/get", "{\"key\":{\"$ref\":\"big.key\"}}")))
                        .after(SET, "{\"key\":\"big\",\"value\":1}")
                        .gives(200, "{\"results\":[{},{\"body\":{\"value\":1}}]}")
                        .costs(WRITE));
        for (String bad :
                List.of(
                        "none.value",
                        "big.no",
                        "big.value.0",
                        "big.value.deep.1",
                        "big..value",
                        "",
                        "big.value.deep.-1")) {
            all.add(
                    post(
                                    "batch: no such part, " + bad,
                                    BATCH,
                                    batch(kept, set("k", "{\"$ref\":\"" + bad + "\"}")))
                            .after(SET, "{\"key\":\"big\",\"value\":" + big + "}")
                            .gives(
                                    400,
                                    "{\"code\":\"bad_ref\",\"index\":1,\"ref\":\"" + bad + "\"}"));
        }
        for (String bad :
                List.of(
                        "{\"$ref\":1}",
                        "{\"$ref\":\"n.value\",\"a\":1}",
                        "{\"a\":1,\"$ref\":\"n.value\"}")) {
            all.add(
                    post("batch: no reference, " + bad, BATCH, batch(COUNT, set("k", bad)))
                            .refused(400, "bad_ref"));
        }
        all.add(
                post(
                                "batch: a later one's result",
                                BATCH,
                                batch(set("k", "{\"$ref\":\"n.value\"}"), COUNT))
                        .refused(400, "bad_ref"));
        all.add(
                post(
                                "batch: what it stands for is no input",
                                BATCH,
                                batch(COUNT, op("/api/kv/get", "{\"key\":{\"$ref\":\"n.value\"}}")))
                        .gives(400, "{\"code\":\"invalid_input\",\"field\":\"key\",\"index\":1}"));
        all.add(
                post(
                                "batch: a reference before the transaction",
                                BATCH,
                                batch(
                                        COUNT,
                                        op("/api/sync/lock", "{\"name\":{\"$ref\":\"n.name\"}}")))
                        .refused(400, "not_in_batch"));
        return all;
    }

    private static List<Scenario> refused() {
        List<Scenario> all = new ArrayList<>();
        for (String path :
                List.of(
                        "/api/batch",
                        "/api/account",
                        "/api/account/deposit",
                        "/api/health",
                        "/public/{me}/k",
                        "/p/abc234")) {
            all.add(
                    post("batch: not " + path, BATCH, batch(COUNT, op(path, "{}")))
                            .gives(
                                    400,
                                    "{\"code\":\"not_in_batch\",\"index\":1,\"path\":\""
                                            + path
                                            + "\"}"));
        }
        all.addAll(
                List.of(
                        post(
                                        "batch: nothing is done if one fails",
                                        BATCH,
                                        batch(
                                                COUNT,
                                                op("/api/kv/delete", "{\"key\":\"k\"}", "gone")))
                                .after("/api/counter/increment", "{\"name\":\"m\"}")
                                .gives(
                                        404,
                                        """
                                        {"code": "not_found", "key": "k", "index": 1, "as": "gone",
                                         "path": "/api/kv/delete", "results": "!"}\
                                        """),
                        post(
                                        "batch: a fence that does not hold",
                                        BATCH,
                                        batch(
                                                COUNT,
                                                op(
                                                        SET,
                                                        "{\"key\":\"k\",\"value\":1,\"fence\":{\"lock\":\"l\",\"number\":1}}")))
                                .gives(412, "{\"code\":\"fenced_off\",\"index\":1}"),
                        post(
                                        "batch: a pop that waits",
                                        BATCH,
                                        batch(op("/api/queue/pop", "{\"queue\":\"q\",\"wait\":1}")))
                                .refused(400, "not_in_batch"),
                        post(
                                        "batch: a lock that waits",
                                        BATCH,
                                        batch(
                                                op(
                                                        "/api/sync/lock",
                                                        "{\"name\":\"l\",\"wait\":true}")))
                                .refused(400, "not_in_batch"),
                        post(
                                        "batch: which does not wait",
                                        BATCH,
                                        batch(
                                                op(
                                                        "/api/sync/lock",
                                                        "{\"name\":\"l\",\"wait\":false}")))
                                .gives(200, "{\"results\":[{\"body\":{\"acquired\":true}}]}")
                                .costs(WRITE),
                        post(
                                        "batch: another's data",
                                        BATCH,
                                        batch(
                                                op(
                                                        "/api/kv/get",
                                                        "{\"key\":\"k\",\"owner\":\"{other}\"}")))
                                .afterOther(
                                        SET,
                                        "{\"key\":\"k\",\"value\":1,\"visibility\":\"public\"}")
                                .refused(400, "not_in_batch"),
                        post(
                                        "batch: one's own, named",
                                        BATCH,
                                        batch(
                                                op(
                                                        "/api/kv/get",
                                                        "{\"key\":\"k\",\"owner\":\"{me}\"}")))
                                .after(SET, "{\"key\":\"k\",\"value\":1}")
                                .gives(200, "{\"results\":[{\"status\":200}]}")
                                .costs(READ),
                        post(
                                        "batch: an asset of one's own",
                                        BATCH,
                                        batch(
                                                op(
                                                        SET,
                                                        "{\"key\":\"k\",\"value\":1,\"tokenType\":\"STX\"}")))
                                .invalid("tokenType"),
                        post("batch: a misspelt path", BATCH, batch(op("/api/kv/sett", "{}")))
                                .gives(
                                        404,
                                        "{\"code\":\"unknown_path\",\"closest\":\"/api/kv/set\",\"index\":0}"),
                        post("batch: a misspelt field", BATCH, batch(op(SET, "{\"kee\":1}")))
                                .refused(400, "unknown_field"),
                        post("batch: no object", BATCH, batch(op(SET, "[]")))
                                .refused(400, "invalid_json"),
                        post("batch: null", BATCH, batch(op(SET, "null")))
                                .refused(400, "invalid_input"),
                        post("batch: a name twice", BATCH, batch(COUNT, COUNT)).invalid("as"),
                        post("batch: no name", BATCH, batch(op(SET, "{}", "a.b")))
                                .invalid("operations[0].as"),
                        post("batch: no path", BATCH, batch("{\"body\":{}}"))
                                .invalid("operations[0].path"),
                        post(
                                        "batch: another field",
                                        BATCH,
                                        batch("{\"path\":\"/api/kv/list\",\"name\":1}"))
                                .refused(400, "unknown_field"),
                        post("batch: empty", BATCH, "{\"operations\":[]}").invalid("operations"),
                        post("batch: no operations", BATCH, "{}").invalid("operations"),
                        post(
                                        "batch: too many",
                                        BATCH,
                                        batch(
                                                Collections.nCopies(101, get("k"))
                                                        .toArray(String[]::new)))
                                .invalid("operations"),
                        post(
                                        "batch: too long",
                                        BATCH,
                                        batch(set("k", "\"" + "v".repeat(8 << 20) + "\"")))
                                .refused(413, "too_large")));
        return all;
    }
}
