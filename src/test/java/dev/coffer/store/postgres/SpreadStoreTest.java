package dev.coffer.store.postgres;

/**
 * The same with owners locked one by one, as it is done where Citus spreads them. Citus itself
 * can't be had from a registry, so this proves the statements and not the spreading.
 */
class SpreadStoreTest extends PostgresStoreTest {

    /** No test here: they run one after another. */
    @Override
    void worksOfABatchAdvanceInStep() {}

    @Override
    String newDatabase() {
        return PostgresServer.shared().newDatabaseThatClaimsCitus();
    }
}
