package dev.coffer.tool.stacks;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.StacksAddress;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.tool.Toolbox;

import java.util.List;

/** Addresses of Stacks: whether they are any, and what they are on the other network. */
final class Addresses {

    private static final int ANY_CHARS = 1000;

    record Converting(StacksFields.Whose address, StacksNetwork network) {
        static final Shape<Converting> SHAPE =
                Shape.of(
                        Converting::new,
                        StacksFields.address("An address or contract."),
                        StacksFields.network());
    }

    record Valid(boolean valid) {}

    record Converted(String address, String convertedAddress, String network) {}

    private Addresses() {}

    static List<Endpoint<?, ?>> of(Toolbox tools) {
        return List.of(
                tools.tool(
                        "/api/stacks/validate-address/{address}",
                        Shape.of(
                                text -> text,
                                Field.text("address", 1, ANY_CHARS, "What may be an address.")),
                        Valid.class,
                        "Says whether that is an address or contract of a Stacks network; 400 if not.",
                        "{\"address\": \"SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7\"}",
                        Addresses::valid),
                tools.tool(
                        "/api/stacks/convert-address/{address}",
                        Converting.SHAPE,
                        Converted.class,
                        "Gives the address of the same key or script on a network.",
                        "{\"address\": \"SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7\", \"network\": \"testnet\"}",
                        in ->
                                new Converted(
                                        in.address().text(),
                                        converted(in).text(),
                                        in.network().v1Name())));
    }

    private static Valid valid(String text) {
        try {
            StacksFields.Whose.of("address", StacksFields.principal("address", text));
            return new Valid(true);
        } catch (Problem problem) {
            throw problem.with("valid", false);
        }
    }

    private static Principal converted(Converting in) {
        StacksAddress from = in.address().principal().address();
        StacksAddress to = in.address().network().converted(from, in.network());
        return switch (in.address().principal()) {
            case Principal.Standard _ -> new Principal.Standard(to);
            case Principal.Contract contract -> new Principal.Contract(to, contract.name());
        };
    }
}
