package dev.coffer.state.kv;

import dev.coffer.endpoint.RawJson;
import dev.coffer.room.Cursor;
import dev.coffer.room.Quota;
import dev.coffer.store.Prefix;
import dev.coffer.store.Row;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Keys of an owner, each with a private and a public value. A key's revision grows with every
 * change of it; an expired key is as good as absent.
 */
final class Kv {

    static final Table TABLE =
            Table.of("kv", "key", "visibility")
                    .expires("expires_at")
                    .since(
                            "coalesce(touched_at, updated_at)",
                            "created_at",
                            "updated_at",
                            "touched_at",
                            "expires_at")
                    .bytes("bytes");

    private final Quota quota;

    Kv(Quota quota) {
        this.quota = quota;
    }

    /** Which of the two values of a key. */
    enum Visibility {
        PRIVATE,
        PUBLIC;

        static Visibility named(String name) {
            return name.equals("public") ? PUBLIC : PRIVATE;
        }

        String label() {
            return this == PUBLIC ? "public" : "private";
        }
    }

    /** Where a key stands among its owner's. */
    record Place(String key, Visibility visibility) {
        static Place of(Cursor cursor) {
            return new Place(cursor.text(0, 2), Visibility.named(cursor.text(1, 2)));
        }
    }

    /**
     * What is known of a key without its value.
     *
     * @param bytes the value's size; of a text, that of its UTF-8
     * @param storedBytes the size of its JSON, as it came and goes out
     */
    record Entry(
            String key,
            Visibility visibility,
            long createdAtMs,
            long updatedAtMs,
            Optional<Long> expiresAtMs,
            long revision,
            long bytes,
            long storedBytes,
            Optional<RawJson> metadata) {

        Optional<Instant> expiresAt() {
            return expiresAtMs.map(Instant::ofEpochMilli);
        }

        Entry expiringAt(long ms) {
            return new Entry(
                    key,
                    visibility,
                    createdAtMs,
                    updatedAtMs,
                    Optional.of(ms),
                    revision,
                    bytes,
                    storedBytes,
                    metadata);
        }

        boolean isLive(long nowMs) {
            return expiresAtMs.map(at -> at > nowMs).orElse(true);
        }
    }

    record Found(Entry entry, RawJson value) {}

    private static final String COLUMNS =
            "key, visibility, created_at, updated_at, expires_at, revision, bytes,"
                    + " octet_length(value), metadata";

    private static Entry entry(Row row) {
        return new Entry(
                row.text(1),
                Visibility.values()[(int) row.number(2)],
                row.number(3),
                row.number(4),
                Optional.ofNullable(row.numberOrNull(5)),
                row.number(6),
                row.number(7),
                row.number(8),
                Optional.ofNullable(row.textOrNull(9))
                        .map(text -> new RawJson(text.getBytes(StandardCharsets.UTF_8))));
    }

    /** Bytes: what is larger is read when there is room for it. */
    private static final long SMALL = 64 * 1024;

    private Optional<Entry> stored(Tx tx, String key, Visibility visibility) {
        return tx.one(
                "select " + COLUMNS + " from kv where owner = ? and key = ? and visibility = ?",
                Kv::entry,
                tx.owner().address(),
                key,
                visibility.ordinal());
    }

    /** What a write found: empty where nothing was, not even something expired. */
    private record Replaced(long createdAtMs, Optional<Long> bytes) {}

    /** Keeps when a live key was made; tells what it found, which spares a statement that looks. */
    private static final String SET =
            """
            insert into kv (owner, key, visibility, created_at, updated_at, expires_at,
                revision, bytes, metadata, value)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (owner, key, visibility) do update set
                created_at = case when kv.expires_at <= excluded.updated_at
                    then excluded.created_at else kv.created_at end,
                updated_at = excluded.updated_at, touched_at = null,
                expires_at = excluded.expires_at, revision = excluded.revision,
                before_bytes = kv.bytes, bytes = excluded.bytes,
                metadata = excluded.metadata, value = excluded.value
            returning created_at, before_bytes\
            """;

    Entry set(Tx tx, KvInputs.Set in) {
        if (quota.wasFull(tx) || !in.condition().equals(Condition.NONE)) {
            look(tx, in);
        }
        Optional<Long> expiresAtMs = in.life().expiresAtMs(tx.now());
        long revision = tx.sequence();
        Replaced replaced =
                tx.change(
                                SET,
                                row ->
                                        new Replaced(
                                                row.number(1),
                                                Optional.ofNullable(row.numberOrNull(2))),
                                tx.owner().address(),
                                in.key(),
                                in.visibility().ordinal(),
                                tx.now(),
                                tx.now(),
                                expiresAtMs.orElse(null),
                                revision,
                                in.value().bytes(),
                                in.metadata()
                                        .map(m -> new String(m.bytes(), StandardCharsets.UTF_8))
                                        .orElse(null),
                                in.value().json().bytes())
                        .orElseThrow();
        quota.take(
                tx,
                replaced.bytes().isPresent() ? 0 : 1,
                in.value().bytes() - replaced.bytes().orElse(0L));
        return new Entry(
                in.key(),
                in.visibility(),
                replaced.createdAtMs(),
                tx.now(),
                expiresAtMs,
                revision,
                in.value().bytes(),
                in.value().json().size(),
                in.metadata());
    }

    /** Refuses before anything is written what can be refused then. */
    private void look(Tx tx, KvInputs.Set in) {
        Optional<Entry> stored = stored(tx, in.key(), in.visibility());
        in.condition().require(stored.filter(e -> e.isLive(tx.now())));
        quota.require(
                tx,
                stored.isPresent() ? 0 : 1,
                in.value().bytes() - stored.map(Entry::bytes).orElse(0L));
    }

    /**
     * A key's value; without a visibility, the private one before the public one.
     *
     * @param room is asked for the memory of a large one, before it is read
     */
    Optional<Found> get(
            Tx tx, String owner, String key, Optional<Visibility> visibility, LongConsumer room) {
        return find(tx, owner, key, visibility, SMALL)
                .flatMap(found -> {
                    if (found.value().bytes().length > 0) {
                        return Optional.of(found);
                    }
                    room.accept(found.entry().storedBytes());
                    // All of it again: another owner may have changed it meanwhile.
                    return find(tx, owner, key, visibility, Long.MAX_VALUE);
                });
    }

    /** A key with its value, which is left empty if it is longer than so much. */
    private static Optional<Found> find(
            Tx tx, String owner, String key, Optional<Visibility> visibility, long mostBytes) {
        return tx.one(
                "select "
                        + COLUMNS
                        + """
                        , case when octet_length(value) <= ? then value end from kv
                        where owner = ? and key = ? and visibility between ? and ?
                            and (expires_at is null or expires_at > ?)
                        order by visibility limit 1\
                        """,
                row -> new Found(Kv.entry(row), new RawJson(row.bytes(10))),
                mostBytes,
                owner,
                key,
                visibility.map(Visibility::ordinal).orElse(0),
                visibility.map(Visibility::ordinal).orElse(1),
                tx.now());
    }

    /** The stored value of a key; without a visibility, the private one before the public one. */
    private Optional<Entry> live(Tx tx, String key, Optional<Visibility> visibility) {
        return Stream.of(Visibility.values())
                .filter(candidate -> visibility.map(v -> v == candidate).orElse(true))
                .flatMap(candidate -> stored(tx, key, candidate).stream())
                .filter(entry -> entry.isLive(tx.now()))
                .findFirst();
    }

    /** Has a key expire at an instant; its revision stays. */
    Optional<Entry> touch(Tx tx, String key, Optional<Visibility> visibility, long expiresAtMs) {
        Optional<Entry> entry = live(tx, key, visibility);
        entry.ifPresent(touched ->
                tx.update(
                        """
                        update kv set touched_at = ?, expires_at = ?
                        where owner = ? and key = ? and visibility = ?\
                        """,
                        tx.now(),
                        expiresAtMs,
                        tx.owner().address(),
                        key,
                        touched.visibility().ordinal()));
        return entry.map(touched -> touched.expiringAt(expiresAtMs));
    }

    /** Deletes a key; without a visibility, its private value, else the public one. */
    Optional<Entry> delete(
            Tx tx, String key, Optional<Visibility> visibility, Condition condition) {
        Optional<Entry> before = live(tx, key, visibility);
        if (before.isPresent()) {
            condition.require(before);
            drop(tx, before.get());
        }
        return before;
    }

    private void drop(Tx tx, Entry entry) {
        int gone =
                tx.update(
                        "delete from kv where owner = ? and key = ? and visibility = ?",
                        tx.owner().address(),
                        entry.key(),
                        entry.visibility().ordinal());
        quota.add(tx, -gone, -gone * entry.bytes());
    }

    /** How many keys were deleted, and whether those were all. */
    record Deleted(int count, boolean complete) {}

    /** Deletes the first keys below a prefix. */
    Deleted deleteBelow(Tx tx, String prefix, Optional<Visibility> visibility) {
        int most = KvLimits.DELETE_KEYS_AT_ONCE.whole();
        Range range = new Range(tx.owner().address(), prefix, visibility, false);
        List<Entry> entries = list(tx, range, Optional.empty(), most + 1);
        List<Entry> some = entries.subList(0, Math.min(entries.size(), most));
        some.forEach(entry -> drop(tx, entry));
        return new Deleted(some.size(), some.size() == entries.size());
    }

    /** The keys of an owner below a prefix, by UTF-8 bytes, private before public; or reversed. */
    record Range(String owner, String prefix, Optional<Visibility> visibility, boolean reverse) {}

    List<Entry> list(Tx tx, Range range, Optional<Place> after, int limit) {
        Place from =
                after.orElse(
                        new Place(
                                range.reverse() ? Prefix.end(range.prefix()) : range.prefix(),
                                Visibility.PRIVATE));
        String place = after.isEmpty() ? ">=" : ">";
        String order = range.reverse() ? " desc" : "";
        String sql =
                "select "
                        + COLUMNS
                        + """
                         from kv
                        where owner = ? and key >= ? and key < ? and (key, visibility) %s (?, ?)
                            and visibility between ? and ?
                            and (expires_at is null or expires_at > ?)
                        order by key%s, visibility%s limit ?\
                        """
                                .formatted(range.reverse() ? "<" : place, order, order);
        return tx.all(
                sql,
                Kv::entry,
                range.owner(),
                range.prefix(),
                Prefix.end(range.prefix()),
                from.key(),
                from.visibility().ordinal(),
                range.visibility().map(Visibility::ordinal).orElse(0),
                range.visibility().map(Visibility::ordinal).orElse(1),
                tx.now(),
                limit);
    }

    /** The value of an entry of the same read. */
    Optional<RawJson> value(Tx tx, String owner, Entry entry) {
        return get(tx, owner, entry.key(), Optional.of(entry.visibility()), _ -> {})
                .map(Found::value);
    }
}
