package dev.coffer.scenario;

import static dev.coffer.scenario.Scenario.get;
import static dev.coffer.scenario.Scenario.post;
import static dev.coffer.scenario.Scenario.request;

import java.util.ArrayList;
import java.util.List;

/** What accounts grant each other, what is done by it, and what the owner sees of that. */
final class GrantScenarios {

    private static final String GRANTS = "/api/account/grants";
    private static final String ACCESS = "/api/account/access";
    private static final String SET = "/api/kv/set";
    private static final String GET = "/api/kv/get";
    private static final String LIST = "/api/kv/list";
    private static final String KEY = "{\"key\":\"shared/k\"}";
    private static final String VALUE = "{\"key\":\"shared/k\",\"value\":1}";
    private static final String OWNER = "Coffer-Owner";

    private static final String SHOWN =
            "{\"id\":\"*\",\"owner\":\"{me}\",\"grantee\":\"STBOB\",\"capability\":\"kv\",\"prefix\":\"shared/\",\"verbs\":[\"read\",\"write\"],\"payer\":\"owner\",\"spend\":{\"tokenType\":\"STX\",\"amount\":5000,\"used\":0},\"givenAt\":\"@instant\"}";

    private GrantScenarios() {}

    private static String grant(String grantee, String more) {
        return "{\"grantee\":\"%s\",\"capability\":\"kv\",\"verbs\":[\"write\",\"read\"]%s}"
                .formatted(grantee, more);
    }

    /** By the grantee's or the owner's money, for what is under shared/. */
    private static String shared(String payer) {
        return grant("{me}", ",\"prefix\":\"shared/\",\"payer\":\"%s\"".formatted(payer));
    }

    private static Scenario granted(Scenario scenario, String payer) {
        return scenario.afterOther(SET, VALUE)
                .afterOther(GRANTS, shared(payer))
                .with(OWNER, "{other}");
    }

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        String bobs =
                grant(
                        "STBOB",
                        ",\"prefix\":\"shared/\",\"payer\":\"owner\",\"spend\":{\"amount\":5000,\"tokenType\":\"stx\"}");
        all.add(post("grants: one", GRANTS, bobs).gives(200, SHOWN));
        all.add(
                get("grants: given", GRANTS)
                        .after(GRANTS, bobs)
                        .gives(
                                200,
                                "{\"grants\":[%s],\"count\":1,\"complete\":true}"
                                        .formatted(SHOWN)));
        all.add(get("grants: none", GRANTS).gives(200, "{\"grants\":[],\"count\":0}"));
        all.add(
                get("grants: received", GRANTS + "?role=received")
                        .afterOther(GRANTS, shared("grantee"))
                        .gives(
                                200,
                                "{\"grants\":[{\"owner\":\"{other}\",\"grantee\":\"{me}\",\"payer\":\"grantee\"}],\"complete\":true}")
                        .never("\"spend\""));
        all.add(
                request("grants: revoked", "DELETE", GRANTS + "/{id}", "")
                        .after(GRANTS, bobs)
                        .gives(200, "{\"revoked\":true}"));
        all.add(
                request("grants: another's is not revoked", "DELETE", GRANTS + "/{id}", "")
                        .afterOther(GRANTS, shared("owner"))
                        .refused(404, "not_found"));
        all.add(
                granted(post("grants: read at one's own cost", GET, KEY), "grantee")
                        .gives(200, "{\"key\":\"shared/k\",\"value\":1}")
                        .costs(Scenario.Charge.READ));
        all.add(
                granted(post("grants: written at one's own cost", SET, VALUE), "grantee")
                        .gives(200, "{\"revision\":\"*\"}")
                        .costs(Scenario.Charge.WRITE));
        all.add(
                granted(
                                get("grants: a list within the prefix", LIST + "?prefix=shared/"),
                                "grantee")
                        .gives(200, "{\"keys\":[\"shared/k\"]}")
                        .costs(Scenario.Charge.READ));
        all.add(
                granted(get("grants: a list beyond the prefix", LIST + "?prefix=share"), "grantee")
                        .gives(
                                403,
                                "{\"code\":\"grant_exceeded\",\"missing\":\"prefix\",\"owner\":\"{other}\"}"));
        all.add(
                granted(post("grants: another name", GET, "{\"key\":\"k\"}"), "grantee")
                        .refused(403, "grant_exceeded"));
        all.add(
                granted(
                                post(
                                        "grants: all by a prefix",
                                        "/api/kv/delete",
                                        "{\"prefix\":\"s\"}"),
                                "grantee")
                        .refused(403, "grant_exceeded"));
        all.add(
                granted(
                                post(
                                        "grants: another capability",
                                        "/api/counter/get",
                                        "{\"name\":\"shared/n\"}"),
                                "grantee")
                        .gives(
                                403,
                                "{\"code\":\"grant_required\",\"capability\":\"counter\",\"owner\":\"{other}\"}"));
        all.add(
                granted(
                                post(
                                        "grants: a fence's lock is another capability's",
                                        SET,
                                        "{\"key\":\"shared/k\",\"value\":1,\"fence\":{\"lock\":\"shared/l\",\"number\":1}}"),
                                "grantee")
                        .gives(403, "{\"code\":\"grant_exceeded\",\"missing\":\"fence\"}"));
        all.add(
                granted(
                                post("grants: what is not there", GET, "{\"key\":\"shared/none\"}"),
                                "grantee")
                        .refused(404, "not_found"));
        all.add(
                granted(
                                post(
                                        "grants: a batch within",
                                        "/api/batch",
                                        "{\"operations\":[{\"path\":\"/api/kv/get\",\"body\":{\"key\":\"shared/k\"}},{\"path\":\"/api/kv/set\",\"body\":{\"key\":\"shared/l\",\"value\":2}}]}"),
                                "grantee")
                        .gives(200, "{\"results\":[{\"status\":200},{\"status\":200}]}")
                        .costs(Scenario.Charge.READ_AND_WRITE));
        for (String other :
                List.of(
                        "{\"path\":\"/api/kv/get\",\"body\":{\"key\":\"k\"}}",
                        "{\"path\":\"/api/counter/get\",\"body\":{\"name\":\"shared/n\"}}",
                        "{\"path\":\"/api/text/sha256\",\"body\":{\"text\":\"shared/\"}}",
                        "{\"path\":\"/api/kv/get\",\"body\":{\"key\":{\"$ref\":\"a.key\"}}}")) {
            all.add(
                    granted(
                                    post(
                                            "grants: a batch with " + other,
                                            "/api/batch",
                                            "{\"atomic\":false,\"operations\":[{\"path\":\"/api/kv/get\",\"body\":{\"key\":\"shared/k\"},\"as\":\"a\"},%s]}"
                                                    .formatted(other)),
                                    "grantee")
                            .gives(403, "{\"charged\":false}"));
        }
        all.add(
                post("grants: none at all", GET, KEY)
                        .afterOther(SET, VALUE)
                        .with(OWNER, "{other}")
                        .gives(403, "{\"code\":\"grant_required\",\"capability\":\"kv\"}"));
        all.add(
                post("grants: oneself needs none", GET, KEY)
                        .after(SET, VALUE)
                        .with(OWNER, "{me}")
                        .gives(200, "{\"value\":1}")
                        .costs(Scenario.Charge.READ));
        for (String path : List.of("/api/account", GRANTS, ACCESS, "/api/account/statement")) {
            all.add(
                    granted(get("grants: not for " + path, path), "owner")
                            .refused(403, "not_grantable"));
        }
        for (String path : List.of(GRANTS, "/api/account/tokens", "/api/account/deposit")) {
            String body = path.equals(GRANTS) ? bobs : "{}";
            all.add(
                    granted(post("grants: not to make by " + path, path, body), "owner")
                            .refused(403, "not_grantable"));
        }
        all.add(
                granted(get("grants: not for tools", "/api/text/sha256?text=a"), "owner")
                        .refused(403, "not_grantable"));
        all.add(post("grants: no owner's name", GET, KEY).with(OWNER, "a:b").invalid(OWNER));
        all.add(
                get("grants: nothing was done", ACCESS)
                        .gives(200, "{\"accesses\":[],\"count\":0}"));
        all.add(
                post(
                                "grants: another grantee is needed",
                                GRANTS,
                                grant("{me}", ",\"payer\":\"owner\""))
                        .after(SET, VALUE)
                        .invalid("grantee"));
        for (String[] bad :
                new String[][] {
                    {"grantee", ",\"payer\":\"owner\",\"grantee\":\"a b\"}"},
                    {"capability", ",\"payer\":\"owner\",\"capability\":\"text\"}"},
                    {"verbs", ",\"payer\":\"owner\",\"verbs\":[]}"},
                    {"verbs", ",\"payer\":\"owner\",\"verbs\":[\"delete\"]}"},
                    {"payer", ",\"payer\":\"me\"}"},
                    {"payer", "}"},
                    {
                        "spend",
                        ",\"payer\":\"grantee\",\"spend\":{\"amount\":1,\"tokenType\":\"STX\"}}"
                    },
                    {
                        "tokenType",
                        ",\"payer\":\"owner\",\"spend\":{\"amount\":1,\"tokenType\":\"DOGE\"}}"
                    },
                    {"expires", ",\"payer\":\"owner\",\"expires\":\"2020-01-01T00:00:00Z\"}"}
                }) {
            String field = "\"" + bad[0] + "\":";
            String whole = "{\"grantee\":\"STBOB\",\"capability\":\"kv\",\"verbs\":[\"read\"]";
            if (bad[1].contains(field)) {
                whole = whole.replaceAll(",?" + field + "(\"\\w+\"|\\[\"read\"\\])", "");
            }
            String body = (whole + bad[1]).replace("{,", "{");
            all.add(post("grants: " + body, GRANTS, body).invalid(bad[0]));
        }
        return all;
    }
}
