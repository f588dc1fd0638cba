package dev.coffer.payment;

import dev.coffer.endpoint.Endpoint;

import java.util.List;
import java.util.function.Supplier;

/** What a caller may do with what is an owner's; judged before any of it is looked at. */
@FunctionalInterface
public interface Rights {

    Rights ALL = (_, _) -> {};

    /**
     * @param names what the call is about, as {@link dev.coffer.endpoint.Touches} says; to be asked
     *     for only where it matters, as it may have to be looked up
     * @throws dev.coffer.endpoint.Problem 403 for what the caller may not do
     */
    void require(Endpoint<?, ?> endpoint, Supplier<List<String>> names);
}
