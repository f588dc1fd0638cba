package dev.coffer.endpoint;

import dev.coffer.store.Owner;
import dev.coffer.store.Tx;

/**
 * What a call does inside the transaction that also charges for it. It may run more than once, of
 * which one counts, so it acts only through the {@link Tx}. It refuses by throwing a {@link
 * Problem}: then nothing of it remains and nothing is charged.
 */
@FunctionalInterface
public interface Effect<O> extends AutoCloseable {

    /** What was prepared does not fit what is stored any more: it has to be prepared again. */
    final class Stale extends RuntimeException {
        public Stale() {
            super("prepared for an earlier state", null, false, false);
        }
    }

    /** An answer that was at hand when the call was prepared: a free read of it needs no store. */
    record AtHand<O>(Reply<O> reply) implements Effect<O> {
        @Override
        public Reply<O> run(Tx tx) {
            return reply;
        }
    }

    Reply<O> run(Tx tx);

    /** In whose turn a write runs that anybody may call; the service's if it does not say. */
    default Owner turn() {
        return Owner.SERVICE;
    }

    /** Lets go of what was prepared: the call is over, whether this counted or not. */
    @Override
    default void close() {}
}
