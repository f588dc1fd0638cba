package dev.coffer.tool;

import dev.coffer.scenario.Scenario;

import java.util.List;

/** Inputs at the edges of what tools take, and what becomes of them. */
final class ToolEdges {

    private ToolEdges() {}

    static List<Scenario> all() {
        return List.of(
                computed("2^-1", "0.5"),
                computed("-2^-2", "-0.25"),
                computed("2^-3^0", "0.5"),
                computed("2 ^ - -3", "8"),
                computed("2^+3^2", "512"),
                computed("-2^2", "-4"),
                computed("2*-3", "-6"),
                Scenario.post(
                                "html-decode: half a character",
                                "/api/text/html-decode",
                                "{\"text\": \"a&#xD800;b\"}")
                        .gives(200, "{\"decoded\": \"a\\ufffdb\", \"outputLength\": 3}")
                        .costs(Scenario.Charge.SIMPLE),
                Scenario.post(
                                "ip-info: octal or not",
                                "/api/util/ip-info",
                                "{\"ip\": \"010.0.0.1\"}")
                        .invalid("ip"),
                Scenario.post("ip-info: zeros", "/api/util/ip-info", "{\"ip\": \"0.0.0.0\"}")
                        .gives(200, "{\"normalized\": \"0.0.0.0\"}")
                        .costs(Scenario.Charge.SIMPLE),
                Scenario.get("random-bytes: no number", "/api/crypto/random-bytes?length=x")
                        .gives(400, "{\"field\": \"length\", \"detail\": \"~from 1 to 1024\"}"),
                Scenario.get("random-bytes: no whole number", "/api/crypto/random-bytes?length=7.0")
                        .invalid("length"),
                Scenario.get(
                                "random-bytes: beyond all numbers",
                                "/api/crypto/random-bytes?length=" + "9".repeat(40))
                        .gives(200, "{\"length\": 1024}")
                        .costs(Scenario.Charge.SIMPLE),
                Scenario.post(
                                "qr-generate: a short colour",
                                "/api/util/qr-generate",
                                "{\"data\": \"x\", \"dark\": \"#000\"}")
                        .gives(400, "{\"field\": \"dark\", \"detail\": \"~#RRGGBB\"}"),
                Scenario.post(
                                "json-format: broken within a text",
                                "/api/data/json-format",
                                "{\"json\": \"[1, \\\"a\"}")
                        .gives(400, "{\"field\": \"json\", \"position\": 6}"),
                Scenario.post(
                                "json-format: the value itself",
                                "/api/data/json-format",
                                "{\"json\": {\"a\": 1e400}, \"indent\": 0}")
                        .gives(200, "{\"formatted\": \"{\\\"a\\\":1e400}\"}")
                        .costs(Scenario.Charge.SIMPLE),
                Scenario.post(
                                "json-merge: not objects alone",
                                "/api/data/json-merge",
                                "{\"objects\": [{}, \"{}\"]}")
                        .invalid("objects"));
    }

    private static Scenario computed(String expression, String result) {
        return Scenario.post(
                        "calculate: " + expression,
                        "/api/math/calculate",
                        "{\"expression\": \"" + expression + "\"}")
                .gives(200, "{\"result\": " + result + "}")
                .costs(Scenario.Charge.SIMPLE);
    }
}
