package dev.coffer.scenario;

import static dev.coffer.scenario.Scenario.get;
import static dev.coffer.scenario.Scenario.post;
import static dev.coffer.scenario.Scenario.request;

import java.util.ArrayList;
import java.util.List;

/** The tokens that an account makes for others. */
final class TokenScenarios {

    private static final String TOKENS = "/api/account/tokens";

    private TokenScenarios() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.add(
                post(
                                "tokens: one with caveats",
                                TOKENS,
                                "{\"label\":\"bob\",\"caveats\":[\"read\",\"only /api/kv/get\"]}")
                        .gives(
                                200,
                                "{\"id\":\"~^\\\\d+\\\\.[0-9a-f]{24}$\",\"token\":\"~^cof_\",\"until\":\"@instant\",\"caveats\":[\"~^until \\\\d+$\",\"only /api/kv/get\",\"read\"]}"));
        all.add(
                get("tokens: what there is", TOKENS)
                        .after(TOKENS, "{\"label\":\"bob\",\"caveats\":[\"calls 5 n\"]}")
                        .gives(
                                200,
                                "{\"tokens\":[{\"id\":\"{id}\",\"label\":\"bob\",\"caveats\":\"*\",\"issuedAt\":\"@instant\",\"until\":\"@instant\",\"used\":[{\"caveat\":\"calls 5 n\",\"used\":0,\"limit\":5}]}]}")
                        .never("cof_"));
        all.add(get("tokens: none", TOKENS).gives(200, "{\"tokens\":[]}"));
        all.add(
                get("tokens: another's are not shown", TOKENS)
                        .afterOther(TOKENS, "{\"label\":\"bob\"}")
                        .gives(200, "{\"tokens\":[]}"));
        all.add(
                request("tokens: revoked by id", "DELETE", TOKENS + "/{id}", "")
                        .after(TOKENS, "{}")
                        .gives(200, "{\"id\":\"{id}\",\"revoked\":true}"));
        all.add(
                request("tokens: revoked by name", "DELETE", TOKENS + "/bob", "")
                        .gives(200, "{\"id\":\"bob\",\"revoked\":true}"));
        for (String name : List.of("b%20b", "a".repeat(65), "%C3%A4")) {
            all.add(
                    request("tokens: no name " + name, "DELETE", TOKENS + "/" + name, "")
                            .invalid("id"));
        }
        for (String caveats :
                List.of("[\"write\"]", "[\"\"]", "[1]", "\"read\"", "{}", "null", "[[]]")) {
            all.add(
                    post("tokens: " + caveats, TOKENS, "{\"caveats\":%s}".formatted(caveats))
                            .invalid("caveats"));
        }
        all.add(
                post(
                                "tokens: too many that count",
                                TOKENS,
                                "{\"caveats\":[%s\"read\"]}".formatted("\"calls 1 n\",".repeat(9)))
                        .invalid("caveats"));
        for (String until : List.of("2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "soon")) {
            all.add(
                    post("tokens: until " + until, TOKENS, "{\"until\":\"%s\"}".formatted(until))
                            .invalid("until"));
        }
        return all;
    }
}
