package dev.coffer.room;

import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Capacity;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

/**
 * What an owner keeps of one capability: rows and bytes, counted in the transaction that changes
 * them. Growing past the limit is refused; shrinking always works.
 */
public final class Quota {

    /** What is kept, for each owner and capability. */
    public static final Table USAGE = Table.of("usage", "capability");

    private final String capability;
    private final Capacities capacities;

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

    private record Used(long rows, long bytes) {}

    /**
     * Refuses what would not fit. To be asked before the first write.
     *
     * @throws Problem 413 {@code quota_exceeded}
     */
    public void require(Tx tx, long rows, long bytes) {
        if (rows <= 0 && bytes <= 0) {
            return;
        }
        Used used =
                tx.one(
                                "select rows, bytes from usage where owner = ? and capability = ?",
                                row -> new Used(row.number(1), row.number(2)),
                                tx.owner().address(),
                                capability)
                        .orElse(new Used(0, 0));
        require("rows", used.rows(), rows, Capacity.OWNER_ROWS_PER_CAPABILITY);
        require("bytes", used.bytes(), bytes, Capacity.OWNER_BYTES_PER_CAPABILITY);
    }

    private void require(String what, long used, long more, Capacity capacity) {
        long limit = capacities.of(capacity);
        if (more > 0 && used + more > limit) {
            throw new Problem(
                            ErrorCode.QUOTA_EXCEEDED,
                            "This account keeps as many %s of %s as it may; delete some first."
                                    .formatted(what, capability))
                    .with("capability", capability)
                    .with("quota", what)
                    .with("used", used)
                    .with("limit", limit);
        }
    }

    /** Both at once: counts what fits. */
    public void take(Tx tx, long rows, long bytes) {
        require(tx, rows, bytes);
        add(tx, rows, bytes);
    }

    /** Counts what a work adds, or takes away. */
    public void add(Tx tx, long rows, long bytes) {
        if (rows == 0 && bytes == 0) {
            return;
        }
        addFor(tx, tx.owner().address(), rows, bytes);
    }

    /** The same for another owner than the work's: somebody may end what is not theirs. */
    public void addFor(Tx tx, String owner, long rows, long bytes) {
        tx.update(
                """
                insert into usage (owner, capability, rows, bytes) values (?, ?, ?, ?)
                on conflict (owner, capability) do update set
                    rows = usage.rows + excluded.rows, bytes = usage.bytes + excluded.bytes\
                """,
                owner,
                capability,
                rows,
                bytes);
    }
}
