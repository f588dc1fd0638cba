package dev.coffer.payment;

import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The keys that tokens are signed with, by their numbers. The first, 0, is a {@link Secrets secret}
 * of the service; each one after it is numbered by the instant, in epoch milliseconds, from which
 * tokens are given by it: some seconds after it was made, when all nodes know it. A key is good for
 * what it signed until a later one says that those before it are void.
 *
 * @param byNumber those that are good
 */
record SigningKeys(NavigableMap<Long, byte[]> byNumber) {

    static final Table TABLE = Table.of("token_key", "number");

    private static final int KEY_BYTES = 32;

    /** Longer than nodes take to hear of a key. */
    private static final long KNOWN_BY_ALL_MS = 10_000;

    static SigningKeys read(Tx tx, byte[] first) {
        record Key(long number, byte[] value, long voidBefore) {}
        NavigableMap<Long, byte[]> keys = new TreeMap<>(Map.of(0L, first));
        long voidBefore = 0;
        for (Key key :
                tx.all(
                        "select number, value, void_before from token_key where owner = ?",
                        row -> new Key(row.number(1), row.bytes(2), row.number(3)),
                        Owner.SERVICE.address())) {
            keys.put(key.number(), key.value());
            voidBefore = Math.max(voidBefore, key.voidBefore());
        }
        return new SigningKeys(keys.tailMap(voidBefore, true));
    }

    Optional<byte[]> find(long number) {
        return Optional.ofNullable(byNumber.get(number));
    }

    /** The number of the key by which tokens are given at an instant. */
    long current(long nowMs) {
        Long latest = byNumber.floorKey(nowMs);
        return latest == null ? byNumber.firstKey() : latest;
    }

    boolean same(SigningKeys other) {
        return byNumber.keySet().equals(other.byNumber.keySet());
    }

    /** Makes another; its number. */
    static long rotate(Store store, RandomGenerator random, boolean voidBefore) {
        byte[] value = new byte[KEY_BYTES];
        random.nextBytes(value);
        return store.write(
                Owner.SERVICE,
                tx -> {
                    long number = tx.now() + (voidBefore ? 0 : KNOWN_BY_ALL_MS);
                    tx.update(
                            """
                            insert into token_key (owner, number, value, void_before)
                            values (?, ?, ?, ?)\
                            """,
                            Owner.SERVICE.address(),
                            number,
                            value,
                            voidBefore ? number : 0);
                    return number;
                });
    }
}
