package dev.coffer.state.sync;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Fence;
import dev.coffer.endpoint.Problem;
import dev.coffer.room.Secret;
import dev.coffer.state.sync.Waiters.Waiter;
import dev.coffer.store.Row;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Locks of an owner. A lock is held by whoever has its token, until it is released or runs out;
 * then it goes to whoever waited longest. Its fence is the owner's sequence when it was acquired: a
 * number that only grows, whatever became of the lock meanwhile.
 */
final class Locks {

    static final Table TABLE =
            Table.of("held_lock", "name")
                    .expires("expires_at")
                    .since(
                            "coalesce(extended_at, acquired_at)",
                            "acquired_at",
                            "extended_at",
                            "expires_at");

    record Held(
            String name,
            String token,
            long fence,
            Optional<String> holder,
            long acquiredAtMs,
            long expiresAtMs) {

        Instant expiresAt() {
            return Instant.ofEpochMilli(expiresAtMs);
        }
    }

    /**
     * Who wants a lock.
     *
     * @param token what it will be held by
     * @param waiter its name in line, if it waits for {@code waitsMs}
     */
    record Wish(
            String name,
            String token,
            long ttlMs,
            Optional<String> holder,
            Optional<String> waiter,
            long waitsMs) {}

    /** What became of a wish. */
    sealed interface Outcome {
        record Acquired(Held held) implements Outcome {}

        /**
         * Another has it or comes first.
         *
         * @param held by whom; empty if it is just being handed over
         * @param againInMs when it runs out, or is passed on
         */
        record Busy(Optional<Held> held, long againInMs) implements Outcome {}
    }

    private static final String COLUMNS = "name, token, fence, holder, acquired_at, expires_at";
    private static final long CALL_MS = SyncLimits.LOCK_CALL_MS.value();

    private final Waiters waiters = new Waiters();

    Waiters waiters() {
        return waiters;
    }

    private static Held held(Row row) {
        return new Held(
                row.text(1),
                row.text(2),
                row.number(3),
                Optional.ofNullable(row.textOrNull(4)),
                row.number(5),
                row.number(6));
    }

    private static Optional<Held> stored(Tx tx, String owner, String name) {
        return tx.one(
                "select " + COLUMNS + " from held_lock where owner = ? and name = ?",
                Locks::held,
                owner,
                name);
    }

    /** Who holds it now. */
    Optional<Held> holder(Tx tx, String owner, String name) {
        return stored(tx, owner, name).filter(held -> held.expiresAtMs() > tx.now());
    }

    Outcome acquire(Tx tx, Wish wish) {
        Optional<Held> held = holder(tx, tx.owner().address(), wish.name());
        Optional<Waiter> first = waiters.first(tx, wish.name());
        boolean own = first.isPresent() && wish.waiter().equals(first.map(Waiter::id));
        if (held.isEmpty() && (first.isEmpty() || own)) {
            return new Outcome.Acquired(take(tx, wish, own));
        }
        if (held.isEmpty()) {
            waiters.call(tx, wish.name(), first.orElseThrow());
        }
        if (wish.waiter().isPresent()
                && !own
                && !waiters.isInLine(tx, wish.name(), wish.waiter().get())) {
            waiters.join(tx, wish.name(), wish.waiter().get(), wish.waitsMs());
            own = first.isEmpty();
        }
        long runsOutInMs = held.map(h -> h.expiresAtMs() - tx.now()).orElse(0L);
        return new Outcome.Busy(held, own ? runsOutInMs : runsOutInMs + CALL_MS);
    }

    private Held take(Tx tx, Wish wish, boolean waited) {
        Held held =
                new Held(
                        wish.name(),
                        wish.token(),
                        tx.sequence(),
                        wish.holder(),
                        tx.now(),
                        tx.now() + wish.ttlMs());
        tx.update(
                """
                insert into held_lock (owner, name, token, fence, holder, acquired_at, expires_at)
                values (?, ?, ?, ?, ?, ?, ?)
                on conflict (owner, name) do update set
                    token = excluded.token, fence = excluded.fence, holder = excluded.holder,
                    acquired_at = excluded.acquired_at, extended_at = null,
                    expires_at = excluded.expires_at\
                """,
                tx.owner().address(),
                held.name(),
                held.token(),
                held.fence(),
                held.holder().orElse(null),
                held.acquiredAtMs(),
                held.expiresAtMs());
        if (waited) {
            waiters.remove(tx, wish.name(), wish.waiter().orElseThrow());
            tellNextOfEnd(tx, held);
        }
        return held;
    }

    /** The next in line looks when this holder's time is over, if it waits that long. */
    private void tellNextOfEnd(Tx tx, Held held) {
        waiters.first(tx, held.name())
                .filter(next -> held.expiresAtMs() < next.endsAtMs())
                .ifPresent(next -> Waiters.wake(tx, next));
    }

    /** Ends a wait; the line goes on. */
    void leave(Tx tx, String name, String waiter) {
        waiters.remove(tx, name, waiter);
        Optional<Waiter> first = waiters.first(tx, name);
        if (first.isPresent()) {
            if (holder(tx, tx.owner().address(), name).isEmpty()) {
                waiters.call(tx, name, first.get());
            } else {
                Waiters.wake(tx, first.get());
            }
        }
    }

    /** The lock of a token, or why it is not held by it. */
    record Standing(Optional<Held> held, Optional<String> refusal) {
        static Standing refused(String why) {
            return new Standing(Optional.empty(), Optional.of(why));
        }
    }

    Standing standing(Tx tx, String name, String token) {
        Optional<Held> stored = stored(tx, tx.owner().address(), name);
        if (stored.isEmpty()) {
            return Standing.refused("Lock not found");
        }
        boolean own = Secret.is(stored.get().token(), token);
        boolean over = stored.get().expiresAtMs() <= tx.now();
        if (own && !over) {
            return new Standing(stored, Optional.empty());
        }
        return Standing.refused(
                own ? "Lock has expired" : over ? "Lock not found" : "Invalid token");
    }

    void release(Tx tx, Held held) {
        tx.update(
                "delete from held_lock where owner = ? and name = ?",
                tx.owner().address(),
                held.name());
        waiters.first(tx, held.name()).ifPresent(first -> waiters.call(tx, held.name(), first));
    }

    Held extend(Tx tx, Held held, long ttlMs) {
        Held extended =
                new Held(
                        held.name(),
                        held.token(),
                        held.fence(),
                        held.holder(),
                        held.acquiredAtMs(),
                        tx.now() + ttlMs);
        tx.update(
                """
                update held_lock set extended_at = ?, expires_at = ?
                where owner = ? and name = ?\
                """,
                tx.now(),
                extended.expiresAtMs(),
                tx.owner().address(),
                held.name());
        if (extended.expiresAtMs() < held.expiresAtMs()) {
            tellNextOfEnd(tx, extended);
        }
        return extended;
    }

    /**
     * Lets a write pass only if its lock is held under its number.
     *
     * @throws Problem 412 {@code fenced_off}
     */
    void require(Tx tx, Fence fence) {
        Optional<Held> held = holder(tx, tx.owner().address(), fence.lock());
        if (held.isPresent() && held.get().fence() == fence.number()) {
            return;
        }
        Problem refusal =
                new Problem(
                                ErrorCode.FENCED_OFF,
                                held.isPresent()
                                        ? "The lock is held under another fence; acquire it again before you write."
                                        : "The lock is not held any more; acquire it again before you write.")
                        .with("lock", fence.lock())
                        .with("number", fence.number());
        throw held.isPresent() ? refusal.with("fence", held.get().fence()) : refusal;
    }

    /** Locks that are held, after a name, by the UTF-8 bytes of their names. */
    List<Held> list(Tx tx, String owner, Optional<String> after, int limit) {
        return tx.all(
                "select "
                        + COLUMNS
                        + """
                         from held_lock where owner = ? and name > ? and expires_at > ?
                        order by name limit ?\
                        """,
                Locks::held,
                owner,
                after.orElse(""),
                tx.now(),
                limit);
    }
}
