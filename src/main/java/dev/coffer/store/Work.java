package dev.coffer.store;

/**
 * What is done inside one transaction.
 *
 * <p>The store may run a work more than once (a failed batch, a lost connection), of which at most
 * one run counts; so a work has no effect but through its {@link Tx}. A work that throws leaves no
 * trace.
 */
@FunctionalInterface
public interface Work<R> {
    R run(Tx tx);
}
