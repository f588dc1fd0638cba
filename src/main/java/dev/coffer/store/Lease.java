package dev.coffer.store;

import java.util.Optional;
import java.util.UUID;

/**
 * A turn that one node has at a time, for chores that all nodes could do. Whoever has it keeps it
 * by taking it again in time. It saves work and guarantees nothing: a node that was stopped and
 * goes on may believe to have it still, so the chore must be harmless twice. One that lasts longer
 * than any does was taken while the clock was ahead, and is free.
 */
public final class Lease {

    private final Store store;
    private final String name;
    private final long lastsMs;
    private final String holder = UUID.randomUUID().toString();

    public Lease(Store store, String name, long lastsMs) {
        this.store = store;
        this.name = name;
        this.lastsMs = lastsMs;
    }

    /** When it was taken last, by whichever node, in epoch milliseconds; empty if it never was. */
    public Optional<Long> takenAtMs() {
        return store.readGlobal(tx ->
                tx.one(
                        "select ends_at from lease where name = ?",
                        row -> row.number(1) - lastsMs,
                        name));
    }

    /** Takes the turn, or keeps it; false if another has it. */
    public boolean take() {
        return store.write(
                Owner.SERVICE,
                tx ->
                        tx.update(
                                        """
                                        insert into lease (name, holder, ends_at) values (?, ?, ?)
                                        on conflict (name) do update set
                                            holder = excluded.holder, ends_at = excluded.ends_at
                                        where lease.holder = excluded.holder or lease.ends_at <= ?
                                            or lease.ends_at > excluded.ends_at\
                                        """,
                                        name,
                                        holder,
                                        Math.addExact(tx.now(), lastsMs),
                                        tx.now())
                                == 1);
    }
}
