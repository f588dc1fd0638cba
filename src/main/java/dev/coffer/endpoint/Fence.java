package dev.coffer.endpoint;

import java.util.Optional;

/**
 * What a write may ask for beforehand: that the caller still holds a lock, under the number that it
 * got with it. Else the write is 412 {@code fenced_off} and nothing happens.
 *
 * @param lock the lock's name
 * @param number the fence that came with it
 */
public record Fence(String lock, long number) {

    private static final Field<String> LOCK =
            Field.text("lock", 1, Limits.LOCK_NAME_CHARS, "The lock's name.");
    private static final Field<Long> NUMBER =
            Field.whole("number", 1, Long.MAX_VALUE, "The fence that came with the lock.");

    /** The field of every paid write. */
    static final Field<Optional<Fence>> FIELD =
            Field.object(
                            "fence",
                            Shape.of(Fence::new, LOCK, NUMBER),
                            "Only if this lock is still held under this number; else 412.")
                    .optional();
}
