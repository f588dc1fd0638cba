package dev.coffer.state.counter;

import static dev.coffer.scenario.Scenario.Charge.READ;
import static dev.coffer.scenario.Scenario.Charge.WRITE;
import static dev.coffer.scenario.Scenario.post;
import static dev.coffer.scenario.Scenario.request;

import dev.coffer.scenario.Scenario;
import dev.coffer.scenario.WrongTypes;

import java.util.ArrayList;
import java.util.List;

/** What the counter endpoints take and give. */
public final class CounterScenarios {

    private static final String UP = "/api/counter/increment";
    private static final String DOWN = "/api/counter/decrement";
    private static final String GET = "/api/counter/get";
    private static final String RESET = "/api/counter/reset";
    private static final String LIST = "/api/counter/list";
    private static final String DELETE = "/api/counter/delete";
    private static final String TAKE = "/api/counter/take";

    private static final String C = "{\"name\":\"c\"}";
    private static final String MOST = "9223372036854775807";
    private static final String LEAST = "-9223372036854775808";

    private CounterScenarios() {}

    public static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(change());
        all.addAll(bounds());
        all.addAll(overflow());
        all.addAll(read());
        all.addAll(reset());
        all.addAll(delete());
        all.addAll(take());
        all.addAll(types());
        return all;
    }

    private static String c(String fields) {
        return "{\"name\":\"c\"," + fields + "}";
    }

    private static Scenario changes(
            String name, String path, String json, String value, String previous) {
        return post(name, path, json)
                .gives(200, "{\"value\":%s,\"previousValue\":%s}".formatted(value, previous))
                .costs(WRITE);
    }

    private static List<Scenario> change() {
        return List.of(
                post("increment: all that it answers", UP, C)
                        .gives(
                                200,
                                """
                                {"name": "c", "value": 1, "previousValue": 0, "capped": false,
                                 "tokenType": "STX"}\
                                """)
                        .costs(WRITE),
                changes("increment: again", UP, c("\"step\":41"), "42", "1").after(UP, C),
                changes("increment: by less than nothing", UP, c("\"step\":-5"), "-5", "0"),
                changes("increment: by nothing", UP, c("\"step\":0"), "0", "0"),
                changes("decrement: by one", DOWN, C, "-1", "0"),
                changes("decrement: by more", DOWN, c("\"step\":7"), "-6", "1").after(UP, C),
                changes("increment: another owner's is another", UP, C, "1", "0").afterOther(UP, C),
                post("increment: 64 characters", UP, "{\"name\":\"" + "n".repeat(64) + "\"}")
                        .gives(200, "{}")
                        .costs(WRITE),
                post("increment: 64 emoji", UP, "{\"name\":\"" + "\ud83d\ude00".repeat(64) + "\"}")
                        .gives(200, "{}")
                        .costs(WRITE),
                post("increment: 65 emoji", UP, "{\"name\":\"" + "\ud83d\ude00".repeat(65) + "\"}")
                        .invalid("name"),
                post("increment: 65 characters", UP, "{\"name\":\"" + "n".repeat(65) + "\"}")
                        .invalid("name"),
                post("increment: no name", UP, "{}").invalid("name"),
                post("increment: a misspelt field", UP, c("\"stepp\":2"))
                        .gives(400, "{\"code\":\"unknown_field\",\"detail\":\"~`step`\"}"),
                request("increment: GET", "GET", UP, "")
                        .refused(405, "method_not_allowed")
                        .header("Allow", "POST"));
    }

    private static List<Scenario> bounds() {
        return List.of(
                post("bounds: hold for the first change", UP, c("\"step\":10,\"max\":5"))
                        .gives(200, "{\"value\":5,\"previousValue\":0,\"capped\":true}")
                        .costs(WRITE),
                post("bounds: the first change keeps what it says", GET, C)
                        .after(UP, c("\"step\":10,\"max\":5"))
                        .gives(200, "{\"value\":5,\"max\":5,\"min\":null}")
                        .costs(READ),
                post("bounds: are remembered", UP, c("\"step\":10"))
                        .after(UP, c("\"max\":5"))
                        .gives(200, "{\"value\":5,\"previousValue\":1,\"capped\":true}")
                        .costs(WRITE),
                post("bounds: reached is not capped", UP, c("\"step\":5,\"max\":5"))
                        .gives(200, "{\"value\":5,\"capped\":false}")
                        .costs(WRITE),
                post("bounds: from below", DOWN, c("\"min\":-3,\"step\":9"))
                        .gives(200, "{\"value\":-3,\"capped\":true}")
                        .costs(WRITE),
                post("bounds: bring in what was outside", UP, c("\"min\":10,\"max\":20"))
                        .after(UP, C)
                        .gives(200, "{\"value\":10,\"previousValue\":1,\"capped\":true}")
                        .costs(WRITE),
                post(
                                "bounds: refused if asked to",
                                UP,
                                c("\"step\":10,\"max\":5,\"onBound\":\"reject\""))
                        .after(UP, C)
                        .gives(
                                409,
                                """
                                {"code": "out_of_bounds", "name": "c", "value": 1, "max": 5,
                                 "min": "!"}\
                                """),
                post("bounds: a refusal changes nothing", GET, C)
                        .after(UP, c("\"max\":5"))
                        .gives(200, "{\"value\":1,\"max\":5}")
                        .costs(READ),
                post(
                                "bounds: a change within them is not refused",
                                UP,
                                c("\"max\":5,\"onBound\":\"reject\""))
                        .gives(200, "{\"value\":1}")
                        .costs(WRITE),
                post("bounds: without a value between them", UP, c("\"min\":6,\"max\":5"))
                        .invalid("min"),
                post("bounds: without one with a remembered one", UP, c("\"min\":6"))
                        .after(UP, c("\"max\":5"))
                        .invalid("min"),
                post("bounds: without one the other way", UP, c("\"max\":-6"))
                        .after(UP, c("\"min\":-5"))
                        .invalid("max"));
    }

    private static List<Scenario> overflow() {
        return List.of(
                changes("overflow: the most", UP, c("\"step\":" + MOST), MOST, "0"),
                changes("overflow: the least", UP, c("\"step\":" + LEAST), LEAST, "0"),
                post("overflow: one more", UP, C)
                        .after(UP, c("\"step\":" + MOST))
                        .gives(409, "{\"code\":\"overflow\",\"value\":%s}".formatted(MOST)),
                post("overflow: one less", DOWN, C)
                        .after(UP, c("\"step\":" + LEAST))
                        .gives(409, "{\"code\":\"overflow\",\"value\":%s}".formatted(LEAST)),
                post("overflow: minus the least", DOWN, c("\"step\":" + LEAST))
                        .gives(409, "{\"code\":\"overflow\",\"value\":0}"),
                changes("overflow: minus the least fits", DOWN, c("\"step\":" + LEAST), MOST, "-1")
                        .after(DOWN, C),
                post("overflow: a bound is nearer", UP, c("\"step\":" + MOST))
                        .after(UP, c("\"max\":7"))
                        .gives(200, "{\"value\":7,\"capped\":true}")
                        .costs(WRITE),
                post("overflow: nothing changed", GET, C)
                        .after(UP, c("\"step\":" + MOST))
                        .gives(200, "{\"value\":%s}".formatted(MOST))
                        .costs(READ));
    }

    private static List<Scenario> read() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(
                post("get: all that it answers", GET, C)
                        .after(UP, c("\"min\":-1"))
                        .gives(
                                200,
                                """
                                {"name": "c", "value": 1, "min": -1, "max": null,
                                 "createdAt": "@instant", "updatedAt": "@instant",
                                 "tokenType": "STX"}\
                                """)
                        .costs(READ)
                        .bothWays());
        all.add(post("get: unknown", GET, C).gives(404, "{\"code\":\"not_found\",\"name\":\"c\"}"));
        all.add(post("get: another owner's", GET, C).afterOther(UP, C).refused(404, "not_found"));
        all.addAll(
                post("list: by name", LIST, "{\"prefix\":\"c\"}")
                        .after(UP, "{\"name\":\"c\u00e4\"}")
                        .after(UP, C)
                        .after(UP, "{\"name\":\"cz\"}")
                        .after(UP, "{\"name\":\"b\"}")
                        .afterOther(UP, "{\"name\":\"cSECRET\"}")
                        .gives(
                                200,
                                """
                                {"count": 3, "complete": true, "cursor": "!", "counters":
                                 [{"name": "c", "value": 1, "min": null, "max": null},
                                  {"name": "cz"}, {"name": "c\u00e4"}]}\
                                """)
                        .never("SECRET")
                        .costs(READ)
                        .bothWays());
        all.add(
                post("list: a page", LIST, "{\"limit\":1}")
                        .after(UP, C)
                        .after(UP, "{\"name\":\"d\"}")
                        .gives(200, "{\"count\":1,\"complete\":false,\"cursor\":\"*\"}")
                        .costs(READ));
        all.add(
                post("list: none", LIST, "{}")
                        .gives(200, "{\"count\":0,\"complete\":true,\"counters\":[]}")
                        .costs(READ));
        all.add(post("list: no cursor", LIST, "{\"cursor\":\"?\"}").invalid("cursor"));
        all.add(post("list: too many", LIST, "{\"limit\":1001}").invalid("limit"));
        return all;
    }

    private static List<Scenario> reset() {
        return List.of(
                changes("reset: to zero", RESET, C, "0", "1").after(UP, C),
                changes("reset: to a value", RESET, c("\"resetTo\":-9"), "-9", "1").after(UP, C),
                changes("reset: one that is new", RESET, c("\"resetTo\":4"), "4", "0"),
                post("reset: keeps the bounds", RESET, c("\"resetTo\":9"))
                        .after(UP, c("\"max\":5"))
                        .gives(200, "{\"value\":5,\"previousValue\":1,\"capped\":true}")
                        .costs(WRITE),
                post("reset: null", RESET, c("\"resetTo\":null")).invalid("resetTo"));
    }

    private static List<Scenario> delete() {
        return List.of(
                post("delete: one", DELETE, C)
                        .after(UP, C)
                        .gives(200, "{\"deleted\":true,\"name\":\"c\"}")
                        .costs(WRITE),
                post("delete: none", DELETE, C)
                        .gives(200, "{\"deleted\":false,\"name\":\"c\"}")
                        .costs(WRITE),
                post("delete: another owner's", DELETE, C)
                        .afterOther(UP, C)
                        .gives(200, "{\"deleted\":false}")
                        .costs(WRITE),
                post("delete: the bounds too", UP, c("\"step\":9"))
                        .after(UP, c("\"max\":5"))
                        .after(DELETE, C)
                        .gives(200, "{\"value\":9,\"capped\":false}")
                        .costs(WRITE));
    }

    private static List<Scenario> take() {
        String slow = c("\"capacity\":2,\"refillPerSecond\":0.5");
        return List.of(
                post("take: the first", TAKE, slow)
                        .gives(
                                200,
                                """
                                {"allowed": true, "remaining": 1, "retryAfterMs": 0,
                                 "resetAfterMs": 2000, "tokenType": "STX"}\
                                """)
                        .costs(WRITE),
                post(
                                "take: all at once",
                                TAKE,
                                c("\"capacity\":2,\"refillPerSecond\":1,\"cost\":2"))
                        .gives(200, "{\"allowed\":true,\"remaining\":0,\"resetAfterMs\":2000}")
                        .costs(WRITE),
                post("take: one too many", TAKE, slow)
                        .after(TAKE, slow)
                        .after(TAKE, slow)
                        .gives(200, "{\"allowed\":false,\"remaining\":0}")
                        .costs(WRITE),
                post("take: a look", TAKE, c("\"capacity\":2,\"refillPerSecond\":0.5,\"cost\":0"))
                        .gives(200, "{\"allowed\":true,\"remaining\":2,\"resetAfterMs\":0}")
                        .costs(WRITE),
                post("take: another owner's is another", TAKE, slow)
                        .afterOther(TAKE, slow)
                        .gives(200, "{\"remaining\":1}")
                        .costs(WRITE),
                post("take: a counter's name is another", TAKE, slow)
                        .after(UP, C)
                        .gives(200, "{\"remaining\":1}")
                        .costs(WRITE),
                post(
                                "take: more than ever",
                                TAKE,
                                c("\"capacity\":2,\"refillPerSecond\":1,\"cost\":3"))
                        .invalid("cost"),
                post(
                                "take: the largest",
                                TAKE,
                                c(
                                        "\"capacity\":1000000000,\"refillPerSecond\":1e6,\"cost\":1000000000"))
                        .gives(200, "{\"allowed\":true,\"remaining\":0,\"resetAfterMs\":1000000}")
                        .costs(WRITE),
                post("take: no rate", TAKE, c("\"capacity\":2")).invalid("refillPerSecond"),
                post("take: no refill", TAKE, c("\"capacity\":2,\"refillPerSecond\":0"))
                        .invalid("refillPerSecond"),
                post("take: no capacity", TAKE, c("\"refillPerSecond\":1")).invalid("capacity"),
                post("take: capacity of nothing", TAKE, c("\"capacity\":0,\"refillPerSecond\":1"))
                        .invalid("capacity"));
    }

    private static List<Scenario> types() {
        List<Scenario> all = new ArrayList<>();
        List<String> wholeOrLess = WrongTypes.WHOLE.stream().filter(v -> !v.equals("-1")).toList();
        for (String path : List.of(UP, DOWN)) {
            for (String field : List.of("step", "min", "max")) {
                all.addAll(WrongTypes.of(path, C, field, wholeOrLess));
            }
            all.addAll(WrongTypes.of(path, C, "onBound", WrongTypes.CHOICE));
        }
        for (String path : List.of(UP, GET, RESET, DELETE)) {
            all.addAll(WrongTypes.of(path, "{}", "name", WrongTypes.TEXT));
        }
        all.addAll(WrongTypes.of(RESET, C, "resetTo", wholeOrLess));
        all.addAll(WrongTypes.of(LIST, "{}", "prefix", WrongTypes.TYPES_BUT_TEXT));
        all.addAll(WrongTypes.of(LIST, "{}", "limit", WrongTypes.WHOLE));
        String take = "{\"name\":\"c\",\"capacity\":5,\"refillPerSecond\":1}";
        all.addAll(WrongTypes.of(TAKE, take, "capacity", WrongTypes.WHOLE));
        all.addAll(WrongTypes.of(TAKE, take, "cost", WrongTypes.WHOLE));
        all.addAll(
                WrongTypes.of(
                        TAKE,
                        take,
                        "refillPerSecond",
                        List.of(
                                "\"1\"", "true", "null", "[]", "{}", "-1", "1e400", "1e-400",
                                "1000001")));
        return all;
    }
}
