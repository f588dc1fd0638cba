package dev.coffer.payment;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was revoked of accounts' tokens: ids, and names that caveats gave. All of it is in the
 * memory of every node, which reads on from the last number that it knows. The rows are the
 * service's own, written one after another, so their numbers grow in the order in which they can be
 * read.
 */
final class Revocations {

    /**
     * As a token's end does not move when the clock is set back, that of its revocation doesn't.
     */
    static final Table TABLE = Table.of("revoked", "number").expires("expires_at");

    private static final long FORGET_MS = 60_000;

    private record Revoked(long number, String account, String name, long untilMs) {}

    /** By account, names until when they matter, in epoch milliseconds. */
    private final Map<String, Map<String, Long>> known = new ConcurrentHashMap<>();

    private long lastNumber = -1;
    private long forgotAtMs;

    boolean has(String account, String name) {
        Map<String, Long> names = known.get(account);
        return names != null && names.containsKey(name);
    }

    /**
     * Revokes a name of an account; on this node it is so once {@link #read} was called.
     *
     * @throws Problem 409 {@code too_many_revocations}
     */
    void add(Store store, String account, String name, long untilMs) {
        Map<String, Long> names = known.getOrDefault(account, Map.of());
        if (names.getOrDefault(name, -1L) >= untilMs) {
            return;
        }
        if (names.size() >= TokenLimits.ACCOUNT_REVOCATIONS.value()) {
            throw new Problem(
                            ErrorCode.TOO_MANY_REVOCATIONS,
                            "So many revocations are in force for this account; give tokens that end sooner.")
                    .with("limit", TokenLimits.ACCOUNT_REVOCATIONS.value());
        }
        store.write(
                Owner.SERVICE,
                tx ->
                        tx.update(
                                """
                                insert into revoked (owner, number, account, name, expires_at)
                                values (?, ?, ?, ?, ?)\
                                """,
                                Owner.SERVICE.address(),
                                tx.sequence(),
                                account,
                                name,
                                untilMs));
    }

    /** Hears what was revoked since, on whichever node. */
    synchronized void read(Tx tx) {
        List<Revoked> rows =
                tx.all(
                        """
                        select number, account, name, expires_at from revoked
                        where owner = ? and number > ? order by number\
                        """,
                        row -> new Revoked(row.number(1), row.text(2), row.text(3), row.number(4)),
                        Owner.SERVICE.address(),
                        lastNumber);
        for (Revoked row : rows) {
            known.computeIfAbsent(row.account(), _ -> new ConcurrentHashMap<>())
                    .merge(row.name(), row.untilMs(), Math::max);
            lastNumber = row.number();
        }
        if (Math.abs(tx.now() - forgotAtMs) >= FORGET_MS) {
            forgotAtMs = tx.now();
            known.values()
                    .forEach(names -> names.values().removeIf(untilMs -> untilMs <= tx.now()));
            known.values().removeIf(Map::isEmpty);
        }
    }
}
