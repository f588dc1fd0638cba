package dev.coffer.state.queue;

import static dev.coffer.scenario.Scenario.Charge.READ;
import static dev.coffer.scenario.Scenario.Charge.WRITE;
import static dev.coffer.scenario.Scenario.post;
import static dev.coffer.scenario.Scenario.request;

import dev.coffer.scenario.Scenario;
import dev.coffer.scenario.WrongTypes;

import java.util.ArrayList;
import java.util.List;

/** What the queue endpoints take and give. */
public final class QueueScenarios {

    private static final String PUSH = "/api/queue/push";
    private static final String POP = "/api/queue/pop";
    private static final String COMPLETE = "/api/queue/complete";
    private static final String FAIL = "/api/queue/fail";
    private static final String EXTEND = "/api/queue/extend";
    private static final String STATUS = "/api/queue/status";
    private static final String LIST = "/api/queue/list";
    private static final String RETRY = "/api/queue/retry";
    private static final String PURGE = "/api/queue/purge";
    private static final String QUEUES = "/api/queue/queues";

    private static final String Q = "{\"queue\":\"q\"}";
    private static final String ONE =
            "{\"queue\":\"q\",\"payload\":{\"b\":1.50, \"a\":\"\u00e4\"}}";
    private static final String LAST = "{\"queue\":\"q\",\"payload\":1,\"maxAttempts\":1}";
    private static final String HELD = "{\"jobId\":\"{jobId}\",\"lease\":\"{lease}\"}";
    private static final String JOB = "{\"jobId\":\"{jobId}\"}";
    private static final String FAIL_NOW = "{\"jobId\":\"{jobId}\",\"delay\":0}";

    private QueueScenarios() {}

    public static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(push());
        all.addAll(pushMany());
        all.addAll(pop());
        all.addAll(complete());
        all.addAll(fail());
        all.addAll(extend());
        all.addAll(status());
        all.addAll(list());
        all.addAll(retry());
        all.addAll(purge());
        all.addAll(types());
        return all;
    }

    private static String queued(String fields) {
        return "{\"queue\":\"q\"," + fields + "}";
    }

    private static List<Scenario> push() {
        String n = "q".repeat(128);
        return List.of(
                post("push: all that it answers", PUSH, ONE)
                        .gives(
                                200,
                                """
                                {"jobId": "~^job_[0-9a-z]+$", "queue": "q", "position": 1,
                                 "duplicate": "!", "jobs": "!", "tokenType": "STX"}\
                                """)
                        .costs(WRITE),
                post("push: behind another", PUSH, ONE)
                        .after(PUSH, ONE)
                        .gives(200, "{\"position\":2}")
                        .costs(WRITE),
                post("push: before another", PUSH, queued("\"payload\":1,\"priority\":1"))
                        .after(PUSH, ONE)
                        .gives(200, "{\"position\":1}")
                        .costs(WRITE),
                post("push: null", PUSH, queued("\"payload\":null")).gives(200, "{}").costs(WRITE),
                post("push: no payload", PUSH, Q).invalid("payload"),
                post("push: no queue", PUSH, "{\"payload\":1}").invalid("queue"),
                post(
                                "push: the longest name",
                                PUSH,
                                "{\"queue\":\"%s\",\"payload\":1}".formatted(n))
                        .gives(200, "{}")
                        .costs(WRITE),
                post("push: a longer one", PUSH, "{\"queue\":\"%sq\",\"payload\":1}".formatted(n))
                        .invalid("queue"),
                post("push: 256 KiB", PUSH, queued("\"payload\":\"" + "x".repeat(262_142) + "\""))
                        .gives(200, "{}")
                        .costs(WRITE),
                post("push: one more", PUSH, queued("\"payload\":\"" + "x".repeat(262_143) + "\""))
                        .gives(413, "{\"code\":\"too_large\",\"limit\":262144}"),
                post("push: priority too high", PUSH, queued("\"payload\":1,\"priority\":1001"))
                        .invalid("priority"),
                post("push: delay too long", PUSH, queued("\"payload\":1,\"delay\":86401"))
                        .invalid("delay"),
                post("push: no attempts", PUSH, queued("\"payload\":1,\"maxAttempts\":0"))
                        .invalid("maxAttempts"),
                post("push: too many attempts", PUSH, queued("\"payload\":1,\"maxAttempts\":11"))
                        .invalid("maxAttempts"),
                post("push: backoff too long", PUSH, queued("\"payload\":1,\"backoff\":301"))
                        .invalid("backoff"),
                post("push: a misspelt field", PUSH, queued("\"payload\":1,\"prioritty\":3"))
                        .gives(400, "{\"code\":\"unknown_field\",\"detail\":\"~`priority`\"}"),
                post("push: the same again", PUSH, queued("\"payload\":2,\"dedupeKey\":\"k\""))
                        .after(PUSH, queued("\"payload\":1,\"dedupeKey\":\"k\""))
                        .gives(200, "{\"jobId\":\"{jobId}\",\"duplicate\":true,\"position\":\"!\"}")
                        .costs(WRITE),
                post(
                                "push: the same while it is delayed",
                                PUSH,
                                queued("\"payload\":2,\"dedupeKey\":\"k\""))
                        .after(PUSH, queued("\"payload\":1,\"dedupeKey\":\"k\",\"delay\":9"))
                        .gives(200, "{\"jobId\":\"{jobId}\",\"duplicate\":true}")
                        .costs(WRITE),
                post(
                                "push: the same after it was taken",
                                PUSH,
                                queued("\"payload\":2,\"dedupeKey\":\"k\""))
                        .after(PUSH, queued("\"payload\":1,\"dedupeKey\":\"k\""))
                        .after(POP, Q)
                        .gives(200, "{\"duplicate\":\"!\",\"position\":1}")
                        .costs(WRITE),
                post(
                                "push: the same in another queue",
                                PUSH,
                                "{\"queue\":\"r\",\"payload\":2,\"dedupeKey\":\"k\"}")
                        .after(PUSH, queued("\"payload\":1,\"dedupeKey\":\"k\""))
                        .gives(200, "{\"duplicate\":\"!\"}")
                        .costs(WRITE),
                request("push: GET", "GET", PUSH, "")
                        .refused(405, "method_not_allowed")
                        .header("Allow", "POST"));
    }

    private static List<Scenario> pushMany() {
        String hundred = "{\"payload\":0},".repeat(99) + "{\"payload\":1}";
        return List.of(
                post(
                                "push: several",
                                PUSH,
                                queued(
                                        "\"jobs\":[{\"payload\":1},{\"payload\":2,\"priority\":7},{\"payload\":3,\"dedupeKey\":\"k\"},{\"payload\":4,\"dedupeKey\":\"k\"}]"))
                        .gives(
                                200,
                                """
                                {"queue": "q", "count": 4, "jobId": "!", "jobs": [{"position": 1},
                                 {"position": 1}, {"position": 3}, {"duplicate": true}]}\
                                """)
                        .costs(WRITE),
                post("push: a hundred", PUSH, queued("\"jobs\":[" + hundred + "]"))
                        .gives(200, "{\"count\":100}")
                        .costs(WRITE),
                post(
                                "push: a hundred and one",
                                PUSH,
                                queued("\"jobs\":[{\"payload\":0}," + hundred + "]"))
                        .invalid("jobs"),
                post("push: none", PUSH, queued("\"jobs\":[]")).invalid("jobs"),
                post("push: several of numbers", PUSH, queued("\"jobs\":[1]")).invalid("jobs"),
                post(
                                "push: several and one",
                                PUSH,
                                queued("\"payload\":1,\"jobs\":[{\"payload\":1}]"))
                        .invalid("payload"),
                post(
                                "push: several, one without payload",
                                PUSH,
                                queued("\"jobs\":[{\"payload\":1},{\"delay\":1}]"))
                        .invalid("jobs[1].payload"),
                post(
                                "push: several, one with a wrong type",
                                PUSH,
                                queued(
                                        "\"jobs\":[{\"payload\":1},{\"payload\":1,\"delay\":\"1\"}]"))
                        .invalid("jobs[1].delay"),
                post(
                                "push: several, one with a misspelt field",
                                PUSH,
                                queued("\"jobs\":[{\"payload\":1,\"delya\":1}]"))
                        .gives(
                                400,
                                "{\"code\":\"unknown_field\",\"field\":\"jobs[0].delya\",\"detail\":\"~`delay`\"}"));
    }

    private static List<Scenario> pop() {
        return List.of(
                post("pop: all that it answers", POP, Q)
                        .after(PUSH, ONE)
                        .gives(
                                200,
                                """
                                {"jobId": "{jobId}", "payload": {"b": 1.50, "a": "\u00e4"},
                                 "attempt": 1, "lease": "~^[0-9a-f]{32}$",
                                 "visibleUntil": "@instant", "empty": "!", "jobs": "!",
                                 "tokenType": "STX"}\
                                """)
                        .costs(WRITE),
                post("pop: nothing there", POP, Q)
                        .gives(200, "{\"empty\":true,\"jobId\":\"!\",\"tokenType\":\"STX\"}")
                        .costs(READ),
                post("pop: nothing there after a wait", POP, queued("\"wait\":1"))
                        .gives(200, "{\"empty\":true}")
                        .costs(READ),
                post("pop: a job that is delayed", POP, Q)
                        .after(PUSH, queued("\"payload\":1,\"delay\":1"))
                        .gives(200, "{\"empty\":true}")
                        .costs(READ),
                post("pop: the higher priority first", POP, Q)
                        .after(PUSH, queued("\"payload\":\"low\""))
                        .after(PUSH, queued("\"payload\":\"high\",\"priority\":1"))
                        .gives(200, "{\"payload\":\"high\"}")
                        .costs(WRITE),
                post("pop: else the earlier first", POP, Q)
                        .after(PUSH, queued("\"payload\":\"first\""))
                        .after(PUSH, queued("\"payload\":\"second\""))
                        .gives(200, "{\"payload\":\"first\"}")
                        .costs(WRITE),
                post("pop: another queue's", POP, "{\"queue\":\"r\"}")
                        .after(PUSH, ONE)
                        .gives(200, "{\"empty\":true}")
                        .costs(READ),
                post("pop: another owner's", POP, Q)
                        .afterOther(PUSH, queued("\"payload\":\"SECRET\""))
                        .gives(200, "{\"empty\":true}")
                        .never("SECRET")
                        .costs(READ),
                post("pop: several", POP, queued("\"max\":2"))
                        .after(
                                PUSH,
                                queued(
                                        "\"jobs\":[{\"payload\":1},{\"payload\":2},{\"payload\":3}]"))
                        .gives(
                                200,
                                """
                                {"count": 2, "jobs": [{"payload": 1, "attempt": 1, "lease": "*",
                                 "visibleUntil": "@instant", "jobId": "*"}, {"payload": 2}]}\
                                """)
                        .costs(WRITE),
                post("pop: a long answer, kept for its repetition", POP, Q)
                        .after(PUSH, queued("\"payload\":\"" + "x".repeat(20_000) + "\""))
                        .with("Idempotency-Key", "long pop")
                        .gives(
                                200,
                                """
                                {"jobId": "*", "payload": "*", "attempt": 1, "lease": "*",
                                 "visibleUntil": "*"}\
                                """)
                        .costs(WRITE),
                post("pop: several of none", POP, queued("\"max\":2"))
                        .gives(200, "{\"empty\":true,\"count\":0,\"jobs\":[]}")
                        .costs(READ),
                post("pop: shortest visibility", POP, queued("\"visibility\":10"))
                        .after(PUSH, ONE)
                        .gives(200, "{}")
                        .costs(WRITE),
                post("pop: shorter", POP, queued("\"visibility\":9")).invalid("visibility"),
                post("pop: longer than an hour", POP, queued("\"visibility\":3601"))
                        .invalid("visibility"),
                post("pop: too long a wait", POP, queued("\"wait\":31")).invalid("wait"),
                post("pop: none at all", POP, queued("\"max\":0")).invalid("max"),
                post("pop: too many", POP, queued("\"max\":101")).invalid("max"),
                post("pop: no queue", POP, "{}").invalid("queue"));
    }

    private static List<Scenario> complete() {
        String done = "{\"completed\":true,\"jobId\":\"{jobId}\",\"error\":\"!\"}";
        return List.of(
                post("complete: with the lease", COMPLETE, HELD)
                        .after(PUSH, ONE)
                        .after(POP, Q)
                        .gives(200, done)
                        .costs(WRITE),
                post("complete: without, delivered once", COMPLETE, JOB)
                        .after(PUSH, ONE)
                        .after(POP, Q)
                        .gives(200, done)
                        .costs(WRITE),
                post("complete: without, delivered twice", COMPLETE, JOB)
                        .after(PUSH, ONE)
                        .after(POP, Q)
                        .after(FAIL, FAIL_NOW)
                        .after(POP, Q)
                        .refused(409, "lease_required"),
                post("complete: with, delivered twice", COMPLETE, HELD)
                        .after(PUSH, ONE)
                        .after(POP, Q)
                        .after(FAIL, FAIL_NOW)
                        .after(POP, Q)
                        .gives(200, done)
                        .costs(WRITE),
                post(
                                "complete: with another lease",
                                COMPLETE,
                                "{\"jobId\":\"{jobId}\",\"lease\":\"00\"}")
                        .after(PUSH, ONE)
                        .after(POP, Q)
                        .gives(200, "{\"completed\":false,\"error\":\"~stale\"}")
                        .costs(WRITE),
                post("complete: once more", COMPLETE, HELD)
                        .after(PUSH, ONE)
                        .after(POP, Q)
                        .after(COMPLETE, HELD)
                        .gives(200, done)
                        .costs(WRITE),
                post("complete: once more by another", COMPLETE, JOB)
                        .after(PUSH, ONE)
                        .after(POP, Q)
                        .after(COMPLETE, HELD)
                        .gives(200, "{\"completed\":false,\"error\":\"~status: completed\"}")
                        .costs(WRITE),
                post("complete: not taken", COMPLETE, JOB)
                        .after(PUSH, ONE)
                        .gives(200, "{\"completed\":false,\"error\":\"~status: pending\"}")
                        .costs(WRITE),
                post("complete: unknown", COMPLETE, "{\"jobId\":\"job_1\"}")
                        .gives(200, "{\"completed\":false,\"error\":\"Job not found\"}")
                        .costs(WRITE),
                post("complete: no id at all", COMPLETE, "{\"jobId\":\"x y\"}").invalid("jobId"),
                post("complete: an id of no push", COMPLETE, "{\"jobId\":\"job_-1\"}")
                        .invalid("jobId"),
                post("complete: an id spelt otherwise", COMPLETE, "{\"jobId\":\"job_01\"}")
                        .invalid("jobId"),
                post("complete: delivered once since a retry, and before", COMPLETE, JOB)
                        .after(PUSH, LAST)
                        .after(POP, Q)
                        .after(FAIL, HELD)
                        .after(RETRY, Q)
                        .after(POP, Q)
                        .gives(409, "{\"code\":\"lease_required\",\"jobId\":\"{jobId}\"}"),
                post("complete: another owner's", COMPLETE, HELD)
                        .afterOther(PUSH, ONE)
                        .afterOther(POP, Q)
                        .gives(200, "{\"completed\":false,\"error\":\"Job not found\"}")
                        .costs(WRITE),
                post("complete: no job", COMPLETE, "{}").invalid("jobId"));
    }

    private static List<Scenario> fail() {
        return List.of(
                post("fail: tried again", FAIL, HELD)
                        .after(PUSH, ONE)
                        .after(POP, Q)
                        .gives(
                                200,
                                """
                                {"failed": true, "willRetry": true, "nextAttemptAt": "@instant",
                                 "jobId": "{jobId}", "error": "!"}\
                                """)
                        .costs(WRITE),
                post("fail: for good", FAIL, "{\"jobId\":\"{jobId}\",\"retry\":false}")
                        .after(PUSH, ONE)
                        .after(POP, Q)
                        .gives(200, "{\"failed\":true,\"willRetry\":false,\"nextAttemptAt\":\"!\"}")
                        .costs(WRITE),
                post("fail: the last attempt", FAIL, HELD)
                        .after(PUSH, LAST)
                        .after(POP, Q)
                        .gives(200, "{\"failed\":true,\"willRetry\":false}")
                        .costs(WRITE),
                post("fail: not taken", FAIL, JOB)
                        .after(PUSH, ONE)
                        .gives(200, "{\"failed\":false,\"willRetry\":false,\"error\":\"~pending\"}")
                        .costs(WRITE),
                post("fail: twice", FAIL, HELD)
                        .after(PUSH, ONE)
                        .after(POP, Q)
                        .after(FAIL, HELD)
                        .gives(200, "{\"failed\":false,\"error\":\"~status: failed\"}")
                        .costs(WRITE),
                post(
                                "fail: a long text",
                                FAIL,
                                "{\"jobId\":\"{jobId}\",\"error\":\"" + "e".repeat(1_000) + "\"}")
                        .after(PUSH, ONE)
                        .after(POP, Q)
                        .gives(200, "{\"failed\":true}")
                        .costs(WRITE),
                post(
                                "fail: a longer one",
                                FAIL,
                                "{\"jobId\":\"job_1\",\"error\":\"" + "e".repeat(1_001) + "\"}")
                        .invalid("error"),
                post(
                                "fail: a delay without a retry",
                                FAIL,
                                "{\"jobId\":\"job_1\",\"retry\":false,\"delay\":1}")
                        .invalid("delay"));
    }

    private static List<Scenario> extend() {
        return List.of(
                post("extend: by its lease", EXTEND, HELD)
                        .after(PUSH, ONE)
                        .after(POP, Q)
                        .gives(
                                200,
                                "{\"extended\":true,\"visibleUntil\":\"@instant\",\"error\":\"!\"}")
                        .costs(WRITE),
                post("extend: by another", EXTEND, "{\"jobId\":\"{jobId}\",\"lease\":\"00\"}")
                        .after(PUSH, ONE)
                        .after(POP, Q)
                        .gives(
                                200,
                                "{\"extended\":false,\"visibleUntil\":\"!\",\"error\":\"~stale\"}")
                        .costs(WRITE),
                post("extend: completed", EXTEND, HELD)
                        .after(PUSH, ONE)
                        .after(POP, Q)
                        .after(COMPLETE, HELD)
                        .gives(200, "{\"extended\":false,\"error\":\"~completed\"}")
                        .costs(WRITE),
                post("extend: no lease", EXTEND, JOB).after(PUSH, ONE).invalid("lease"));
    }

    private static List<Scenario> status() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(
                post("status: of each state", STATUS, Q)
                        .after(PUSH, queued("\"payload\":1"))
                        .after(POP, Q)
                        .after(COMPLETE, HELD)
                        .after(PUSH, queued("\"payload\":2"))
                        .after(POP, Q)
                        .after(FAIL, HELD)
                        .after(PUSH, LAST)
                        .after(POP, Q)
                        .after(FAIL, HELD)
                        .after(PUSH, queued("\"payload\":4"))
                        .after(POP, Q)
                        .after(PUSH, queued("\"payload\":5,\"delay\":60"))
                        .after(
                                PUSH,
                                queued("\"jobs\":[{\"payload\":6},{\"payload\":7,\"priority\":9}]"))
                        .gives(
                                200,
                                """
                                {"queue": "q", "pending": 2, "delayed": 1, "processing": 1,
                                 "completed": 1, "failed": 1, "dead": 1, "total": 7,
                                 "oldestPending": "@instant", "newestPending": "@instant"}\
                                """)
                        .costs(READ)
                        .bothWays());
        all.add(
                post("status: of an unknown queue", STATUS, Q)
                        .gives(
                                200,
                                """
                                {"pending": 0, "total": 0, "oldestPending": null,
                                 "newestPending": null}\
                                """)
                        .costs(READ));
        all.add(post("status: no queue", STATUS, "{}").invalid("queue"));
        all.addAll(
                post("queues: one", QUEUES, "{}")
                        .after(PUSH, ONE)
                        .after(PUSH, "{\"queue\":\"r\",\"payload\":1}")
                        .afterOther(PUSH, "{\"queue\":\"SECRET\",\"payload\":1}")
                        .gives(
                                200,
                                """
                                {"count": 2, "complete": true, "cursor": "!",
                                 "queues": [{"queue": "q", "pending": 1, "total": 1},
                                            {"queue": "r"}]}\
                                """)
                        .never("SECRET")
                        .costs(READ)
                        .bothWays());
        all.add(
                post("queues: the first of two", QUEUES, "{\"limit\":1}")
                        .after(PUSH, ONE)
                        .after(PUSH, "{\"queue\":\"r\",\"payload\":1}")
                        .gives(200, "{\"count\":1,\"complete\":false,\"cursor\":\"*\"}")
                        .costs(READ));
        all.add(post("queues: no cursor", QUEUES, "{\"cursor\":\"?\"}").invalid("cursor"));
        return all;
    }

    private static List<Scenario> list() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(
                post("list: dead jobs", LIST, queued("\"status\":\"dead\""))
                        .after(PUSH, LAST)
                        .after(POP, Q)
                        .after(FAIL, "{\"jobId\":\"{jobId}\",\"error\":\"no answer\"}")
                        .gives(
                                200,
                                """
                                {"count": 1, "complete": true, "jobs": [{"jobId": "{jobId}",
                                 "status": "dead", "payload": 1, "priority": 0, "attempts": 1,
                                 "maxAttempts": 1, "pushedAt": "@instant", "endedAt": "@instant",
                                 "error": "no answer", "visibleUntil": "!",
                                 "nextAttemptAt": "!"}]}\
                                """)
                        .costs(READ)
                        .bothWays());
        all.add(
                post("list: the last error that was told of", LIST, queued("\"status\":\"dead\""))
                        .after(PUSH, queued("\"payload\":1,\"maxAttempts\":2"))
                        .after(POP, Q)
                        .after(FAIL, "{\"jobId\":\"{jobId}\",\"error\":\"why\",\"delay\":0}")
                        .after(POP, Q)
                        .after(FAIL, HELD)
                        .gives(200, "{\"jobs\":[{\"attempts\":2,\"error\":\"why\"}]}")
                        .costs(READ));
        all.add(
                post(
                                "list: pending jobs in their order",
                                LIST,
                                queued("\"status\":\"pending\",\"limit\":2"))
                        .after(
                                PUSH,
                                queued(
                                        "\"jobs\":[{\"payload\":1},{\"payload\":2,\"priority\":3},{\"payload\":3}]"))
                        .gives(
                                200,
                                """
                                {"count": 2, "complete": false, "cursor": "*",
                                 "jobs": [{"payload": 2, "endedAt": "!"}, {"payload": 1}]}\
                                """)
                        .costs(READ));
        all.add(post("list: of no state", LIST, queued("\"status\":\"lost\"")).invalid("status"));
        all.add(post("list: without a state", LIST, Q).invalid("status"));
        all.add(
                post("list: no cursor", LIST, queued("\"status\":\"dead\",\"cursor\":\"YQ\""))
                        .invalid("cursor"));
        all.add(
                post("list: too many", LIST, queued("\"status\":\"dead\",\"limit\":1001"))
                        .invalid("limit"));
        return all;
    }

    private static List<Scenario> retry() {
        return List.of(
                post("retry: a dead job", RETRY, JOB)
                        .after(PUSH, LAST)
                        .after(POP, Q)
                        .after(FAIL, HELD)
                        .gives(200, "{\"retried\":1,\"complete\":true}")
                        .costs(WRITE),
                post("retry: of a queue", RETRY, Q)
                        .after(PUSH, LAST)
                        .after(POP, Q)
                        .after(FAIL, HELD)
                        .gives(200, "{\"retried\":1,\"complete\":true}")
                        .costs(WRITE),
                post("retry: and then its attempts begin anew", POP, Q)
                        .after(PUSH, LAST)
                        .after(POP, Q)
                        .after(FAIL, HELD)
                        .after(RETRY, Q)
                        .gives(200, "{\"attempt\":1,\"payload\":1}")
                        .costs(WRITE),
                post("retry: one that is not dead", RETRY, JOB)
                        .after(PUSH, ONE)
                        .gives(409, "{\"code\":\"not_dead\",\"jobStatus\":\"pending\"}"),
                post("retry: no id at all", RETRY, "{\"jobId\":\"job_\"}").invalid("jobId"),
                post("retry: unknown", RETRY, "{\"jobId\":\"job_1\"}").refused(404, "not_found"),
                post("retry: another owner's", RETRY, JOB)
                        .afterOther(PUSH, ONE)
                        .refused(404, "not_found"),
                post("retry: both", RETRY, "{\"jobId\":\"job_1\",\"queue\":\"q\"}")
                        .invalid("jobId"),
                post("retry: neither", RETRY, "{}").invalid("jobId"));
    }

    private static List<Scenario> purge() {
        return List.of(
                post("purge: pending jobs", PURGE, queued("\"status\":\"pending\""))
                        .after(PUSH, queued("\"jobs\":[{\"payload\":1},{\"payload\":2}]"))
                        .gives(200, "{\"purged\":2,\"complete\":true}")
                        .costs(WRITE),
                post("purge: only of that state", PURGE, queued("\"status\":\"dead\""))
                        .after(PUSH, ONE)
                        .gives(200, "{\"purged\":0,\"complete\":true}")
                        .costs(WRITE),
                post("purge: then they are gone", POP, Q)
                        .after(PUSH, ONE)
                        .after(PURGE, queued("\"status\":\"pending\""))
                        .gives(200, "{\"empty\":true}")
                        .costs(READ),
                post("purge: of no state", PURGE, Q).invalid("status"));
    }

    private static List<Scenario> types() {
        List<Scenario> all = new ArrayList<>();
        String push = "{\"queue\":\"q\",\"payload\":1}";
        for (String path : List.of(PUSH, POP, STATUS)) {
            all.addAll(
                    WrongTypes.of(
                            path,
                            push.replace(
                                    ",\"payload\":1", path.equals(PUSH) ? ",\"payload\":1" : ""),
                            "queue",
                            WrongTypes.TEXT));
        }
        for (String field : List.of("delay", "maxAttempts", "backoff")) {
            all.addAll(WrongTypes.of(PUSH, push, field, WrongTypes.WHOLE));
        }
        List<String> wholeOrLess = WrongTypes.WHOLE.stream().filter(v -> !v.equals("-1")).toList();
        all.addAll(WrongTypes.of(PUSH, push, "priority", wholeOrLess));
        all.addAll(WrongTypes.of(PUSH, push, "dedupeKey", WrongTypes.TEXT));
        all.addAll(
                WrongTypes.of(
                        PUSH, Q, "jobs", List.of("1", "\"a\"", "{}", "null", "true", "[[]]")));
        for (String field : List.of("visibility", "wait", "max")) {
            all.addAll(WrongTypes.of(POP, Q, field, WrongTypes.WHOLE));
        }
        for (String path : List.of(COMPLETE, FAIL)) {
            all.addAll(WrongTypes.of(path, "{}", "jobId", WrongTypes.TEXT));
            all.addAll(WrongTypes.of(path, "{\"jobId\":\"job_1\"}", "lease", WrongTypes.TEXT));
        }
        all.addAll(WrongTypes.of(FAIL, "{\"jobId\":\"job_1\"}", "retry", WrongTypes.FLAG));
        all.addAll(WrongTypes.of(FAIL, "{\"jobId\":\"job_1\"}", "delay", WrongTypes.WHOLE));
        all.addAll(
                WrongTypes.of(FAIL, "{\"jobId\":\"job_1\"}", "error", WrongTypes.TYPES_BUT_TEXT));
        all.addAll(WrongTypes.of(LIST, Q, "status", WrongTypes.CHOICE));
        all.addAll(WrongTypes.of(PURGE, Q, "status", WrongTypes.CHOICE));
        return all;
    }
}
