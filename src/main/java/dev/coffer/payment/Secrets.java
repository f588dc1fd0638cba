package dev.coffer.payment;

import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.Table;

import java.util.List;
import java.util.random.RandomGenerator;

/** Keys of the service itself: made at the first start, the same for all nodes of a store. */
public final class Secrets {

    public static final Table TABLE = Table.global("secret", "name", "name");

    private static final int KEY_BYTES = 32;

    private Secrets() {}

    /**
     * The keys of a name, the newest first: those that were {@link #renew made} one after the
     * other; if there is none, one is made.
     */
    public static List<byte[]> keys(Store store, RandomGenerator random, String name) {
        List<byte[]> keys =
                store.read(tx ->
                        tx.all(
                                """
                                select value from secret where name = ? or name like ?
                                order by name desc\
                                """,
                                row -> row.bytes(1),
                                name,
                                name + " %"));
        return keys.isEmpty() ? List.of(key(store, random, name)) : keys;
    }

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
