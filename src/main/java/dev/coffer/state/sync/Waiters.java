package dev.coffer.state.sync;

import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * The calls that wait for a lock, in the order in which they came, on whichever node. Each has a
 * topic of its own, so that only the one whose turn it is is woken.
 *
 * <p>One whose node died is passed over: when it is called and does not come, or when its time is
 * over.
 */
final class Waiters {

    static final Table TABLE =
            Table.of("lock_waiter", "name", "number")
                    .expires("ends_at")
                    .since("coalesce(called_at, came_at)", "called_at", "came_at", "ends_at");

    record Waiter(long number, String id, @Nullable Long calledAtMs, long endsAtMs) {

        boolean isGone(long nowMs) {
            return endsAtMs <= nowMs
                    || calledAtMs != null && calledAtMs + SyncLimits.LOCK_CALL_MS.value() <= nowMs;
        }
    }

    private static final String COLUMNS =
            "select number, waiter, called_at, ends_at from lock_waiter where owner = ? and name = ?";

    static String topic(String id) {
        return "lock " + id;
    }

    /** The first in line, after those that are gone were taken out of it. */
    Optional<Waiter> first(Tx tx, String name) {
        while (true) {
            Optional<Waiter> first = one(tx, name, " order by number limit 1");
            if (first.isEmpty() || !first.get().isGone(tx.now())) {
                return first;
            }
            remove(tx, name, first.get().id());
        }
    }

    boolean isInLine(Tx tx, String name, String id) {
        return one(tx, name, " and waiter = ?", id).isPresent();
    }

    private static Optional<Waiter> one(Tx tx, String name, String rest, String... id) {
        Object[] params = new Object[2 + id.length];
        params[0] = tx.owner().address();
        params[1] = name;
        System.arraycopy(id, 0, params, 2, id.length);
        return tx.one(
                COLUMNS + rest,
                row -> new Waiter(row.number(1), row.text(2), row.numberOrNull(3), row.number(4)),
                params);
    }

    void join(Tx tx, String name, String id, long waitsMs) {
        tx.update(
                """
                insert into lock_waiter (owner, name, number, waiter, came_at, ends_at)
                values (?, ?, ?, ?, ?, ?)\
                """,
                tx.owner().address(),
                name,
                tx.sequence(),
                id,
                tx.now(),
                tx.now() + waitsMs + SyncLimits.LOCK_CALL_MS.value());
    }

    void remove(Tx tx, String name, String id) {
        tx.update(
                "delete from lock_waiter where owner = ? and name = ? and waiter = ?",
                tx.owner().address(),
                name,
                id);
    }

    /** Tells the first in line that the lock is free. */
    void call(Tx tx, String name, Waiter first) {
        if (first.calledAtMs() == null) {
            tx.update(
                    """
                    update lock_waiter set called_at = ?
                    where owner = ? and name = ? and number = ?\
                    """,
                    tx.now(),
                    tx.owner().address(),
                    name,
                    first.number());
        }
        wake(tx, first);
    }

    /** Has a waiter look for itself. */
    static void wake(Tx tx, Waiter waiter) {
        tx.signal(topic(waiter.id()), 1);
    }

    /** How many wait. */
    long count(Tx tx, String owner, String name) {
        return tx.one(
                        """
                        select count(*) from lock_waiter
                        where owner = ? and name = ? and ends_at > ?\
                        """,
                        row -> row.number(1),
                        owner,
                        name,
                        tx.now())
                .orElse(0L);
    }
}
