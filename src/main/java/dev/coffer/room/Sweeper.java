package dev.coffer.room;

import dev.coffer.store.Lease;
import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Deletes expired rows behind the calls: reads a page of a table by its primary key, removes what
 * is over in small works of its owners, rests, goes on. It needs no index on expiry, which every
 * write would pay for. An expired row is invisible already; removing it only gives its room back.
 */
public final class Sweeper implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Sweeper.class.getName());

    private static final int PAGE_ROWS = 1000;
    private static final int REMOVED_AT_ONCE = 100;
    private static final long REST_MS = 100;
    private static final long ROUND_MS = 60_000;

    /** A node that stopped leaves its turn to another after this. */
    private static final long TURN_MS = 3 * ROUND_MS;

    private final Store store;
    private final Lease turn;
    private final List<Expiring> tables;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

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

    private void loop() {
        while (!rest(ROUND_MS)) {
            for (Expiring table : tables) {
                try {
                    // Two that sweep at once would only do the same twice.
                    if (turn.take()) {
                        sweep(table, REST_MS);
                    }
                } catch (StoreException e) {
                    LOG.log(System.Logger.Level.DEBUG, "sweeping waits for the store", e);
                } catch (RuntimeException e) {
                    LOG.log(System.Logger.Level.ERROR, "sweeping failed; it goes on later", e);
                }
            }
        }
    }

    private void sweep(Expiring table, long restMs) {
        Optional<List<Object>> after = Optional.empty();
        do {
            Optional<List<Object>> from = after;
            List<Expiring.Seen> page = store.read(tx -> table.scan(tx, from, PAGE_ROWS));
            Map<String, List<List<Object>>> over = new LinkedHashMap<>();
            for (Expiring.Seen seen : page) {
                if (seen.isOver()) {
                    over.computeIfAbsent(seen.owner(), _ -> new ArrayList<>()).add(seen.key());
                }
            }
            over.forEach((owner, keys) -> remove(table, new Owner(owner), keys));
            after = page.size() < PAGE_ROWS ? Optional.empty() : Optional.of(page.getLast().key());
        } while (after.isPresent() && !rest(restMs));
    }

    private void remove(Expiring table, Owner owner, List<List<Object>> keys) {
        for (int i = 0; i < keys.size(); i += REMOVED_AT_ONCE) {
            List<List<Object>> some = keys.subList(i, Math.min(keys.size(), i + REMOVED_AT_ONCE));
            store.write(
                    owner,
                    tx -> {
                        table.remove(tx, some);
                        return some.size();
                    });
        }
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
