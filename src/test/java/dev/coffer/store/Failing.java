package dev.coffer.store;

/** What works of tests throw, before or after they wrote. */
final class Failing extends RuntimeException {

    Failing() {
        super("as the test wants it");
    }

    static long beforeWriting(Tx tx) {
        StoreUnderTest.rows(tx, tx.owner());
        tx.addLater(StoreUnderTest.ADD_BYTES, 1_000_000, tx.owner().address());
        throw new Failing();
    }

    static long afterWriting(Tx tx) {
        StoreUnderTest.setRows(tx, 1_000_000);
        tx.addLater(StoreUnderTest.ADD_BYTES, 1_000_000, tx.owner().address());
        throw new Failing();
    }
}
