package dev.coffer.endpoint;

import dev.coffer.store.Tx;

import java.util.List;
import java.util.function.Function;

/**
 * What a paid call is about: names of its owner's keys, counters, queues, locks or codes. A list is
 * about what its entries' names begin with, so the empty name is all of them. None at all: the call
 * makes something that has no name before. Whether it reads or writes, its {@link Endpoint.Kind}
 * says.
 *
 * <p>What it names is all that a call reads or changes of its owner's, so a right to some names can
 * be judged before the call runs.
 */
public sealed interface Touches<I> {

    /** The names that its input says. */
    record Said<I>(Function<I, List<String>> names) implements Touches<I> {}

    /** The names of what its input points to, as the store knows them; none if it is not there. */
    record Found<I>(Lookup<I> names) implements Touches<I> {}

    /** Several calls at once, each of which is judged for itself, as if it were called alone. */
    record Each<I>(Function<I, List<One>> calls) implements Touches<I> {}

    /** One of several calls. */
    interface One {
        Endpoint<?, ?> endpoint();

        /** Its names; to be asked for only where they matter. */
        List<String> names(Tx tx, String owner);
    }

    /** The names of a call with this input. */
    default List<String> names(Tx tx, String owner, I input) {
        return switch (this) {
            case Said<I>(var said) -> said.apply(input);
            case Found<I>(var found) -> found.names(tx, owner, input);
            case Each<I>(var calls) ->
                    calls.apply(input).stream()
                            .flatMap(call -> call.names(tx, owner).stream())
                            .toList();
        };
    }

    /** Looks names up among an owner's, without a change. */
    @FunctionalInterface
    interface Lookup<I> {
        List<String> names(Tx tx, String owner, I input);
    }
}
