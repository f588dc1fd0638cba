package dev.coffer.endpoint;

import dev.coffer.store.Owner;
import dev.coffer.store.Tx;

/**
 * What a call does inside the transaction that also charges for it. It may run more than once, of
 * which one counts, so it acts only through the {@link Tx}. It refuses by throwing a {@link
 * Problem}: then nothing of it remains and nothing is charged.
 */
@FunctionalInterface
public interface Effect<O> {
    Reply<O> run(Tx tx);

    /** In whose turn a write runs that anybody may call; the service's if it does not say. */
    default Owner turn() {
        return Owner.SERVICE;
    }
}
