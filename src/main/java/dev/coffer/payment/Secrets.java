package dev.coffer.payment;

import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.Table;

import java.util.random.RandomGenerator;

/** Keys of the service itself: made at the first start, the same for all nodes of a store. */
public final class Secrets {

    public static final Table TABLE = Table.global("secret", "name", "name");

    private static final int KEY_BYTES = 32;

    private Secrets() {}

    public static byte[] key(Store store, RandomGenerator random, String name) {
        byte[] made = new byte[KEY_BYTES];
        random.nextBytes(made);
        return store.write(
                Owner.SERVICE,
                tx -> {
                    tx.update(
                            """
                            insert into secret (name, value) values (?, ?)
                            on conflict (name) do nothing\
                            """,
                            name,
                            made);
                    return tx.one("select value from secret where name = ?", r -> r.bytes(1), name)
                            .orElseThrow();
                });
    }
}
