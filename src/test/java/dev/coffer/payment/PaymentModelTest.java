package dev.coffer.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.TestClock;
import dev.coffer.store.Store;
import dev.coffer.store.sqlite.SqliteStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Random histories of payments beside what really moved, of a few payers over all rails and assets
 * at once, and of calls out of their balances: claims, crashes, a store that fails, repetitions by
 * the payer and by strangers, unknown outcomes, two nodes, other prices, days that pass. Whatever
 * happens, what moved is credited once, credits less charges are the balance, a payment runs one
 * call at most, and a stranger none. So many histories: {@code -Dpayment.histories=1000000}, about
 * 4 ms of processor time each; so many were run, see {@code bench/README.md}.
 */
class PaymentModelTest {

    private static final int HISTORIES = Integer.getInteger("payment.histories", 1_000);
    private static final int THREADS = 16;

    @TempDir private Path data = Path.of("");
    private final TestClock clock = TestClock.still();
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger credits = new AtomicInteger();
    private final AtomicInteger strangers = new AtomicInteger();

    @Test
    void whateverHappensMoneyAddsUp() throws Exception {
        Logger log = Logger.getLogger(Payments.class.getName());
        log.setLevel(Level.OFF); // A chain that breaks off is an error each time.
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("PaymentModelTest seed " + seed + ", histories " + HISTORIES);
        try (Store store = SqliteStore.open(data, clock, new SqliteStore.Bounds(10_000, 10_000))) {
            PaymentWorld world = new PaymentWorld(store, clock);
            AtomicInteger next = new AtomicInteger();
            List<Future<?>> all = new ArrayList<>();
            try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
                for (int i = 0; i < THREADS; i++) {
                    all.add(threads.submit(() -> histories(world, next, seed)));
                }
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            log.setLevel(null);
        }
        System.out.printf(
                "PaymentModelTest: %d credits, %d calls, %d strangers%n",
                credits.get(), runs.get(), strangers.get());
        assertThat(credits.get()).isGreaterThan(HISTORIES);
        assertThat(runs.get()).isGreaterThan(HISTORIES / 2);
        assertThat(strangers.get()).isGreaterThan(HISTORIES / 4);
    }

    private void histories(PaymentWorld world, AtomicInteger next, long seed) {
        for (int i = next.getAndIncrement(); i < HISTORIES; i = next.getAndIncrement()) {
            PaymentHistory history = new PaymentHistory(world, i, new Random(seed + i));
            history.run();
            credits.addAndGet(history.credits);
            runs.addAndGet(history.runs);
            strangers.addAndGet(history.strangers);
            if (i > 0 && i % 50_000 == 0) {
                System.out.println("PaymentModelTest: " + i);
            }
        }
    }
}
