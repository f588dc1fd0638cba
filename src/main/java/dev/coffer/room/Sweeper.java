package dev.coffer.room;

import dev.coffer.store.Lease;
import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Deletes expired rows behind the calls: reads a page of a table by its primary key, removes what
 * is over in small works of its owners, rests, goes on. It needs no index on expiry, which every
 * write would pay for. An expired row is invisible already; removing it only gives its room back.
 *
 * <p>On its way it sets right what was written while the clock was ahead (see {@link Table.Since}),
 * and sets out at once when the clock is set back.
 */
public final class Sweeper implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Sweeper.class.getName());

    private static final int PAGE_ROWS = 1000;
    private static final int WORKED_ON_AT_ONCE = 100;
    private static final long REST_MS = 100;
    private static final long LOOK_MS = 1_000;
    private static final int LOOKS_OF_A_ROUND = 60;

    private static final long NEVER = Long.MIN_VALUE;

    /** A node that stopped leaves its turn to another after this. */
    private static final long TURN_MS = 3 * LOOKS_OF_A_ROUND * LOOK_MS;

    private final Store store;
    private final Lease turn;
    private final List<Expiring> tables;
    private final LongAdder removedRows = new LongAdder();
    private final LongAdder rounds = new LongAdder();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    /** What the store's clock said last, in epoch milliseconds. */
    private long latestMs = NEVER;

    public Sweeper(Store store, List<Room> rooms) {
        this.store = store;
        this.turn = new Lease(store, "sweeper", TURN_MS);
        this.tables = rooms.stream().flatMap(Expiring::of).toList();
        this.thread = Thread.ofPlatform().daemon().name("sweeper").start(this::loop);
    }

    /** Sweeps all tables once, without rests. */
    public void sweep() {
        for (Expiring table : tables) {
            sweep(table, 0);
        }
    }

    /** How many rows this node found over and removed, since its start. */
    public long removedRows() {
        return removedRows.sum();
    }

    /** How often this node went through all tables, since its start. */
    public long rounds() {
        return rounds.sum();
    }

    private void loop() {
        long looks = 0;
        while (!rest(LOOK_MS)) {
            looks++;
            try {
                if (clockWasSetBack()) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "the store's clock was set back; what was written while it was ahead lasts no longer than it was to");
                    round(0);
                } else if (looks % LOOKS_OF_A_ROUND == 0) {
                    round(REST_MS);
                }
            } catch (StoreException e) {
                LOG.log(System.Logger.Level.DEBUG, "sweeping waits for the store", e);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "sweeping failed; it goes on later", e);
            }
        }
    }

    /** Whether it says less than it said before, be it to the process before this one. */
    private boolean clockWasSetBack() {
        if (latestMs == NEVER) {
            latestMs = turn.takenAtMs().orElseGet(() -> store.readGlobal(Tx::now));
            turn.take();
        }
        long before = latestMs;
        latestMs = store.readGlobal(Tx::now);
        return latestMs < before;
    }

    private void round(long restMs) {
        for (Expiring table : tables) {
            // Two that sweep at once would only do the same twice.
            if (turn.take()) {
                sweep(table, restMs);
            }
        }
        rounds.increment();
    }

    private void sweep(Expiring table, long restMs) {
        Optional<List<Object>> after = Optional.empty();
        do {
            Optional<List<Object>> from = after;
            List<Expiring.Seen> page = store.readGlobal(tx -> table.scan(tx, from, PAGE_ROWS));
            work(page, Expiring.Seen::isOver, table::remove);
            removedRows.add(page.stream().filter(Expiring.Seen::isOver).count());
            if (work(page, Expiring.Seen::isAhead, table::setRight)) {
                // Something is due earlier than those who wait for it know.
                store.signals().soundAllHere();
            }
            after = page.size() < PAGE_ROWS ? Optional.empty() : Optional.of(page.getLast().key());
        } while (after.isPresent() && !rest(restMs));
    }

    /** Works on some rows of a page in small works of their owners; false if there are none. */
    private boolean work(
            List<Expiring.Seen> page,
            Predicate<Expiring.Seen> which,
            BiConsumer<Tx, List<List<Object>>> work) {
        Map<String, List<List<Object>>> keys =
                page.stream()
                        .filter(which)
                        .collect(
                                Collectors.groupingBy(
                                        Expiring.Seen::owner,
                                        LinkedHashMap::new,
                                        Collectors.mapping(
                                                Expiring.Seen::key, Collectors.toList())));
        keys.forEach((owner, all) -> {
            for (int i = 0; i < all.size(); i += WORKED_ON_AT_ONCE) {
                List<List<Object>> some =
                        all.subList(i, Math.min(all.size(), i + WORKED_ON_AT_ONCE));
                store.write(
                        new Owner(owner),
                        tx -> {
                            work.accept(tx, some);
                            return some.size();
                        });
            }
        });
        return !keys.isEmpty();
    }

    /** True if closed meanwhile. */
    private boolean rest(long ms) {
        try {
            return closed.await(ms, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return closed.getCount() == 0; // Nothing else ends it.
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
