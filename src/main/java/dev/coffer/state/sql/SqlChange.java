package dev.coffer.state.sql;

import java.util.Map;

/**
 * What a transaction made of a database, for the store.
 *
 * @param base the stamp of what it was before; empty if there was none
 * @param stamp of what it is now; the same if nothing changed
 * @param basePages how many pages it had
 * @param pages how many it has
 * @param changed the pages that are others now, by number
 */
record SqlChange(
        String base, String stamp, int basePages, int pages, Map<Integer, byte[]> changed) {

    static SqlChange none(String stamp, int pages) {
        return new SqlChange(stamp, stamp, pages, pages, Map.of());
    }

    boolean isNone() {
        return base.equals(stamp);
    }
}
