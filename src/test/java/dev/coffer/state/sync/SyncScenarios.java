package dev.coffer.state.sync;

import static dev.coffer.scenario.Scenario.Charge.READ;
import static dev.coffer.scenario.Scenario.Charge.WRITE;
import static dev.coffer.scenario.Scenario.post;
import static dev.coffer.scenario.Scenario.request;

import dev.coffer.scenario.Scenario;
import dev.coffer.scenario.WrongTypes;

import java.util.ArrayList;
import java.util.List;

/** What the lock endpoints take and give, and the fence that every paid write may carry. */
public final class SyncScenarios {

    private static final String LOCK = "/api/sync/lock";
    private static final String UNLOCK = "/api/sync/unlock";
    private static final String EXTEND = "/api/sync/extend";
    private static final String CHECK = "/api/sync/check";
    private static final String LIST = "/api/sync/list";

    private static final String L = "{\"name\":\"l\"}";
    private static final String HELD = "{\"name\":\"l\",\"token\":\"{token}\"}";
    private static final String FORGED = "{\"name\":\"l\",\"token\":\"00\"}";

    private SyncScenarios() {}

    public static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(lock());
        all.addAll(unlock());
        all.addAll(read());
        all.addAll(fence());
        all.addAll(types());
        return all;
    }

    private static String l(String fields) {
        return "{\"name\":\"l\"," + fields + "}";
    }

    private static List<Scenario> lock() {
        return List.of(
                post("lock: all that it answers", LOCK, L)
                        .gives(
                                200,
                                """
                                {"acquired": true, "token": "~^[0-9a-f]{32}$", "fence": "*",
                                 "expiresAt": "@instant", "name": "l", "holder": "!",
                                 "heldUntil": "!", "tokenType": "STX"}\
                                """)
                        .costs(WRITE),
                post("lock: held", LOCK, L)
                        .after(LOCK, l("\"holder\":\"worker 7\""))
                        .gives(
                                200,
                                """
                                {"acquired": false, "holder": "worker 7", "expiresAt": "@instant",
                                 "heldUntil": "@instant", "name": "l", "token": "!",
                                 "fence": "!"}\
                                """)
                        .never("{token}")
                        .costs(READ),
                post("lock: held, and waited for in vain", LOCK, l("\"wait\":true,\"timeout\":50"))
                        .after(LOCK, L)
                        .gives(200, "{\"acquired\":false,\"heldUntil\":\"@instant\"}")
                        .costs(READ),
                post("lock: free, and waited for", LOCK, l("\"wait\":true"))
                        .gives(200, "{\"acquired\":true}")
                        .costs(WRITE),
                post("lock: released", LOCK, L)
                        .after(LOCK, L)
                        .after(UNLOCK, HELD)
                        .gives(200, "{\"acquired\":true}")
                        .costs(WRITE),
                post("lock: another one", LOCK, "{\"name\":\"m\"}")
                        .after(LOCK, L)
                        .gives(200, "{\"acquired\":true,\"name\":\"m\"}")
                        .costs(WRITE),
                post("lock: another owner's is another", LOCK, L)
                        .afterOther(LOCK, L)
                        .gives(200, "{\"acquired\":true}")
                        .costs(WRITE),
                post("lock: the shortest", LOCK, l("\"ttl\":10")).gives(200, "{}").costs(WRITE),
                post("lock: shorter", LOCK, l("\"ttl\":9")).invalid("ttl"),
                post("lock: the longest", LOCK, l("\"ttl\":300")).gives(200, "{}").costs(WRITE),
                post("lock: longer", LOCK, l("\"ttl\":301")).invalid("ttl"),
                post("lock: too long a wait", LOCK, l("\"wait\":true,\"timeout\":30001"))
                        .invalid("timeout"),
                post("lock: a time without a wait", LOCK, l("\"timeout\":1")).invalid("timeout"),
                post("lock: 128 characters", LOCK, "{\"name\":\"" + "n".repeat(128) + "\"}")
                        .gives(200, "{}")
                        .costs(WRITE),
                post("lock: 129 characters", LOCK, "{\"name\":\"" + "n".repeat(129) + "\"}")
                        .invalid("name"),
                post("lock: no name", LOCK, "{}").invalid("name"),
                post("lock: a long holder", LOCK, l("\"holder\":\"" + "h".repeat(129) + "\""))
                        .invalid("holder"),
                request("lock: GET", "GET", LOCK, "")
                        .refused(405, "method_not_allowed")
                        .header("Allow", "POST"));
    }

    private static List<Scenario> unlock() {
        return List.of(
                post("unlock: by its token", UNLOCK, HELD)
                        .after(LOCK, L)
                        .gives(200, "{\"released\":true,\"name\":\"l\",\"error\":\"!\"}")
                        .costs(WRITE),
                post("unlock: by another", UNLOCK, FORGED)
                        .after(LOCK, L)
                        .gives(200, "{\"released\":false,\"error\":\"Invalid token\"}")
                        .costs(WRITE),
                post("unlock: twice", UNLOCK, HELD)
                        .after(LOCK, L)
                        .after(UNLOCK, HELD)
                        .gives(200, "{\"released\":false,\"error\":\"Lock not found\"}")
                        .costs(WRITE),
                post("unlock: another owner's", UNLOCK, HELD)
                        .afterOther(LOCK, L)
                        .gives(200, "{\"released\":false,\"error\":\"Lock not found\"}")
                        .costs(WRITE),
                post("unlock: no token", UNLOCK, L).invalid("token"),
                post("extend: by its token", EXTEND, HELD)
                        .after(LOCK, L)
                        .gives(
                                200,
                                """
                                {"extended": true, "expiresAt": "@instant", "fence": "*",
                                 "error": "!"}\
                                """)
                        .costs(WRITE),
                post("extend: by another", EXTEND, FORGED)
                        .after(LOCK, L)
                        .gives(
                                200,
                                """
                                {"extended": false, "error": "Invalid token", "expiresAt": "!",
                                 "fence": "!"}\
                                """)
                        .costs(WRITE),
                post("extend: released", EXTEND, HELD)
                        .after(LOCK, L)
                        .after(UNLOCK, HELD)
                        .gives(200, "{\"extended\":false,\"error\":\"Lock not found\"}")
                        .costs(WRITE),
                post("extend: no token", EXTEND, L).invalid("token"));
    }

    private static List<Scenario> read() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(
                post("check: held", CHECK, L)
                        .after(LOCK, l("\"holder\":\"h\""))
                        .gives(
                                200,
                                """
                                {"name": "l", "locked": true, "expiresAt": "@instant",
                                 "acquiredAt": "@instant", "holder": "h", "fence": "*",
                                 "waiters": 0, "token": "!"}\
                                """)
                        .never("{token}")
                        .costs(READ)
                        .bothWays());
        all.add(
                post("check: free", CHECK, L)
                        .gives(
                                200,
                                """
                                {"name": "l", "locked": false, "expiresAt": null,
                                 "acquiredAt": null, "holder": "!", "fence": "!", "waiters": 0}\
                                """)
                        .costs(READ));
        all.add(
                post("check: another owner's", CHECK, L)
                        .afterOther(LOCK, L)
                        .gives(200, "{\"locked\":false}")
                        .costs(READ));
        all.addAll(
                post("list: held ones", LIST, "{}")
                        .after(LOCK, "{\"name\":\"b\"}")
                        .after(LOCK, L)
                        .after(UNLOCK, HELD)
                        .after(LOCK, "{\"name\":\"a\",\"holder\":\"h\"}")
                        .afterOther(LOCK, "{\"name\":\"SECRET\"}")
                        .gives(
                                200,
                                """
                                {"count": 2, "complete": true, "cursor": "!",
                                 "locks": [{"name": "a", "expiresAt": "@instant",
                                 "acquiredAt": "@instant", "holder": "h", "fence": "*",
                                 "token": "!"}, {"name": "b", "holder": "!"}]}\
                                """)
                        .never("SECRET")
                        .costs(READ)
                        .bothWays());
        all.add(
                post("list: a page", LIST, "{\"limit\":1}")
                        .after(LOCK, "{\"name\":\"b\"}")
                        .after(LOCK, L)
                        .gives(200, "{\"count\":1,\"complete\":false,\"cursor\":\"*\"}")
                        .costs(READ));
        return all;
    }

    private static List<Scenario> fence() {
        List<Scenario> all = new ArrayList<>();
        String held = "\"fence\":{\"lock\":\"l\",\"number\":{fence}}}";
        String stale = "\"fence\":{\"lock\":\"l\",\"number\":1}}";
        List<String[]> writes =
                List.of(
                        new String[] {"/api/kv/set", "{\"key\":\"k\",\"value\":1,"},
                        new String[] {"/api/paste/create", "{\"content\":\"x\","},
                        new String[] {"/api/counter/increment", "{\"name\":\"c\","},
                        new String[] {"/api/queue/push", "{\"queue\":\"q\",\"payload\":1,"},
                        new String[] {LOCK, "{\"name\":\"m\","});
        for (String[] write : writes) {
            String path = write[0];
            all.add(
                    post("fence: holds for " + path, path, write[1] + held)
                            .after("/api/counter/increment", "{\"name\":\"before\"}")
                            .after(LOCK, L)
                            .gives(200, "{}")
                            .costs(WRITE));
            all.add(
                    post("fence: does not hold for " + path, path, write[1] + stale)
                            .after("/api/counter/increment", "{\"name\":\"before\"}")
                            .after("/api/counter/increment", "{\"name\":\"before\"}")
                            .after(LOCK, L)
                            .gives(
                                    412,
                                    """
                                    {"code": "fenced_off", "lock": "l", "number": 1,
                                     "fence": "*", "charged": false}\
                                    """));
            all.add(
                    post("fence: of a lock that was released for " + path, path, write[1] + held)
                            .after(LOCK, L)
                            .after(UNLOCK, HELD)
                            .gives(412, "{\"code\":\"fenced_off\",\"fence\":\"!\"}"));
        }
        String set = "{\"key\":\"k\",\"value\":1,\"fence\":";
        all.add(
                post(
                                "fence: another owner's lock",
                                "/api/kv/set",
                                set + "{\"lock\":\"l\",\"number\":{fence}}}")
                        .afterOther(LOCK, L)
                        .refused(412, "fenced_off"));
        all.add(
                post(
                                "fence: a misspelt field",
                                "/api/kv/set",
                                set + "{\"lock\":\"l\",\"numbr\":1}}")
                        .gives(
                                400,
                                """
                                {"code": "unknown_field", "field": "fence.numbr",
                                 "detail": "~`number`"}\
                                """));
        all.add(
                post("fence: no number", "/api/kv/set", set + "{\"lock\":\"l\"}}")
                        .invalid("fence.number"));
        all.add(
                post(
                                "fence: not for reads",
                                "/api/kv/get",
                                "{\"key\":\"k\",\"fence\":{\"lock\":\"l\",\"number\":1}}")
                        .refused(400, "unknown_field"));
        all.addAll(
                WrongTypes.of(
                        "/api/kv/set",
                        "{\"key\":\"k\",\"value\":1}",
                        "fence",
                        List.of("1", "\"l\"", "true", "null", "[]", "[{}]")));
        return all;
    }

    private static List<Scenario> types() {
        List<Scenario> all = new ArrayList<>();
        for (String path : List.of(LOCK, UNLOCK, EXTEND, CHECK)) {
            all.addAll(WrongTypes.of(path, "{}", "name", WrongTypes.TEXT));
        }
        for (String path : List.of(UNLOCK, EXTEND)) {
            all.addAll(WrongTypes.of(path, L, "token", WrongTypes.TEXT));
        }
        all.addAll(WrongTypes.of(LOCK, L, "ttl", WrongTypes.WHOLE));
        all.addAll(WrongTypes.of(LOCK, L, "wait", WrongTypes.FLAG));
        all.addAll(WrongTypes.of(LOCK, L, "timeout", WrongTypes.WHOLE));
        all.addAll(WrongTypes.of(LOCK, L, "holder", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(EXTEND, FORGED, "ttl", WrongTypes.WHOLE));
        all.addAll(WrongTypes.of(LIST, "{}", "limit", WrongTypes.WHOLE));
        return all;
    }
}
