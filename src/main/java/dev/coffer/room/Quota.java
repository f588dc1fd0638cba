package dev.coffer.room;

import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Capacity;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.store.Row;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What an owner keeps of one capability: rows and bytes, counted in the transaction that changes
 * them. Growing past the limit is refused; shrinking always works.
 */
public final class Quota {

    /** What is kept, for each owner and capability. */
    public static final Table USAGE = Table.of("usage", "capability");

    /** Refused owners that are remembered; past it all are forgotten. */
    private static final int MOST_FULL = 10_000;

    private static final String COUNT =
            """
            insert into usage (owner, capability, rows, bytes) values (?, ?, ?, ?)
            on conflict (owner, capability) do update set
                rows = usage.rows + excluded.rows, bytes = usage.bytes + excluded.bytes\
            """;

    private final String capability;
    private final Capacities capacities;

    /** Owners that were refused last: they are looked at before anything is written for them. */
    private final Set<String> full = ConcurrentHashMap.newKeySet();

    /**
     * @param capability the room's name
     */
    public Quota(String capability, Capacities capacities) {
        this.capability = capability;
        this.capacities = capacities;
    }

    /** For what only ever gives back. */
    static Quota of(String capability) {
        return new Quota(capability, Capacities.usual());
    }

    private record Used(long rows, long bytes) {
        static Used of(Row row) {
            return new Used(row.number(1), row.number(2));
        }
    }

    /**
     * Refuses what would not fit, for an owner who was refused before; everybody else is refused
     * when it is {@link #take taken}, which has then to be undone. To be asked before the first
     * write, so that whoever is full costs its neighbours nothing.
     *
     * @throws Problem 413 {@code quota_exceeded}
     */
    public void require(Tx tx, long rows, long bytes) {
        if (rows <= 0 && bytes <= 0 || !wasFull(tx)) {
            return;
        }
        String owner = tx.owner().address();
        Used used =
                tx.one(
                                "select rows, bytes from usage where owner = ? and capability = ?",
                                Used::of,
                                owner,
                                capability)
                        .orElse(new Used(0, 0));
        require("rows", used.rows() + rows, rows, Capacity.OWNER_ROWS_PER_CAPABILITY);
        require("bytes", used.bytes() + bytes, bytes, Capacity.OWNER_BYTES_PER_CAPABILITY);
        full.remove(owner);
    }

    /** Whether the owner was refused before, and may be again. */
    public boolean wasFull(Tx tx) {
        return full.contains(tx.owner().address());
    }

    /**
     * Counts what a work adds.
     *
     * @throws Problem 413 {@code quota_exceeded} if it does not fit
     */
    public void take(Tx tx, long rows, long bytes) {
        if (rows <= 0 && bytes <= 0) {
            add(tx, rows, bytes);
            return;
        }
        String owner = tx.owner().address();
        Used used =
                tx.change(
                                COUNT + " returning rows, bytes",
                                Used::of,
                                owner,
                                capability,
                                rows,
                                bytes)
                        .orElseThrow();
        try {
            require("rows", used.rows(), rows, Capacity.OWNER_ROWS_PER_CAPABILITY);
            require("bytes", used.bytes(), bytes, Capacity.OWNER_BYTES_PER_CAPABILITY);
        } catch (Problem problem) {
            if (full.size() >= MOST_FULL) {
                full.clear();
            }
            full.add(owner);
            throw problem;
        }
    }

    private void require(String what, long used, long more, Capacity capacity) {
        long limit = capacities.of(capacity);
        if (more > 0 && used > limit) {
            throw new Problem(
                            ErrorCode.QUOTA_EXCEEDED,
                            "This account keeps as many %s of %s as it may; delete some first."
                                    .formatted(what, capability))
                    .with("capability", capability)
                    .with("quota", what)
                    .with("used", used - more)
                    .with("limit", limit);
        }
    }

    /** Counts what a work takes away, or adds and has to. */
    public void add(Tx tx, long rows, long bytes) {
        if (rows == 0 && bytes == 0) {
            return;
        }
        addFor(tx, tx.owner().address(), rows, bytes);
    }

    /** The same for another owner than the work's: somebody may end what is not theirs. */
    public void addFor(Tx tx, String owner, long rows, long bytes) {
        tx.update(COUNT, owner, capability, rows, bytes);
    }
}
