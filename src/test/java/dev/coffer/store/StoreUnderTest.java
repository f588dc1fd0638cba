package dev.coffer.store;

import static dev.coffer.harness.Call.awaited;

import dev.coffer.harness.Call;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** A store that tests drive: opened again, its lane held, its rows looked at. */
public final class StoreUnderTest implements AutoCloseable {

    public static final Owner ALICE = new Owner("alice");
    public static final Owner BOB = new Owner("bob");
    public static final Owner CAROL = new Owner("carol");
    public static final Owner HOLDER = new Owner("holder");

    /** Adds to what {@link #bytes} gives; the amount is the last parameter. */
    public static final String ADD_BYTES =
            """
            insert into usage (owner, capability, rows, bytes) values (?, 'test', 0, ?)
            on conflict (owner, capability) do update set bytes = usage.bytes + excluded.bytes\
            """;

    /** Opens the test's database, which is empty at first. Of several lanes it uses one only. */
    public interface Opening {
        Store open(int mostWaiting, int mostWaitingOfOwner, InstantSource clock);
    }

    /** Another millisecond at each look, so that works of one instant are works of one batch. */
    private static final class Ticking implements InstantSource {
        private final AtomicLong ms = new AtomicLong(1_800_000_000_000L);

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis());
        }

        @Override
        public long millis() {
            return ms.incrementAndGet();
        }
    }

    /** A lane stopped in the middle of a work, so that what comes now waits and shares a batch. */
    public static final class Held {
        private final CountDownLatch released = new CountDownLatch(1);
        private final Call<Long> call;

        private Held(Store store) {
            CountDownLatch started = new CountDownLatch(1);
            call =
                    Call.start(() ->
                            store.write(
                                    HOLDER,
                                    tx -> {
                                        started.countDown();
                                        awaited(released);
                                        return tx.now();
                                    }));
            awaited(started);
        }

        /** Lets the lane go on; returns when the holding work's batch is over. */
        public void release() {
            released.countDown();
            call.get();
        }
    }

    private final Opening opening;
    private final InstantSource clock = new Ticking();
    private Store store;

    public StoreUnderTest(Opening opening) {
        this.opening = opening;
        this.store = opening.open(10_000, 2_000, clock);
    }

    public Store store() {
        return store;
    }

    public void reopen() {
        reopen(10_000, 2_000);
    }

    public void reopen(int mostWaiting, int mostWaitingOfOwner) {
        store.close();
        store = opening.open(mostWaiting, mostWaitingOfOwner, clock);
    }

    public Held hold() {
        return new Held(store);
    }

    /** A write on a thread of its own, which waits for its turn when this returns. */
    public <R> Call<R> waiting(Owner owner, Work<R> work) {
        return Call.start(() -> store.write(owner, work)).parked();
    }

    /** The owner's rows, as a work sees them. */
    public static long rows(Tx tx, Owner owner) {
        return tx.one(
                        "select rows from usage where owner = ? and capability = 'test'",
                        row -> row.number(1),
                        owner.address())
                .orElse(0L);
    }

    public static long setRows(Tx tx, long rows) {
        tx.update(
                """
                insert into usage (owner, capability, rows, bytes) values (?, 'test', ?, 0)
                on conflict (owner, capability) do update set rows = excluded.rows\
                """,
                tx.owner().address(),
                rows);
        return rows;
    }

    public static long addRows(Tx tx, long more) {
        return setRows(tx, rows(tx, tx.owner()) + more);
    }

    public long rows(Owner owner) {
        return store.readGlobal(tx -> rows(tx, owner));
    }

    public long bytes(Owner owner) {
        return store.readGlobal(tx ->
                tx.one(
                                """
                                select bytes from usage
                                where owner = ? and capability = 'test'\
                                """,
                                row -> row.number(1),
                                owner.address())
                        .orElse(0L));
    }

    public long sequence(Owner owner) {
        return store.readGlobal(tx ->
                tx.one(
                                "select sequence from owner where owner = ?",
                                row -> row.number(1),
                                owner.address())
                        .orElse(0L));
    }

    @Override
    public void close() {
        store.close();
    }
}
