package dev.coffer.store;

import java.util.List;

/**
 * Whether a store can do its work.
 *
 * @param writable whether anybody's
 * @param parts those that it is spread over; none if it is in one place
 */
public record StoreHealth(boolean writable, List<Part> parts) {

    /**
     * A part: some owners' rows are there.
     *
     * @param answers whether it could do its work at the last look
     */
    public record Part(String name, boolean answers) {}

    /** Whether it can do all of its work, for everybody. */
    public boolean isWhole() {
        return writable && parts.stream().allMatch(Part::answers);
    }
}
