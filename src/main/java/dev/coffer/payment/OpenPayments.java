package dev.coffer.payment;

import dev.coffer.store.StoreException;
import dev.coffer.store.Timer;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * Has open payments resolved from the start on, behind the calls: no call waits for them, as
 * whoever presents one resolves it first.
 */
public final class OpenPayments implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(OpenPayments.class.getName());

    private static final long EVERY_SECONDS = 15;

    /** A chain that takes its time with one payment is asked for others meanwhile. */
    static final int AT_ONCE = 32;

    private final Timer timer = new Timer("open-payments");

    private OpenPayments() {}

    public static OpenPayments of(Payments payments) {
        OpenPayments open = new OpenPayments();
        open.timer.scheduleWithFixedDelay(
                () -> open.resolve(payments), 0, EVERY_SECONDS, TimeUnit.SECONDS);
        return open;
    }

    private void resolve(Payments payments) {
        try {
            boolean more = true;
            while (more && !timer.isShutdown()) {
                more = payments.resolveOpen();
            }
        } catch (StoreException e) {
            LOG.log(System.Logger.Level.DEBUG, "resolving open payments waits for the store", e);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "resolving open payments failed; goes on later", e);
        }
    }

    /**
     * Works on all of a list, so many at once, in their order; without the store on none further.
     *
     * @return whether all work was done
     */
    static boolean each(List<PaymentName> all, int atOnce, Predicate<PaymentName> work) {
        Queue<PaymentName> waiting = new ConcurrentLinkedQueue<>(all);
        AtomicBoolean done = new AtomicBoolean(true);
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < Math.min(atOnce, all.size()); i++) {
                workers.execute(() -> work(waiting, done, work));
            }
        }
        return done.get();
    }

    private static void work(
            Queue<PaymentName> waiting, AtomicBoolean done, Predicate<PaymentName> work) {
        PaymentName next = waiting.poll();
        while (next != null) {
            try {
                if (!work.test(next)) {
                    done.set(false);
                }
            } catch (StoreException e) {
                LOG.log(System.Logger.Level.WARNING, "open payments wait for the store", e);
                waiting.clear();
                done.set(false);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "an open payment: " + next.text(), e);
                done.set(false);
            }
            next = waiting.poll();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
