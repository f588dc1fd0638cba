package dev.coffer.store;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

import java.time.InstantSource;

/** What {@link Store} promises, held against an engine by extending this. */
@Timeout(60)
public abstract class StoreContract
        implements TransactionContract,
                PartsContract,
                FailureContract,
                ReadContract,
                QueueContract,
                SignalContract,
                TablesContract,
                HistoryContract,
                StepsContract {

    private StoreUnderTest on;

    /**
     * Opens the test's own database, empty at the first time, with one lane. An engine that has its
     * own clock need not use the one given.
     */
    protected abstract Store open(int mostWaiting, int mostWaitingOfOwner, InstantSource clock);

    @BeforeEach
    void openStore() {
        on = new StoreUnderTest(this::open);
    }

    @AfterEach
    void closeStore() {
        on.close();
    }

    @Override
    public StoreUnderTest on() {
        return on;
    }
}
