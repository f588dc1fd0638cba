package dev.coffer.room;

import dev.coffer.store.Owner;
import dev.coffer.store.Tx;

import java.util.List;
import java.util.Optional;

/**
 * Rows that end by themselves, as the sweeper sees them. An expired row is invisible already;
 * removing it only gives its room back.
 *
 * @param <K> a row's key
 */
public interface Expiring<K> {

    /**
     * A look at some rows in the order of their keys.
     *
     * @param expired those of them that are over
     * @param last the last one looked at; empty at the end of the table
     */
    record Page<K>(List<K> expired, Optional<K> last) {}

    /** Looks at so many rows after a key, or from the first. */
    Page<K> scan(Tx tx, Optional<K> after, int rows);

    Owner owner(K key);

    /** Removes rows of the work's owner, if they are still over. */
    void remove(Tx tx, List<K> keys);
}
