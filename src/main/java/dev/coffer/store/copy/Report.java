package dev.coffer.store.copy;

import java.util.List;

/**
 * What both ends hold after a copy.
 *
 * @param from sums over the source
 * @param to the same over the target
 */
public record Report<S>(List<Compared> tables, S from, S to) {

    /** One table at both ends. */
    public record Compared(String table, Contents from, Contents to) {
        public boolean same() {
            return from.equals(to);
        }
    }

    /** Whether all of it agrees: only then is a copy complete. */
    public boolean agrees() {
        return from.equals(to) && tables.stream().allMatch(Compared::same);
    }
}
