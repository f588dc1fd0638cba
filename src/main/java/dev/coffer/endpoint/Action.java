package dev.coffer.endpoint;

/**
 * What an endpoint does with a checked input. What is slow and has no effect is done here; the
 * effect that it gives back runs inside the transaction.
 */
@FunctionalInterface
public interface Action<I, O> {
    Effect<O> prepare(Call<I> call);
}
