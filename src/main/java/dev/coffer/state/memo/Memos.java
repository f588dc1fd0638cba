package dev.coffer.state.memo;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.room.Quota;
import dev.coffer.room.Secret;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Answers of an owner by what was asked. Who asks first gets a lease to find the answer out; one
 * lease at a time. It ends with its time, a commit, or when it is given up, and the next who asks,
 * or waits, gets one of its own. A commit by any other lease than the one in force is refused.
 */
final class Memos {

    static final ErrorCode LEASE_LOST = new ErrorCode(409, "lease_lost");

    static final Table TABLE =
            Table.of("memo", "input_hash", "namespace")
                    .expires("expires_at")
                    .since("created_at", "created_at", "expires_at")
                    .bytes("bytes");

    /** More than wait for one answer on a node: all are to look. */
    private static final int ALL = 20_000;

    /** The first gets the lease; the second looks when that one ends. */
    private static final int TWO = 2;

    /** Bytes: a value that is larger is read when there is room for it. */
    private static final int SMALL = 16 << 10;

    record Name(String namespace, String hash) {}

    /** What whoever asks finds. */
    sealed interface Found {
        record Value(RawJson value, long createdAtMs, long expiresAtMs) implements Found {}

        /** A lease that another has. */
        record Leased(long untilMs) implements Found {}

        record Nothing() implements Found {}
    }

    private final Quota quota;

    Memos(Quota quota) {
        this.quota = quota;
    }

    /** What those wait for who wait for an answer. */
    static String topic(String owner, Name name) {
        return "memo " + owner + " " + name.hash() + " " + name.namespace();
    }

    /**
     * @param room is asked for the memory of a large value, before it is read
     */
    Found find(Tx tx, Name name, LongConsumer room) {
        record Row(boolean leased, long createdAtMs, long expiresAtMs, long bytes, byte[] value) {}
        Optional<Row> found =
                tx.one(
                        """
                        select case when lease is null then 0 else 1 end, created_at, expires_at,
                            bytes, case when lease is null and bytes <= ? then value end
                        from memo
                        where owner = ? and input_hash = ? and namespace = ? and expires_at > ?\
                        """,
                        row ->
                                new Row(
                                        row.number(1) == 1,
                                        row.number(2),
                                        row.number(3),
                                        row.number(4),
                                        row.bytes(5)),
                        SMALL,
                        tx.owner().address(),
                        name.hash(),
                        name.namespace(),
                        tx.now());
        if (found.isEmpty()) {
            return new Found.Nothing();
        }
        Row row = found.get();
        if (row.leased()) {
            return new Found.Leased(row.expiresAtMs());
        }
        byte[] value = row.value();
        if (row.bytes() > SMALL) {
            room.accept(row.bytes());
            value = value(tx, name);
        }
        return new Found.Value(new RawJson(value), row.createdAtMs(), row.expiresAtMs());
    }

    private static byte[] value(Tx tx, Name name) {
        return tx.one(
                        """
                        select value from memo
                        where owner = ? and input_hash = ? and namespace = ?\
                        """,
                        row -> row.bytes(1),
                        tx.owner().address(),
                        name.hash(),
                        name.namespace())
                .orElseThrow();
    }

    /**
     * Gives a lease where there is neither an answer nor a lease in force.
     *
     * @param waited whether others may wait beside who gets it
     * @return when it ends
     */
    long lease(Tx tx, Name name, String lease, long ms, boolean waited) {
        quota.require(tx, 1, 0);
        long until = tx.now() + ms;
        Optional<Long> over = remove(tx, name); // And not swept yet.
        tx.update(
                """
                insert into memo
                    (owner, input_hash, namespace, lease, created_at, expires_at, bytes, value)
                values (?, ?, ?, ?, ?, ?, 0, null)\
                """,
                tx.owner().address(),
                name.hash(),
                name.namespace(),
                lease,
                tx.now(),
                until);
        quota.take(tx, over.isPresent() ? 0 : 1, -over.orElse(0L));
        if (waited) {
            tx.signal(topic(tx.owner().address(), name), 1); // To look again when this one ends.
        }
        return until;
    }

    /** The bytes that it had; empty if it was not there. */
    private static Optional<Long> remove(Tx tx, Name name) {
        return tx.change(
                """
                delete from memo
                where owner = ? and input_hash = ? and namespace = ? returning bytes\
                """,
                row -> row.number(1),
                tx.owner().address(),
                name.hash(),
                name.namespace());
    }

    /** The namespaces of a lease: one, if it is in force. */
    static List<String> namespaces(Tx tx, String owner, String hash, String lease) {
        return tx
                .all(
                        """
                        select namespace, lease from memo
                        where owner = ? and input_hash = ? and lease is not null
                            and expires_at > ?\
                        """,
                        row -> new String[] {row.text(1), row.text(2)},
                        owner,
                        hash,
                        tx.now())
                .stream()
                .filter(row -> Secret.is(row[1], lease))
                .map(row -> row[0])
                .toList();
    }

    /** What a lease in force is for; empty for any other. */
    Optional<Name> leased(Tx tx, Optional<String> namespace, String hash, String lease) {
        return namespaces(tx, tx.owner().address(), hash, lease).stream()
                .filter(name -> namespace.isEmpty() || namespace.get().equals(name))
                .map(name -> new Name(name, hash))
                .findFirst();
    }

    /**
     * Keeps the answer of a lease, and ends it.
     *
     * @return when the answer is over
     */
    long commit(Tx tx, Name name, RawJson value, long ttlMs) {
        quota.require(tx, 0, value.size());
        long expiresAtMs = tx.now() + ttlMs;
        tx.update(
                """
                update memo
                set lease = null, created_at = ?, expires_at = ?, bytes = ?, value = ?
                where owner = ? and input_hash = ? and namespace = ?\
                """,
                tx.now(),
                expiresAtMs,
                value.size(),
                value.bytes(),
                tx.owner().address(),
                name.hash(),
                name.namespace());
        quota.take(tx, 0, value.size());
        tx.signal(topic(tx.owner().address(), name), ALL);
        return expiresAtMs;
    }

    /** Forgets answers, or ends leases: who waits gets the next one. How many there were. */
    int forget(Tx tx, List<Name> names) {
        int rows = 0;
        long bytes = 0;
        for (Name name : names) {
            Optional<Long> removed = remove(tx, name);
            if (removed.isPresent()) {
                rows++;
                bytes += removed.get();
                tx.signal(topic(tx.owner().address(), name), TWO);
            }
        }
        quota.add(tx, -rows, -bytes);
        return rows;
    }

    /** The first of a namespace, over or not. */
    List<Name> of(Tx tx, String namespace, int limit) {
        return tx.all(
                "select input_hash from memo where owner = ? and namespace = ? limit ?",
                row -> new Name(namespace, row.text(1)),
                tx.owner().address(),
                namespace,
                limit);
    }

    static Problem lost(String hash) {
        return new Problem(
                        LEASE_LOST,
                        "The lease is not in force: its time ran out, or it was ended. Begin again.")
                .with("inputHash", hash);
    }
}
