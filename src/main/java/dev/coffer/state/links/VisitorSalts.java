package dev.coffer.state.links;

import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.Table;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Tells visitors of one day apart, and nothing else: by a hash of their address and browser, salted
 * with what is another one each day, the same on all nodes, and deleted when the day is over.
 */
final class VisitorSalts {

    static final Table TABLE = Table.of("visitor_salt", "day").expires("expires_at");

    private static final int SALT_BYTES = 32;
    private static final long DAY_MS = 86_400_000;

    private record Salt(int day, byte[] bytes) {}

    private final Store store;
    private final RandomGenerator random;
    private volatile @Nullable Salt salt;

    VisitorSalts(Store store, RandomGenerator random) {
        this.store = store;
        this.random = random;
    }

    /** Has that day's salt at hand, from the store if need be. */
    void ready(int day) {
        Salt known = salt;
        if (known != null && known.day() == day) {
            return;
        }
        byte[] made = new byte[SALT_BYTES];
        random.nextBytes(made);
        byte[] kept =
                store.write(
                        Owner.SERVICE,
                        tx -> {
                            String owner = tx.owner().address();
                            tx.update(
                                    """
                                    insert into visitor_salt (owner, day, salt, expires_at)
                                    values (?, ?, ?, ?) on conflict (owner, day) do nothing\
                                    """,
                                    owner,
                                    day,
                                    made,
                                    (day + 1) * DAY_MS);
                            return tx.one(
                                            "select salt from visitor_salt where owner = ? and day = ?",
                                            row -> row.bytes(1),
                                            owner,
                                            day)
                                    .orElseThrow();
                        });
        salt = new Salt(day, kept);
    }

    /** Who somebody is on that day; empty if its salt is not at hand. */
    Optional<Long> visitor(int day, String address, String agent) {
        Salt known = salt;
        if (known == null || known.day() != day) {
            return Optional.empty();
        }
        MessageDigest hash = sha256();
        hash.update(known.bytes());
        hash.update((address + "\n" + agent).getBytes(StandardCharsets.UTF_8));
        return Optional.of(ByteBuffer.wrap(hash.digest()).getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
