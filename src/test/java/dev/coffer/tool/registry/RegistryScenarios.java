package dev.coffer.tool.registry;

import static dev.coffer.scenario.Scenario.get;
import static dev.coffer.scenario.Scenario.post;

import dev.coffer.harness.Service;
import dev.coffer.harness.StandIns;
import dev.coffer.scenario.Scenario;
import dev.coffer.scenario.Scenario.Charge;

import java.util.List;
import java.util.stream.Stream;

/**
 * What the directory answers and charges. Each entry has a URL of its own below the one that pays.
 */
public final class RegistryScenarios {

    private static final String REGISTER = "/api/registry/register";

    private static final String NOBODYS = "SP000000000000000000002Q6VF78";

    private RegistryScenarios() {}

    private static String url(String name) {
        return "\"url\":\"" + StandIns.PAID + "/" + name + "\"";
    }

    private static String entry(String name) {
        return "{%s,\"name\":\"Weather\",\"description\":\"Of tomorrow\",\"category\":\"data\",\"tags\":[\"a\"]}"
                .formatted(url(name));
    }

    public static List<Scenario> all() {
        return Stream.of(probing(), registering(), reading(), changing(), judging())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Scenario> probing() {
        String path = "/api/registry/probe";
        return List.of(
                post("a paid endpoint is seen for one", path, "{%s}".formatted(url("probed")))
                        .gives(
                                200,
                                """
                                {"success": true, "isX402Endpoint": true, "data": {
                                  "paymentAddress": "%s", "acceptedTokens": ["STX", "sBTC"],
                                  "prices": {"STX": "1000", "sBTC": "100"}}}\
                                """
                                        .formatted(NOBODYS))
                        .costs(Charge.AI),
                post("what asks for no payment is none", path, "{\"url\":\"http://example.com/\"}")
                        .gives(200, "{\"success\": true, \"isX402Endpoint\": false}")
                        .costs(Charge.AI),
                post(
                                "what is not there is no failure",
                                path,
                                "{\"url\":\"http://nowhere.example/\"}")
                        .gives(200, "{\"success\": false, \"isX402Endpoint\": false}")
                        .costs(Charge.AI),
                post("nothing inside is asked", path, "{\"url\":\"http://127.0.0.1/\"}")
                        .refused(400, "outbound_refused"),
                post("a URL is http", path, "{\"url\":\"ftp://example.com/\"}").invalid("url"),
                post("patience ends", path, "{\"url\":\"http://example.com/\",\"timeout\":60000}")
                        .invalid("timeout"));
    }

    private static List<Scenario> registering() {
        return List.of(
                post("an endpoint is registered", REGISTER, entry("new"))
                        .gives(
                                200,
                                """
                                {"success": true, "entry": {"owner": "{me}", "registeredBy": "{me}",
                                  "status": "unverified", "category": "data", "tags": ["a"]},
                                 "probeResult": {"isX402Endpoint": true}}\
                                """)
                        .costs(Charge.AI),
                post("a URL is registered once", REGISTER, entry("twice"))
                        .afterOther(REGISTER, entry("twice"))
                        .gives(
                                409,
                                "{\"code\": \"already_registered\", \"existingEntry\": {\"owner\": \"{other}\"}}"),
                post(
                                "what asks for no payment is not registered",
                                REGISTER,
                                "{\"url\":\"http://example.com/\",\"name\":\"n\",\"description\":\"d\"}")
                        .refused(422, "not_x402"),
                post(
                                "nobody registers for another",
                                REGISTER,
                                entry("for-another")
                                        .replace("}", ",\"owner\":\"" + NOBODYS + "\"}"))
                        .gives(
                                403,
                                """
                                {"code": "ownership_unproven", "challenge": {
                                  "action": "register-endpoint", "domain": {"version": "1"}}}\
                                """),
                post(
                                "an entry has a name",
                                REGISTER,
                                "{%s,\"description\":\"d\"}".formatted(url("x")))
                        .invalid("name"),
                post("tags are few", REGISTER, entry("tags").replace("[\"a\"]", "\"a\""))
                        .invalid("tags"));
    }

    private static List<Scenario> reading() {
        return List.of(
                get("the list is free", "/api/registry/list?limit=1&category=data")
                        .byNobody()
                        .gives(200, "{\"limit\": 1, \"offset\": 0}"),
                get("a page is small", "/api/registry/list?limit=101").invalid("limit"),
                post("an entry is shown", "/api/registry/details", "{%s}".formatted(url("shown")))
                        .after(REGISTER, entry("shown"))
                        .gives(
                                200,
                                "{\"entry\": {\"owner\": \"{me}\"}, \"liveStatus\": {\"isOnline\": true}}")
                        .costs(Charge.AI),
                post(
                                "it is not asked who does not want it",
                                "/api/registry/details",
                                "{%s,\"liveProbe\":false}".formatted(url("quiet")))
                        .after(REGISTER, entry("quiet"))
                        .gives(200, "{\"entry\": {\"name\": \"Weather\"}}")
                        .costs(Charge.AI),
                post("what is not there", "/api/registry/details", "{\"id\":\"0123456789abcdef\"}")
                        .refused(404, "not_found"),
                post("one's own are listed", "/api/registry/my-endpoints", "{}")
                        .after(REGISTER, entry("mine"))
                        .gives(200, "{\"count\": 1, \"authenticatedBy\": \"payment\"}")
                        .costs(Charge.AI),
                post(
                                "another's are not",
                                "/api/registry/my-endpoints",
                                "{\"owner\":\"" + NOBODYS + "\"}")
                        .refused(403, "ownership_unproven"));
    }

    private static List<Scenario> changing() {
        return List.of(
                post(
                                "its owner changes it",
                                "/api/registry/update",
                                "{%s,\"name\":\"Rain\",\"reprobeEndpoint\":true}"
                                        .formatted(url("changed")))
                        .after(REGISTER, entry("changed"))
                        .gives(
                                200,
                                """
                                {"success": true, "verifiedBy": "payment",
                                 "entry": {"name": "Rain", "description": "Of tomorrow"}}\
                                """)
                        .costs(Charge.AI),
                post(
                                "nobody else does",
                                "/api/registry/update",
                                "{%s,\"name\":\"Rain\"}".formatted(url("others")))
                        .afterOther(REGISTER, entry("others"))
                        .refused(403, "not_owner"),
                post(
                                "its owner gives it away",
                                "/api/registry/transfer",
                                "{%s,\"newOwner\":\"%s\"}".formatted(url("given"), NOBODYS))
                        .after(REGISTER, entry("given"))
                        .gives(
                                200,
                                "{\"transferred\": true, \"entry\": {\"owner\": \"%s\"}}"
                                        .formatted(NOBODYS))
                        .costs(Charge.AI),
                post(
                                "to nobody whose address is wrong",
                                "/api/registry/transfer",
                                "{%s,\"newOwner\":\"SP1234\"}".formatted(url("given2")))
                        .invalid("newOwner"),
                post(
                                "its owner removes it",
                                "/api/registry/delete",
                                "{%s}".formatted(url("removed")))
                        .after(REGISTER, entry("removed"))
                        .gives(200, "{\"deleted\": true, \"verifiedBy\": \"payment\"}")
                        .costs(Charge.AI),
                post("nobody else does it", "/api/registry/delete", "{%s}".formatted(url("kept")))
                        .afterOther(REGISTER, entry("kept"))
                        .refused(403, "not_owner"));
    }

    private static List<Scenario> judging() {
        String verify = "/api/admin/registry/verify";
        return List.of(
                post(
                                "the operator judges",
                                verify,
                                "{%s,\"action\":\"verify\"}".formatted(url("judged")))
                        .after(REGISTER, entry("judged"))
                        .with("Coffer-Operator-Key", Service.OPERATOR_KEY)
                        .gives(
                                200,
                                "{\"action\": \"verify\", \"entry\": {\"status\": \"verified\"}}")
                        .costs(Charge.AI),
                post(
                                "an address makes no operator",
                                verify,
                                "{%s,\"action\":\"verify\",\"adminAddress\":\"%s\"}"
                                        .formatted(url("judged"), NOBODYS))
                        .refused(403, "operator_only")
                        .never(Service.OPERATOR_KEY),
                get("what is pending", "/api/admin/registry/pending")
                        .with("Coffer-Operator-Key", Service.OPERATOR_KEY)
                        .gives(200, "{}")
                        .costs(Charge.AI),
                get("is not everybody's", "/api/admin/registry/pending")
                        .with("Coffer-Operator-Key", "another")
                        .refused(403, "operator_only"));
    }
}
