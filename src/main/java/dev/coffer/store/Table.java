package dev.coffer.store;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A table, described once by who keeps it. Sweeping, quotas, copying from one engine to the other,
 * and how a cluster spreads the rows derive from it; its columns are its migration's.
 *
 * @param key the columns of its primary key, in their order
 * @param spreadBy the column by which a cluster spreads it: its owner, or the global name
 * @param expires SQL of the epoch milliseconds at which a row is over; null for one that stays
 * @param bytes SQL of what a row counts for its owner's quota, besides one row; null for one that
 *     does not count
 * @param local whether it is about the nodes on this very database and not the state in it
 */
public record Table(
        String name,
        List<String> key,
        String spreadBy,
        Optional<String> expires,
        Optional<String> bytes,
        boolean local) {

    /** With the owner for the first column of its key. */
    public static Table of(String name, String... rest) {
        List<String> key = Stream.concat(Stream.of("owner"), Stream.of(rest)).toList();
        return new Table(name, key, "owner", Optional.empty(), Optional.empty(), false);
    }

    /** With a key that is the same for all owners, and spread by a column of it. */
    public static Table global(String name, String spreadBy, String... key) {
        return new Table(name, List.of(key), spreadBy, Optional.empty(), Optional.empty(), false);
    }

    public Table expires(String sql) {
        return new Table(name, key, spreadBy, Optional.of(sql), bytes, local);
    }

    public Table bytes(String sql) {
        return new Table(name, key, spreadBy, expires, Optional.of(sql), local);
    }

    /** It says who runs on this database; a copy of the state leaves it. */
    public Table aboutNodes() {
        return new Table(name, key, spreadBy, expires, bytes, true);
    }
}
