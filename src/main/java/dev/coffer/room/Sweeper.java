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
 * write would pay for.
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
    private final List<Expiring<?>> tables;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    public Sweeper(Store store, List<Expiring<?>> tables) {
        this.store = store;
        this.turn = new Lease(store, "sweeper", TURN_MS);
        this.tables = List.copyOf(tables);
        this.thread = Thread.ofPlatform().daemon().name("sweeper").start(this::loop);
    }

    /** Sweeps all tables once, without rests. */
    public void sweep() {
        for (Expiring<?> table : tables) {
            sweep(table, 0);
        }
    }

    private void loop() {
        while (!rest(ROUND_MS)) {
            for (Expiring<?> table : tables) {
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

    private <K> void sweep(Expiring<K> table, long restMs) {
        Optional<K> after = Optional.empty();
        do {
            Optional<K> from = after;
            Expiring.Page<K> page = store.read(tx -> table.scan(tx, from, PAGE_ROWS));
            Map<Owner, List<K>> byOwner = new LinkedHashMap<>();
            for (K key : page.expired()) {
                byOwner.computeIfAbsent(table.owner(key), _ -> new ArrayList<>()).add(key);
            }
            byOwner.forEach((owner, keys) -> remove(table, owner, keys));
            after = page.last();
        } while (after.isPresent() && !rest(restMs));
    }

    private <K> void remove(Expiring<K> table, Owner owner, List<K> keys) {
        for (int i = 0; i < keys.size(); i += REMOVED_AT_ONCE) {
            List<K> some = keys.subList(i, Math.min(keys.size(), i + REMOVED_AT_ONCE));
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
            Thread.currentThread().interrupt();
            return true;
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
