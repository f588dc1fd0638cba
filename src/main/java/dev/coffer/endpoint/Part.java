package dev.coffer.endpoint;

import java.util.List;

/**
 * What an input is made of: a {@link Field}, or a {@link Shape} of several that belong together.
 *
 * @param <T> what it gives
 */
public sealed interface Part<T> permits Field, Shape {

    /** The fields that it reads, in their order. */
    List<Field<?>> fields();

    /**
     * Its value among those that were read.
     *
     * @throws Problem 400 if what is required is missing, or what is there does not go together
     */
    T of(Values values);
}
