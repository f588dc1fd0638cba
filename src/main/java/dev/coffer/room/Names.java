package dev.coffer.room;

import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * Names that are unique over all owners (paste codes, link slugs), each pointing to its owner.
 * Taken in the transaction of what they name; an expired name is free.
 */
public final class Names {

    /** All names of all kinds; one that is over goes by itself. */
    public static final Table TABLE =
            Table.global("name", "name", "kind", "name")
                    .expires("expires_at")
                    .since("taken_at", "taken_at", "expires_at");

    private final String kind;

    public Names(String kind) {
        this.kind = kind;
    }

    /** Takes a name for the work's owner; false if another has it. */
    public boolean take(Tx tx, String name, @Nullable Long expiresAtMs) {
        return tx.update(
                        """
                        insert into name (kind, name, owner, taken_at, expires_at)
                        values (?, ?, ?, ?, ?)
                        on conflict (kind, name)
                        do update set owner = excluded.owner, taken_at = excluded.taken_at,
                            expires_at = excluded.expires_at
                        where name.expires_at <= ?\
                        """,
                        kind,
                        name,
                        tx.owner().address(),
                        tx.now(),
                        expiresAtMs,
                        tx.now())
                == 1;
    }

    /** Whose a name is. */
    public Optional<String> owner(Tx tx, String name) {
        return tx.one(
                """
                select owner from name
                where kind = ? and name = ? and (expires_at is null or expires_at > ?)\
                """,
                row -> row.text(1),
                kind,
                name,
                tx.now());
    }

    /** Gives a name back, unless it expired and another owner has it by now. */
    public void release(Tx tx, String name) {
        tx.update(
                "delete from name where kind = ? and name = ? and owner = ?",
                kind,
                name,
                tx.owner().address());
    }
}
