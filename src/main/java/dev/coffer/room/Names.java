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

    /** Since when whose a name is. */
    public record Held(String owner, long takenAtMs) {}

    /** Who holds a name, if it did not expire. */
    public Optional<Held> held(Tx tx, String name) {
        return tx.one(
                """
                select owner, taken_at from name
                where kind = ? and name = ? and (expires_at is null or expires_at > ?)\
                """,
                row -> new Held(row.text(1), row.number(2)),
                kind,
                name,
                tx.now());
    }

    /** Takes a name over from who held it, unless it changed hands since. */
    public boolean takeOver(Tx tx, String name, Held from) {
        return tx.update(
                        """
                        update name set owner = ?, taken_at = ?
                        where kind = ? and name = ? and owner = ? and taken_at = ?\
                        """,
                        tx.owner().address(),
                        tx.now(),
                        kind,
                        name,
                        from.owner(),
                        from.takenAtMs())
                == 1;
    }

    /** Whose a name is. */
    public Optional<String> owner(Tx tx, String name) {
        return held(tx, name).map(Held::owner);
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
