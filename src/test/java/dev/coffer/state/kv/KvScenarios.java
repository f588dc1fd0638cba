package dev.coffer.state.kv;

import static dev.coffer.scenario.Scenario.Charge.READ;
import static dev.coffer.scenario.Scenario.Charge.WRITE;
import static dev.coffer.scenario.Scenario.Charge.WRITE_LARGE;
import static dev.coffer.scenario.Scenario.get;
import static dev.coffer.scenario.Scenario.post;
import static dev.coffer.scenario.Scenario.request;

import dev.coffer.scenario.Scenario;
import dev.coffer.scenario.WrongTypes;

import java.util.ArrayList;
import java.util.List;

/** What the key-value endpoints take and give. */
public final class KvScenarios {

    private static final String SET = "/api/kv/set";
    private static final String GET = "/api/kv/get";
    private static final String TOUCH = "/api/kv/touch";
    private static final String DELETE = "/api/kv/delete";
    private static final String LIST = "/api/kv/list";

    private KvScenarios() {}

    public static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(set());
        all.addAll(setLimits());
        all.addAll(conditions());
        all.addAll(touch());
        all.addAll(get());
        all.addAll(delete());
        all.addAll(list());
        all.addAll(publicRead());
        all.addAll(WrongTypes.of(SET, "{\"key\":\"k\",\"value\":1}", "key", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(SET, "{\"key\":\"k\",\"value\":1}", "ttl", WrongTypes.WHOLE));
        all.addAll(WrongTypes.of(SET, "{\"key\":\"k\",\"value\":1}", "persist", WrongTypes.FLAG));
        all.addAll(WrongTypes.of(SET, "{\"key\":\"k\",\"value\":1}", "ifAbsent", WrongTypes.FLAG));
        all.addAll(
                WrongTypes.of(SET, "{\"key\":\"k\",\"value\":1}", "ifRevision", WrongTypes.WHOLE));
        all.addAll(
                WrongTypes.of(SET, "{\"key\":\"k\",\"value\":1}", "visibility", WrongTypes.CHOICE));
        all.addAll(WrongTypes.of(SET, "{\"key\":\"k\",\"value\":1}", "tokenType", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(GET, "{\"key\":\"k\"}", "key", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(GET, "{\"key\":\"k\"}", "owner", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(GET, "{\"key\":\"k\"}", "visibility", WrongTypes.CHOICE));
        all.addAll(WrongTypes.of(DELETE, "{\"key\":\"k\"}", "key", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(DELETE, "{}", "prefix", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(DELETE, "{\"key\":\"k\"}", "visibility", WrongTypes.CHOICE));
        all.addAll(WrongTypes.of(DELETE, "{\"key\":\"k\"}", "ifRevision", WrongTypes.WHOLE));
        all.addAll(WrongTypes.of(LIST, "{}", "prefix", WrongTypes.TYPES_BUT_TEXT));
        all.addAll(WrongTypes.of(LIST, "{}", "limit", WrongTypes.WHOLE));
        all.addAll(WrongTypes.of(LIST, "{}", "cursor", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(LIST, "{}", "visibility", WrongTypes.CHOICE));
        all.addAll(WrongTypes.of(LIST, "{}", "owner", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(LIST, "{}", "reverse", WrongTypes.FLAG));
        all.addAll(WrongTypes.of(LIST, "{}", "values", WrongTypes.FLAG));
        return all;
    }

    private static List<Scenario> set() {
        List<Scenario> all = new ArrayList<>();
        all.add(
                post("set: all that it answers", SET, "{\"key\":\"k\",\"value\":\"häß\"}")
                        .gives(
                                200,
                                """
                                {"success": true, "key": "k", "visibility": "private",
                                 "expiresAt": "@instant", "bytes": 5, "revision": "*",
                                 "tokenType": "STX", "value": "!", "code": "!"}\
                                """)
                        .costs(WRITE));
        for (String value : List.of("0", "false", "\"\"", "[]", "{}", "-1.50", "1e400")) {
            all.add(
                    post(
                                    "set: " + value + " is a value",
                                    SET,
                                    "{\"key\":\"k\",\"value\":" + value + "}")
                            .gives(200, "{\"success\": true}")
                            .costs(WRITE));
        }
        all.add(
                post(
                                "set: bytes of JSON are those of its text",
                                SET,
                                "{\"key\":\"k\",\"value\": [1, 2] }")
                        .gives(200, "{\"bytes\": 6}")
                        .costs(WRITE));
        all.add(
                post(
                                "set: bytes of a text are those of what it says",
                                SET,
                                "{\"key\":\"k\",\"value\":\"\\u00e9\\n\"}")
                        .gives(200, "{\"bytes\": 3}")
                        .costs(WRITE));
        all.add(
                post("set: persist has no end", SET, "{\"key\":\"k\",\"value\":1,\"persist\":true}")
                        .gives(200, "{\"expiresAt\": \"!\"}")
                        .costs(WRITE));
        all.add(
                post(
                                "set: persist false is the default",
                                SET,
                                "{\"key\":\"k\",\"value\":1,\"persist\":false}")
                        .gives(200, "{\"expiresAt\": \"@instant\"}")
                        .costs(WRITE));
        all.add(
                post("set: public", SET, "{\"key\":\"k\",\"value\":1,\"visibility\":\"public\"}")
                        .gives(200, "{\"visibility\": \"public\"}")
                        .costs(WRITE));
        all.add(
                post(
                                "set: metadata need not be an object",
                                SET,
                                "{\"key\":\"k\",\"value\":1,\"metadata\":[1]}")
                        .gives(200, "{\"success\": true}")
                        .costs(WRITE));
        all.add(post("set: no key", SET, "{\"value\":1}").invalid("key"));
        all.add(post("set: no value", SET, "{\"key\":\"k\"}").invalid("value"));
        all.add(
                post("set: null is no value", SET, "{\"key\":\"k\",\"value\":null}")
                        .invalid("value"));
        all.add(
                post(
                                "set: null is no metadata",
                                SET,
                                "{\"key\":\"k\",\"value\":1,\"metadata\":null}")
                        .invalid("metadata"));
        all.add(
                post("set: a colon in the key", SET, "{\"key\":\"a:b\",\"value\":1}")
                        .invalid("key"));
        all.add(
                post("set: NUL in the key", SET, "{\"key\":\"a\\u0000b\",\"value\":1}")
                        .invalid("key"));
        all.add(
                post("set: half a pair in the key", SET, "{\"key\":\"a\\ud83d\",\"value\":1}")
                        .invalid("key"));
        all.add(
                post("set: the other half", SET, "{\"key\":\"\\ude00a\",\"value\":1}")
                        .invalid("key"));
        all.add(
                post(
                                "set: a whole pair by escapes",
                                SET,
                                "{\"key\":\"\\ud83d\\ude00\",\"value\":1}")
                        .gives(200, "{\"key\": \"\ud83d\ude00\"}")
                        .costs(WRITE));
        all.add(
                post(
                                "set: ttl and persist",
                                SET,
                                "{\"key\":\"k\",\"value\":1,\"ttl\":60,\"persist\":true}")
                        .invalid("ttl"));
        all.add(
                post(
                                "set: a misspelt visibility stores nothing",
                                SET,
                                "{\"key\":\"k\",\"value\":1,\"visiblity\":\"public\"}")
                        .gives(
                                400,
                                "{\"code\":\"unknown_field\",\"field\":\"visiblity\",\"detail\":\"~`visibility`\"}"));
        all.add(
                post("set: a field of nobody", SET, "{\"key\":\"k\",\"value\":1,\"zzzzzzzzzz\":1}")
                        .refused(400, "unknown_field"));
        all.add(
                post("set: a field twice", SET, "{\"key\":\"k\",\"value\":1,\"key\":\"k\"}")
                        .invalid("key"));
        all.add(
                post("set: the value twice", SET, "{\"key\":\"k\",\"value\":1,\"value\":1}")
                        .invalid("value"));
        all.add(
                post(
                                "set: duplicates inside a value are the value's affair",
                                SET,
                                "{\"key\":\"k\",\"value\":{\"a\":1,\"a\":2}}")
                        .gives(200, "{\"bytes\": 13}")
                        .costs(WRITE));
        return all;
    }

    private static List<Scenario> setLimits() {
        String key256 = "k".repeat(256);
        String wide = "\u20ac".repeat(170);
        String threshold = "x".repeat(100 * 1024);
        List<Scenario> all = new ArrayList<>();
        all.add(
                post("set: the longest key", SET, "{\"key\":\"" + key256 + "\",\"value\":1}")
                        .gives(200, "{\"success\":true}")
                        .costs(WRITE));
        all.add(
                post("set: one character more", SET, "{\"key\":\"" + key256 + "k\",\"value\":1}")
                        .invalid("key"));
        all.add(post("set: an empty key", SET, "{\"key\":\"\",\"value\":1}").invalid("key"));
        all.add(
                post(
                                "set: too many bytes in a short key",
                                SET,
                                "{\"key\":\"" + wide + "\",\"value\":1}")
                        .invalid("key"));
        all.add(
                post("set: the shortest ttl", SET, "{\"key\":\"k\",\"value\":1,\"ttl\":60}")
                        .gives(200, "{\"expiresAt\":\"@instant\"}")
                        .costs(WRITE));
        all.add(
                post(
                                "set: a ttl as JSON may write a whole number",
                                SET,
                                "{\"key\":\"k\",\"value\":1,\"ttl\":36e2}")
                        .gives(200, "{\"expiresAt\":\"@instant\"}")
                        .costs(WRITE));
        for (String unservable : List.of("..", "a/./b", "a/..", "a\\u0000", "a\\u007f")) {
            String named = "{\"key\":\"" + unservable + "\",\"value\":1";
            all.add(
                    post("set: public " + unservable, SET, named + ",\"visibility\":\"public\"}")
                            .invalid("key"));
        }
        all.add(
                post("set: one second less", SET, "{\"key\":\"k\",\"value\":1,\"ttl\":59}")
                        .invalid("ttl"));
        all.add(
                post("set: the longest ttl", SET, "{\"key\":\"k\",\"value\":1,\"ttl\":3153600000}")
                        .gives(200, "{\"expiresAt\":\"@instant\"}")
                        .costs(WRITE));
        all.add(
                post("set: one second more", SET, "{\"key\":\"k\",\"value\":1,\"ttl\":3153600001}")
                        .invalid("ttl"));
        all.add(
                post("set: a negative ttl", SET, "{\"key\":\"k\",\"value\":1,\"ttl\":-60}")
                        .invalid("ttl"));
        all.add(
                post(
                                "set: 1,024 bytes of metadata",
                                SET,
                                "{\"key\":\"k\",\"value\":1,\"metadata\":\""
                                        + "m".repeat(1022)
                                        + "\"}")
                        .gives(200, "{\"success\":true}")
                        .costs(WRITE));
        all.add(
                post(
                                "set: one byte more",
                                SET,
                                "{\"key\":\"k\",\"value\":1,\"metadata\":\""
                                        + "m".repeat(1023)
                                        + "\"}")
                        .gives(
                                413,
                                "{\"code\":\"too_large\",\"field\":\"metadata\",\"limit\":1024}"));
        all.add(
                post(
                                "set: 100 KiB cost as a small value",
                                SET,
                                "{\"key\":\"k\",\"value\":\"" + threshold + "\"}")
                        .gives(200, "{\"bytes\":102400}")
                        .costs(WRITE));
        all.add(
                post(
                                "set: one byte more costs as a large one",
                                SET,
                                "{\"key\":\"k\",\"value\":\"" + threshold + "x\"}")
                        .gives(200, "{\"bytes\":102401}")
                        .costs(WRITE_LARGE));
        all.add(
                post(
                                "set: 100 KiB of JSON",
                                SET,
                                "{\"key\":\"k\",\"value\":[\"" + "x".repeat(102_396) + "\"]}")
                        .gives(200, "{\"bytes\":102400}")
                        .costs(WRITE));
        all.add(
                post(
                                "set: one byte of JSON more",
                                SET,
                                "{\"key\":\"k\",\"value\":[\"" + "x".repeat(102_397) + "\"]}")
                        .gives(200, "{\"bytes\":102401}")
                        .costs(WRITE_LARGE));
        all.add(
                post(
                                "set: as deep as JSON may be",
                                SET,
                                "{\"key\":\"k\",\"value\":"
                                        + "[".repeat(499)
                                        + "]".repeat(499)
                                        + "}")
                        .gives(200, "{\"bytes\":998}")
                        .costs(WRITE));
        all.add(
                post(
                                "set: deeper",
                                SET,
                                "{\"key\":\"k\",\"value\":"
                                        + "[".repeat(500)
                                        + "]".repeat(500)
                                        + "}")
                        .refused(400, "invalid_json"));
        all.add(
                post(
                                "set: very deep",
                                SET,
                                "{\"key\":\"k\",\"value\":"
                                        + "[".repeat(90_000)
                                        + "]".repeat(90_000)
                                        + "}")
                        .refused(400, "invalid_json"));
        all.add(
                post(
                                "set: a number of 5,000 digits is a value",
                                SET,
                                "{\"key\":\"k\",\"value\":" + "9".repeat(5000) + "}")
                        .gives(200, "{\"bytes\":5000}")
                        .costs(WRITE));
        return all;
    }

    private static List<Scenario> conditions() {
        List<Scenario> all = new ArrayList<>();
        String one = "{\"key\":\"k\",\"value\":1}";
        all.add(
                post("ifAbsent on nothing", SET, "{\"key\":\"k\",\"value\":2,\"ifAbsent\":true}")
                        .gives(200, "{\"success\":true}")
                        .costs(WRITE));
        all.add(
                post("ifAbsent on something", SET, "{\"key\":\"k\",\"value\":2,\"ifAbsent\":true}")
                        .after(SET, one)
                        .gives(412, "{\"code\":\"revision_mismatch\",\"revision\":\"*\"}"));
        all.add(
                post(
                                "ifAbsent looks at the same visibility",
                                SET,
                                "{\"key\":\"k\",\"value\":2,\"ifAbsent\":true,\"visibility\":\"public\"}")
                        .after(SET, one)
                        .gives(200, "{\"success\":true}")
                        .costs(WRITE));
        all.add(
                post(
                                "ifRevision of the key",
                                SET,
                                "{\"key\":\"k\",\"value\":2,\"ifRevision\":{revision}}")
                        .after(SET, one)
                        .gives(200, "{\"success\":true}")
                        .costs(WRITE));
        all.add(
                post(
                                "another ifRevision",
                                SET,
                                "{\"key\":\"k\",\"value\":2,\"ifRevision\":9000000}")
                        .after(SET, one)
                        .gives(412, "{\"code\":\"revision_mismatch\",\"revision\":\"*\"}"));
        all.add(
                post("ifRevision of nothing", SET, "{\"key\":\"k\",\"value\":2,\"ifRevision\":1}")
                        .gives(412, "{\"code\":\"revision_mismatch\",\"revision\":0}"));
        all.add(
                post("ifRevision 0", SET, "{\"key\":\"k\",\"value\":2,\"ifRevision\":0}")
                        .invalid("ifRevision"));
        all.add(
                post(
                                "the largest ifRevision",
                                SET,
                                "{\"key\":\"k\",\"value\":2,\"ifRevision\":9223372036854775807}")
                        .refused(412, "revision_mismatch"));
        all.add(
                post(
                                "one larger",
                                SET,
                                "{\"key\":\"k\",\"value\":2,\"ifRevision\":9223372036854775808}")
                        .invalid("ifRevision"));
        all.add(
                post(
                                "delete with the key's ifRevision",
                                DELETE,
                                "{\"key\":\"k\",\"ifRevision\":{revision}}")
                        .after(SET, one)
                        .gives(200, "{\"success\":true}")
                        .costs(WRITE));
        all.add(
                post(
                                "delete with another ifRevision",
                                DELETE,
                                "{\"key\":\"k\",\"ifRevision\":9000000}")
                        .after(SET, one)
                        .gives(412, "{\"code\":\"revision_mismatch\",\"revision\":\"*\"}"));
        all.add(
                post(
                                "delete below a prefix has no revision",
                                DELETE,
                                "{\"prefix\":\"k\",\"ifRevision\":9000000}")
                        .after(SET, one)
                        .invalid("ifRevision"));
        return all;
    }

    private static List<Scenario> get() {
        List<Scenario> all = new ArrayList<>();
        String one = "{\"key\":\"k\",\"value\":{\"n\":1},\"metadata\":{\"m\":2}}";
        all.addAll(
                post("get: all that it answers", GET, "{\"key\":\"k\"}")
                        .after(SET, one)
                        .gives(
                                200,
                                """
                                {"key": "k", "value": {"n": 1}, "visibility": "private",
                                 "createdAt": "@instant", "updatedAt": "@instant",
                                 "expiresAt": "@instant", "bytes": 7, "revision": "*",
                                 "metadata": {"m": 2}, "tokenType": "STX"}\
                                """)
                        .costs(READ)
                        .bothWays());
        all.addAll(
                post("get: without an end and metadata", GET, "{\"key\":\"k\"}")
                        .after(SET, "{\"key\":\"k\",\"value\":1,\"persist\":true}")
                        .gives(200, "{\"expiresAt\":\"!\",\"metadata\":\"!\"}")
                        .costs(READ)
                        .bothWays());
        all.addAll(
                post("get: private before public", GET, "{\"key\":\"k\"}")
                        .after(SET, "{\"key\":\"k\",\"value\":\"pub\",\"visibility\":\"public\"}")
                        .after(SET, "{\"key\":\"k\",\"value\":\"priv\"}")
                        .gives(200, "{\"value\":\"priv\",\"visibility\":\"private\"}")
                        .costs(READ)
                        .bothWays());
        all.addAll(
                post(
                                "get: the public one if it is asked for",
                                GET,
                                "{\"key\":\"k\",\"visibility\":\"public\"}")
                        .after(SET, "{\"key\":\"k\",\"value\":\"pub\",\"visibility\":\"public\"}")
                        .after(SET, "{\"key\":\"k\",\"value\":\"priv\"}")
                        .gives(200, "{\"value\":\"pub\",\"visibility\":\"public\"}")
                        .costs(READ)
                        .bothWays());
        all.addAll(
                post(
                                "get: the private one is not there",
                                GET,
                                "{\"key\":\"k\",\"visibility\":\"private\"}")
                        .after(SET, "{\"key\":\"k\",\"value\":\"pub\",\"visibility\":\"public\"}")
                        .gives(404, "{\"code\":\"not_found\",\"key\":\"k\"}")
                        .never("pub\"")
                        .bothWays());
        all.addAll(
                post("get: oneself as owner", GET, "{\"key\":\"k\",\"owner\":\"{me}\"}")
                        .after(SET, "{\"key\":\"k\",\"value\":\"priv\"}")
                        .gives(200, "{\"value\":\"priv\"}")
                        .costs(READ)
                        .bothWays());
        all.addAll(
                post("get: another's public one", GET, "{\"key\":\"k\",\"owner\":\"{other}\"}")
                        .afterOther(
                                SET, "{\"key\":\"k\",\"value\":\"pub\",\"visibility\":\"public\"}")
                        .afterOther(SET, "{\"key\":\"k\",\"value\":\"SECRET\"}")
                        .gives(200, "{\"value\":\"pub\",\"visibility\":\"public\"}")
                        .never("SECRET")
                        .costs(READ)
                        .bothWays());
        for (String visibility :
                List.of("", ",\"visibility\":\"private\"", ",\"visibility\":\"public\"")) {
            all.addAll(
                    post(
                                    "get: another's private one " + visibility,
                                    GET,
                                    "{\"key\":\"k\",\"owner\":\"{other}\"" + visibility + "}")
                            .afterOther(SET, "{\"key\":\"k\",\"value\":\"SECRET\"}")
                            .gives(404, "{\"code\":\"not_found\",\"key\":\"k\"}")
                            .never("SECRET")
                            .bothWays());
        }
        all.addAll(
                post("get: not there", GET, "{\"key\":\"nothing\"}")
                        .gives(
                                404,
                                "{\"code\":\"not_found\",\"key\":\"nothing\",\"error\":\"Key not found\"}")
                        .bothWays());
        all.addAll(post("get: no key", GET, "{}").invalid("key").bothWays());
        all.addAll(post("get: an empty key", GET, "{\"key\":\"\"}").invalid("key").bothWays());
        all.addAll(post("get: a colon", GET, "{\"key\":\"a:b\"}").invalid("key").bothWays());
        all.addAll(
                post("get: too long", GET, "{\"key\":\"" + "k".repeat(257) + "\"}")
                        .invalid("key")
                        .bothWays());
        all.addAll(
                post("get: a misspelt field", GET, "{\"kye\":\"k\"}")
                        .gives(400, "{\"code\":\"unknown_field\",\"detail\":\"~`key`\"}")
                        .bothWays());
        all.add(
                Scenario.get("get: broken UTF-8 in the query", GET + "?key=%ff%fe")
                        .refused(400, "invalid_query"));
        all.add(
                Scenario.get("get: a surrogate in the query", GET + "?key=%ed%a0%80")
                        .refused(400, "invalid_query"));
        all.add(
                Scenario.get("get: an overlong NUL in the query", GET + "?key=%c0%80")
                        .refused(400, "invalid_query"));
        all.add(Scenario.get("get: NUL in the query", GET + "?key=a%00b").invalid("key"));
        all.add(Scenario.get("get: twice in the query", GET + "?key=a&key=b").invalid("key"));
        all.add(post("get: the query of a POST", GET + "?key=k", "{}").invalid("key"));
        return all;
    }

    private static List<Scenario> touch() {
        List<Scenario> all = new ArrayList<>();
        String touched = "{\"key\":\"k\",\"ttl\":60}";
        all.add(
                post("touch: an own key", TOUCH, touched)
                        .after(SET, "{\"key\":\"k\",\"value\":\"four\",\"persist\":true}")
                        .gives(
                                200,
                                "{\"success\":true,\"key\":\"k\",\"visibility\":\"private\",\"expiresAt\":\"@instant\",\"bytes\":4,\"revision\":\"*\",\"tokenType\":\"STX\"}")
                        .costs(WRITE));
        all.add(
                post(
                                "touch: the named one",
                                TOUCH,
                                "{\"key\":\"k\",\"ttl\":60,\"visibility\":\"public\"}")
                        .after(SET, "{\"key\":\"k\",\"value\":1}")
                        .after(SET, "{\"key\":\"k\",\"value\":2,\"visibility\":\"public\"}")
                        .gives(200, "{\"visibility\":\"public\"}")
                        .costs(WRITE));
        all.add(
                post("touch: not there", TOUCH, touched)
                        .gives(404, "{\"code\":\"not_found\",\"key\":\"k\"}"));
        all.add(
                post("touch: another's", TOUCH, touched)
                        .afterOther(SET, "{\"key\":\"k\",\"value\":1,\"visibility\":\"public\"}")
                        .refused(404, "not_found"));
        all.add(post("touch: no ttl", TOUCH, "{\"key\":\"k\"}").invalid("ttl"));
        all.add(
                post("touch: nothing else", TOUCH, "{\"key\":\"k\",\"ttl\":60,\"value\":1}")
                        .refused(400, "unknown_field"));
        all.addAll(WrongTypes.of(TOUCH, touched, "key", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(TOUCH, touched, "ttl", WrongTypes.WHOLE));
        all.addAll(WrongTypes.of(TOUCH, touched, "visibility", WrongTypes.CHOICE));
        return all;
    }

    private static List<Scenario> delete() {
        List<Scenario> all = new ArrayList<>();
        String priv = "{\"key\":\"k\",\"value\":\"priv\"}";
        String pub = "{\"key\":\"k\",\"value\":\"pub\",\"visibility\":\"public\"}";
        all.add(
                post("delete: the private one first", DELETE, "{\"key\":\"k\"}")
                        .after(SET, priv)
                        .after(SET, pub)
                        .gives(
                                200,
                                "{\"success\":true,\"deleted\":\"k\",\"visibility\":\"private\",\"tokenType\":\"STX\"}")
                        .costs(WRITE));
        all.add(
                post("delete: the public one", DELETE, "{\"key\":\"k\"}")
                        .after(SET, pub)
                        .gives(200, "{\"deleted\":\"k\",\"visibility\":\"public\"}")
                        .costs(WRITE));
        all.add(
                post("delete: the named one", DELETE, "{\"key\":\"k\",\"visibility\":\"public\"}")
                        .after(SET, priv)
                        .after(SET, pub)
                        .gives(200, "{\"visibility\":\"public\"}")
                        .costs(WRITE));
        all.add(
                post("delete: not there", DELETE, "{\"key\":\"k\"}")
                        .gives(404, "{\"code\":\"not_found\",\"key\":\"k\"}"));
        all.add(
                post(
                                "delete: not there in that visibility",
                                DELETE,
                                "{\"key\":\"k\",\"visibility\":\"public\"}")
                        .after(SET, priv)
                        .gives(404, "{\"code\":\"not_found\",\"key\":\"k\"}"));
        all.add(
                post("delete: another's", DELETE, "{\"key\":\"k\"}")
                        .afterOther(SET, pub)
                        .gives(404, "{\"code\":\"not_found\"}"));
        all.add(
                post(
                                "delete: an owner is no field",
                                DELETE,
                                "{\"key\":\"k\",\"owner\":\"{other}\"}")
                        .afterOther(SET, pub)
                        .refused(400, "unknown_field"));
        all.add(post("delete: neither key nor prefix", DELETE, "{}").invalid("key"));
        all.add(post("delete: both", DELETE, "{\"key\":\"k\",\"prefix\":\"k\"}").invalid("key"));
        all.add(post("delete: an empty prefix", DELETE, "{\"prefix\":\"\"}").invalid("prefix"));
        all.add(
                post("delete: below a prefix", DELETE, "{\"prefix\":\"a/\"}")
                        .after(SET, "{\"key\":\"a/1\",\"value\":1}")
                        .after(SET, "{\"key\":\"a/2\",\"value\":1,\"visibility\":\"public\"}")
                        .after(SET, "{\"key\":\"a0\",\"value\":1}")
                        .gives(
                                200,
                                "{\"success\":true,\"deletedCount\":2,\"complete\":true,\"tokenType\":\"STX\"}")
                        .costs(WRITE));
        all.add(
                post(
                                "delete: below a prefix, one visibility",
                                DELETE,
                                "{\"prefix\":\"a/\",\"visibility\":\"public\"}")
                        .after(SET, "{\"key\":\"a/1\",\"value\":1}")
                        .after(SET, "{\"key\":\"a/2\",\"value\":1,\"visibility\":\"public\"}")
                        .gives(200, "{\"deletedCount\":1,\"complete\":true}")
                        .costs(WRITE));
        all.add(
                post("delete: nothing below the prefix", DELETE, "{\"prefix\":\"a/\"}")
                        .gives(200, "{\"deletedCount\":0,\"complete\":true}")
                        .costs(WRITE));
        all.add(
                post("delete: the prefix is no pattern", DELETE, "{\"prefix\":\"%\"}")
                        .after(SET, "{\"key\":\"abc\",\"value\":1}")
                        .gives(200, "{\"deletedCount\":0}")
                        .costs(WRITE));
        all.add(
                request("delete: GET", "GET", DELETE, "")
                        .refused(405, "method_not_allowed")
                        .header("Allow", "POST"));
        all.add(
                request("set: GET", "GET", SET, "")
                        .refused(405, "method_not_allowed")
                        .header("Allow", "POST"));
        all.add(
                request("get: PUT", "PUT", GET, "{}")
                        .refused(405, "method_not_allowed")
                        .header("Allow", "GET"));
        all.add(
                request("list: DELETE", "DELETE", LIST, "")
                        .refused(405, "method_not_allowed")
                        .header("Allow", "POST"));
        return all;
    }

    private static List<Scenario> list() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(
                post("list: nothing", LIST, "{}")
                        .gives(
                                200,
                                "{\"keys\":[],\"entries\":[],\"count\":0,\"complete\":true,\"cursor\":\"!\",\"tokenType\":\"STX\"}")
                        .costs(READ)
                        .bothWays());
        all.addAll(
                three("list: all that it answers", "{}")
                        .gives(
                                200,
                                """
                                {"keys": ["a", "a", "b"], "count": 3, "complete": true,
                                 "entries": [
                                  {"key": "a", "visibility": "private", "createdAt": "@instant",
                                   "expiresAt": "@instant", "bytes": 1, "revision": "*",
                                   "metadata": {"m": 1}, "value": "!"},
                                  {"key": "a", "visibility": "public", "expiresAt": "!"},
                                  {"key": "b", "visibility": "private"}]}\
                                """)
                        .costs(READ)
                        .bothWays());
        all.addAll(
                three("list: with values", "{\"values\":true}")
                        .gives(
                                200,
                                "{\"entries\":[{\"value\":1},{\"value\":[2]},{\"value\":\"drei\"}]}")
                        .costs(READ)
                        .bothWays());
        all.addAll(
                three("list: reversed", "{\"reverse\":true}")
                        .gives(
                                200,
                                "{\"keys\":[\"b\",\"a\",\"a\"],\"entries\":[{},{\"visibility\":\"public\"},{\"visibility\":\"private\"}]}")
                        .costs(READ)
                        .bothWays());
        all.addAll(
                three("list: private", "{\"visibility\":\"private\"}")
                        .gives(200, "{\"keys\":[\"a\",\"b\"]}")
                        .costs(READ)
                        .bothWays());
        all.addAll(
                three("list: public", "{\"visibility\":\"public\"}")
                        .gives(200, "{\"keys\":[\"a\"]}")
                        .costs(READ)
                        .bothWays());
        all.addAll(
                three("list: all", "{\"visibility\":\"all\"}")
                        .gives(200, "{\"count\":3}")
                        .costs(READ)
                        .bothWays());
        all.addAll(
                three("list: below a prefix", "{\"prefix\":\"b\"}")
                        .gives(200, "{\"keys\":[\"b\"]}")
                        .costs(READ)
                        .bothWays());
        all.addAll(
                three("list: an empty prefix", "{\"prefix\":\"\"}")
                        .gives(200, "{\"count\":3}")
                        .costs(READ)
                        .bothWays());
        all.addAll(
                three("list: a page", "{\"limit\":2}")
                        .gives(
                                200,
                                "{\"keys\":[\"a\",\"a\"],\"count\":2,\"complete\":false,\"cursor\":\"~^[A-Za-z0-9_-]+$\"}")
                        .costs(READ)
                        .bothWays());
        all.addAll(
                three("list: a page that is just enough", "{\"limit\":3}")
                        .gives(200, "{\"complete\":true,\"cursor\":\"!\"}")
                        .costs(READ)
                        .bothWays());
        all.addAll(
                post("list: the largest limit", LIST, "{\"limit\":1000}")
                        .gives(200, "{\"count\":0}")
                        .costs(READ)
                        .bothWays());
        all.addAll(post("list: one more", LIST, "{\"limit\":1001}").invalid("limit").bothWays());
        all.addAll(post("list: limit 0", LIST, "{\"limit\":0}").invalid("limit").bothWays());
        all.addAll(
                post("list: a cursor of somewhere else", LIST, "{\"cursor\":\"eHl6\"}")
                        .invalid("cursor")
                        .bothWays());
        all.addAll(
                post("list: no base64 as a cursor", LIST, "{\"cursor\":\"***\"}")
                        .invalid("cursor")
                        .bothWays());
        all.addAll(
                post("list: another's public keys", LIST, "{\"owner\":\"{other}\",\"values\":true}")
                        .afterOther(SET, "{\"key\":\"pub\",\"value\":1,\"visibility\":\"public\"}")
                        .afterOther(SET, "{\"key\":\"hidden\",\"value\":\"SECRET\"}")
                        .gives(200, "{\"keys\":[\"pub\"],\"complete\":true}")
                        .never("hidden", "SECRET")
                        .costs(READ)
                        .bothWays());
        all.addAll(
                post(
                                "list: another's private keys",
                                LIST,
                                "{\"owner\":\"{other}\",\"visibility\":\"private\"}")
                        .afterOther(SET, "{\"key\":\"hidden\",\"value\":\"SECRET\"}")
                        .invalid("visibility")
                        .never("hidden", "SECRET")
                        .bothWays());
        all.add(post("list: an empty body", LIST, "").gives(200, "{\"count\":0}").costs(READ));
        all.addAll(
                post("list: a misspelt limit", LIST, "{\"limt\":1}")
                        .gives(400, "{\"code\":\"unknown_field\",\"detail\":\"~`limit`\"}")
                        .bothWays());
        return all;
    }

    private static Scenario three(String name, String json) {
        return post(name, LIST, json)
                .after(SET, "{\"key\":\"b\",\"value\":\"drei\"}")
                .after(
                        SET,
                        "{\"key\":\"a\",\"value\":[2],\"visibility\":\"public\",\"persist\":true}")
                .after(SET, "{\"key\":\"a\",\"value\":1,\"metadata\":{\"m\":1}}");
    }

    private static List<Scenario> publicRead() {
        String pub = "{\"key\":\"k\",\"value\":{\"a\":1.50},\"visibility\":\"public\"}";
        return List.of(
                Scenario.get("public: JSON, for nobody in particular", "/public/{me}/k")
                        .after(SET, pub)
                        .byNobody()
                        .gives(200, "{\"a\":1.50,\"tokenType\":\"!\"}")
                        .header("Content-Type", "application/json")
                        .header("ETag", "\"")
                        .header("Cache-Control", "max-age=60")
                        .header("Content-Security-Policy", "sandbox")
                        .header("X-Content-Type-Options", "nosniff"),
                Scenario.get("public: a text is text", "/public/{me}/k")
                        .after(
                                SET,
                                "{\"key\":\"k\",\"value\":\"<b>\\n\",\"visibility\":\"public\"}")
                        .byNobody()
                        .header("Content-Type", "text/plain; charset=utf-8"),
                Scenario.get("public: unchanged", "/public/{me}/k")
                        .after(SET, pub)
                        .with("If-None-Match", "\"{revision}\"")
                        .byNobody()
                        .gives(304, "")
                        .header("ETag", "\"{revision}\"".substring(0, 1)),
                Scenario.get("public: changed", "/public/{me}/k")
                        .after(SET, pub)
                        .with("If-None-Match", "\"0\"")
                        .byNobody(),
                request("public: HEAD", "HEAD", "/public/{me}/k", "")
                        .after(SET, pub)
                        .byNobody()
                        .header("ETag", "\""),
                Scenario.get("public: a private key", "/public/{me}/k")
                        .after(SET, "{\"key\":\"k\",\"value\":\"SECRET\"}")
                        .byNobody()
                        .gives(404, "{\"code\":\"not_found\",\"key\":\"k\"}")
                        .never("SECRET"),
                Scenario.get("public: a key with slashes", "/public/{me}/a/b%2Fc")
                        .after(SET, "{\"key\":\"a/b/c\",\"value\":7,\"visibility\":\"public\"}")
                        .byNobody()
                        .gives(200, "7"),
                Scenario.get("public: slashes lead to no other owner's key", "/public/x/{me}/k")
                        .after(SET, pub)
                        .byNobody()
                        .refused(404, "not_found"),
                Scenario.get("public: nothing", "/public/{me}/nothing")
                        .byNobody()
                        .refused(404, "not_found"),
                Scenario.get("public: nobody", "/public/NOBODY/k")
                        .byNobody()
                        .refused(404, "not_found"),
                Scenario.get("public: an escaped key", "/public/{me}/a%20%C3%A4")
                        .after(SET, "{\"key\":\"a \u00e4\",\"value\":7,\"visibility\":\"public\"}")
                        .byNobody()
                        .gives(200, "7"),
                Scenario.get(
                                "public: what is added to a link is passed over",
                                "/public/{me}/k?key=x&y")
                        .after(SET, pub)
                        .byNobody()
                        .gives(200, "{\"a\":1.50}"),
                request("public: POST", "POST", "/public/{me}/k", "{}")
                        .byNobody()
                        .refused(405, "method_not_allowed")
                        .header("Allow", "GET"));
    }
}
