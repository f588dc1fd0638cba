package dev.coffer.state.memo;

import static dev.coffer.scenario.Scenario.Charge.READ;
import static dev.coffer.scenario.Scenario.Charge.WRITE;
import static dev.coffer.scenario.Scenario.post;
import static dev.coffer.scenario.Scenario.request;

import dev.coffer.scenario.Scenario;
import dev.coffer.scenario.WrongTypes;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the memo endpoints take and give. */
public final class MemoScenarios {

    private static final String BEGIN = "/api/memo/begin";
    private static final String COMMIT = "/api/memo/commit";
    private static final String ABANDON = "/api/memo/abandon";
    private static final String FORGET = "/api/memo/forget";

    /** As of {@code {"a":1}}. */
    private static final String HASH =
            "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862";

    private static final String ASK = "{\"input\":{\"a\":1}}";
    private static final String FORGED =
            "{\"inputHash\":\"" + HASH + "\",\"lease\":\"" + "0".repeat(32) + "\",\"value\":1}";

    private MemoScenarios() {}

    public static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(begin());
        all.addAll(commit());
        all.addAll(abandon());
        all.addAll(forget());
        all.addAll(types());
        return all;
    }

    private static String leased(String fields) {
        return "{\"inputHash\":\"{inputHash}\",\"lease\":\"{lease}\"" + fields + "}";
    }

    private static List<Scenario> begin() {
        return List.of(
                post("begin: a miss gives a lease", BEGIN, ASK)
                        .gives(
                                200,
                                """
                                {"hit": false, "inputHash": "%s", "lease": "~^[0-9a-f]{32}$",
                                 "leaseEndsAt": "@instant", "value": "!", "tokenType": "STX"}\
                                """
                                        .formatted(HASH))
                        .costs(WRITE),
                post("begin: a hit costs less than the miss", BEGIN, ASK)
                        .after(BEGIN, ASK)
                        .after(COMMIT, leased(",\"value\":{\"n\":12345678901234567890123}"))
                        .gives(
                                200,
                                """
                                {"hit": true, "inputHash": "%s", "createdAt": "@instant",
                                 "expiresAt": "@instant", "lease": "!",
                                 "value": {"n": 12345678901234567890123}}\
                                """
                                        .formatted(HASH))
                        .costs(READ),
                post(
                                "begin: the same input, spelt otherwise",
                                BEGIN,
                                "{\"input\": { \"a\" : 1.0 } }")
                        .after(BEGIN, ASK)
                        .after(COMMIT, leased(",\"value\":null"))
                        .gives(200, "{\"hit\":true,\"value\":null}")
                        .costs(READ),
                post("begin: by the digest", BEGIN, "{\"inputHash\":\"" + HASH + "\"}")
                        .after(BEGIN, ASK)
                        .after(COMMIT, leased(",\"value\":[]"))
                        .gives(200, "{\"hit\":true,\"value\":[]}")
                        .costs(READ),
                post("begin: another has the lease", BEGIN, ASK)
                        .after(BEGIN, ASK)
                        .gives(
                                200,
                                """
                                {"hit": false, "pending": true, "inputHash": "%s", "lease": "!",
                                 "leaseEndsAt": "@instant"}\
                                """
                                        .formatted(HASH))
                        .never("{lease}")
                        .costs(READ),
                post(
                                "begin: nobody has it, and waited for",
                                BEGIN,
                                ASK.replace("}}", "},\"wait\":30}"))
                        .gives(200, "{\"hit\":false,\"lease\":\"*\"}")
                        .costs(WRITE),
                post(
                                "begin: another namespace",
                                BEGIN,
                                ASK.replace("}}", "},\"namespace\":\"m2\"}"))
                        .after(BEGIN, ASK)
                        .gives(200, "{\"hit\":false,\"lease\":\"*\"}")
                        .costs(WRITE),
                post("begin: another owner's is another", BEGIN, ASK)
                        .afterOther(BEGIN, ASK)
                        .gives(200, "{\"hit\":false,\"lease\":\"*\"}")
                        .costs(WRITE),
                post("begin: given up before", BEGIN, ASK)
                        .after(BEGIN, ASK)
                        .after(ABANDON, leased(""))
                        .gives(200, "{\"hit\":false,\"lease\":\"*\"}")
                        .never("{lease}")
                        .costs(WRITE),
                post("begin: null is an input", BEGIN, "{\"input\":null}")
                        .gives(200, "{\"hit\":false}")
                        .costs(WRITE),
                post("begin: no input", BEGIN, "{}").invalid("input"),
                post("begin: both", BEGIN, "{\"input\":1,\"inputHash\":\"" + HASH + "\"}")
                        .invalid("input"),
                post("begin: a number beyond doubles", BEGIN, "{\"input\":[1e400]}")
                        .invalid("input"),
                post("begin: a number that a double rounds", BEGIN, "{\"input\":9007199254740993}")
                        .invalid("input"),
                post("begin: half a character", BEGIN, "{\"input\":\"\\ud800\"}").invalid("input"),
                post("begin: a name twice", BEGIN, "{\"input\":{\"a\":1,\"a\":2}}")
                        .invalid("input"),
                post(
                                "begin: a digest in capitals",
                                BEGIN,
                                "{\"inputHash\":\"" + HASH.toUpperCase(Locale.ROOT) + "\"}")
                        .invalid("inputHash"),
                post("begin: the shortest lease", BEGIN, "{\"input\":1,\"ttl\":10}")
                        .gives(200, "{}")
                        .costs(WRITE),
                post("begin: a shorter one", BEGIN, "{\"input\":1,\"ttl\":9}").invalid("ttl"),
                post("begin: the longest", BEGIN, "{\"input\":1,\"ttl\":3600}")
                        .gives(200, "{}")
                        .costs(WRITE),
                post("begin: a longer one", BEGIN, "{\"input\":1,\"ttl\":3601}").invalid("ttl"),
                post("begin: too long a wait", BEGIN, "{\"input\":1,\"wait\":31}").invalid("wait"),
                post(
                                "begin: a long namespace",
                                BEGIN,
                                "{\"input\":1,\"namespace\":\"" + "n".repeat(129) + "\"}")
                        .invalid("namespace"),
                request("begin: GET", "GET", BEGIN, "").refused(405, "method_not_allowed"));
    }

    private static List<Scenario> commit() {
        return List.of(
                post("commit: all that it answers", COMMIT, leased(",\"value\":{\"b\": 1.50}"))
                        .after(BEGIN, ASK)
                        .gives(
                                200,
                                """
                                {"committed": true, "inputHash": "%s", "expiresAt": "@instant",
                                 "bytes": 11}\
                                """
                                        .formatted(HASH))
                        .costs(WRITE),
                post(
                                "commit: by its digest alone, of another namespace",
                                COMMIT,
                                leased(",\"value\":1"))
                        .after(BEGIN, ASK.replace("}}", "},\"namespace\":\"m2\"}"))
                        .gives(200, "{\"committed\":true}")
                        .costs(WRITE),
                post(
                                "commit: not of that namespace",
                                COMMIT,
                                leased(",\"value\":1,\"namespace\":\"x\""))
                        .after(BEGIN, ASK)
                        .refused(409, "lease_lost"),
                post("commit: twice", COMMIT, leased(",\"value\":2"))
                        .after(BEGIN, ASK)
                        .after(COMMIT, leased(",\"value\":1"))
                        .refused(409, "lease_lost"),
                post("commit: by another lease", COMMIT, FORGED)
                        .after(BEGIN, ASK)
                        .gives(
                                409,
                                "{\"code\":\"lease_lost\",\"inputHash\":\"%s\"}".formatted(HASH)),
                post("commit: another owner's", COMMIT, leased(",\"value\":1"))
                        .afterOther(BEGIN, ASK)
                        .refused(409, "lease_lost"),
                post("commit: given up before", COMMIT, leased(",\"value\":1"))
                        .after(BEGIN, ASK)
                        .after(ABANDON, leased(""))
                        .refused(409, "lease_lost"),
                post("commit: no value", COMMIT, leased("")).after(BEGIN, ASK).invalid("value"),
                post("commit: a short life", COMMIT, FORGED.replace("}", ",\"ttl\":59}"))
                        .invalid("ttl"),
                post(
                                "commit: too large a value",
                                COMMIT,
                                FORGED.replace(":1}", ":\"" + "v".repeat(1 << 20) + "\"}"))
                        .refused(413, "too_large"));
    }

    private static List<Scenario> abandon() {
        return List.of(
                post("abandon: a lease in force", ABANDON, leased(""))
                        .after(BEGIN, ASK)
                        .gives(
                                200,
                                "{\"abandoned\":true,\"inputHash\":\"%s\",\"error\":\"!\"}"
                                        .formatted(HASH))
                        .costs(WRITE),
                post("abandon: another one", ABANDON, FORGED.replace(",\"value\":1", ""))
                        .after(BEGIN, ASK)
                        .gives(200, "{\"abandoned\":false,\"error\":\"The lease is not in force\"}")
                        .costs(WRITE),
                post("abandon: a commit is final", ABANDON, leased(""))
                        .after(BEGIN, ASK)
                        .after(COMMIT, leased(",\"value\":1"))
                        .gives(200, "{\"abandoned\":false}")
                        .costs(WRITE));
    }

    private static List<Scenario> forget() {
        String m2 = "},\"namespace\":\"m2\"}";
        return List.of(
                post("forget: one", FORGET, "{\"inputHash\":\"" + HASH + "\"}")
                        .after(BEGIN, ASK)
                        .after(COMMIT, leased(",\"value\":1"))
                        .gives(200, "{\"forgotten\":1,\"complete\":true}")
                        .costs(WRITE),
                post("forget: what is not there", FORGET, "{\"inputHash\":\"" + HASH + "\"}")
                        .after(BEGIN, ASK.replace("}}", m2))
                        .gives(200, "{\"forgotten\":0,\"complete\":true}")
                        .costs(WRITE),
                post("forget: a namespace", FORGET, "{\"namespace\":\"m2\"}")
                        .after(BEGIN, ASK)
                        .after(BEGIN, ASK.replace("}}", m2))
                        .after(BEGIN, ASK.replace("1", "2").replace("}}", m2))
                        .gives(200, "{\"forgotten\":2,\"complete\":true}")
                        .costs(WRITE),
                post(
                                "forget: the lease that is out counts for nothing",
                                COMMIT,
                                leased(",\"value\":1"))
                        .after(BEGIN, ASK)
                        .after(FORGET, "{\"inputHash\":\"" + HASH + "\"}")
                        .refused(409, "lease_lost"),
                post("forget: nothing said", FORGET, "{}").invalid("namespace"));
    }

    private static List<Scenario> types() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(WrongTypes.of(BEGIN, "{\"input\":1}", "namespace", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(BEGIN, "{\"input\":1}", "ttl", WrongTypes.WHOLE));
        all.addAll(WrongTypes.of(BEGIN, "{\"input\":1}", "wait", WrongTypes.WHOLE));
        for (String path : List.of(BEGIN, COMMIT, ABANDON)) {
            all.addAll(WrongTypes.of(path, "{}", "inputHash", WrongTypes.TEXT));
        }
        all.addAll(WrongTypes.of(COMMIT, FORGED, "lease", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(COMMIT, FORGED, "ttl", WrongTypes.WHOLE));
        return all;
    }
}
