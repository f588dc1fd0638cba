package dev.coffer.payment;

import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.Table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

    /**
     * The keys of a name that may be {@link #renew renewed}, the newest first; they stand in one
     * value, one behind the other.
     */
    public static List<byte[]> keys(Store store, RandomGenerator random, String name) {
        byte[] all = key(store, random, name);
        List<byte[]> keys = new ArrayList<>();
        for (int at = 0; at < all.length; at += KEY_BYTES) {
            keys.add(Arrays.copyOfRange(all, at, at + KEY_BYTES));
        }
        return keys;
    }

    /**
     * Makes another key of a name, by which nodes go that start from then on.
     *
     * @param alone whether those before it are no more
     */
    public static void renew(Store store, RandomGenerator random, String name, boolean alone) {
        byte[] before = key(store, random, name);
        byte[] made = new byte[KEY_BYTES];
        random.nextBytes(made);
        byte[] all = Arrays.copyOf(made, KEY_BYTES + (alone ? 0 : before.length));
        System.arraycopy(before, 0, all, KEY_BYTES, all.length - KEY_BYTES);
        boolean renewed =
                store.write(
                        Owner.SERVICE,
                        tx ->
                                tx.update(
                                                "update secret set value = ? where name = ? and value = ?",
                                                all,
                                                name,
                                                before)
                                        == 1);
        if (!renewed) {
            throw new IllegalStateException("somebody else renewed it at the same time");
        }
    }
}
