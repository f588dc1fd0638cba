package dev.coffer.payment;

import dev.coffer.store.StoreException;
import dev.coffer.store.Timer;

import java.util.concurrent.TimeUnit;

/** Has open payments resolved at start and now and then. */
public final class OpenPayments implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(OpenPayments.class.getName());

    private static final long EVERY_SECONDS = 15;

    private final Timer timer = new Timer("open-payments");

    private OpenPayments() {}

    public static OpenPayments of(Payments payments) {
        payments.resolveOpen();
        OpenPayments open = new OpenPayments();
        open.timer.scheduleWithFixedDelay(
                () -> resolve(payments), EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
        return open;
    }

    private static void resolve(Payments payments) {
        try {
            payments.resolveOpen();
        } catch (StoreException e) {
            LOG.log(System.Logger.Level.DEBUG, "resolving open payments waits for the store", e);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "resolving open payments failed; goes on later", e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
