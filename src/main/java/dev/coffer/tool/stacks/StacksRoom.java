package dev.coffer.tool.stacks;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.room.Room;
import dev.coffer.tool.Toolbox;

import java.util.List;
import java.util.stream.Stream;

/** The tools for Stacks. */
public final class StacksRoom {

    private StacksRoom() {}

    public static Room room(Toolbox tools, StacksApi api) {
        return Room.of("stacks", "The Stacks chain: values, addresses, transactions, contracts")
                .limits(StacksLimits.values())
                .sells(
                        Stream.of(
                                        ClarityTools.of(tools),
                                        Addresses.of(tools),
                                        List.<Endpoint<?, ?>>of(DecodeTx.of(tools)),
                                        Contracts.of(api),
                                        Accounts.of(api),
                                        Chain.of(api))
                                .flatMap(List::stream)
                                .toArray(Endpoint<?, ?>[]::new));
    }
}
