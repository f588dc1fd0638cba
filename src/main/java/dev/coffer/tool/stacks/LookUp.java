package dev.coffer.tool.stacks;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.endpoint.Tier;
import dev.coffer.outbound.Upstream;
import dev.coffer.stacks.StacksNetwork;

import java.util.function.Function;

/** What all look-ups have in common: they need an API of the network that the input is about. */
record LookUp(StacksApi api) {

    <I, O> Endpoint<I, O> of(
            String path,
            Shape<I> takes,
            Function<I, StacksNetwork> network,
            Class<O> gives,
            String says,
            String example,
            Function<I, O> does,
            ErrorCode... fails) {
        Shape<I> there =
                takes.map(input -> {
                    api.require(network.apply(input));
                    return input;
                });
        return Endpoint.pure("/api/stacks/" + path, there, gives)
                .costs(Tier.SIMPLE)
                .aboutNothing()
                .methods(path.contains("{") ? new String[] {"GET"} : new String[] {"GET", "POST"})
                .costlyToPrepare()
                .needs(api.missing())
                .takesTurn()
                .fails(ErrorCode.NOT_CONFIGURED) // Where an API of that network is missing.
                .fails(Upstream.FAILURES)
                .fails(fails)
                .says(says)
                .example(example)
                .does((Call<I> call) -> Reply.of(does.apply(call.input())));
    }
}
