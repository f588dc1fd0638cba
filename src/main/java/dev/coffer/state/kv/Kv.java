package dev.coffer.state.kv;

import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.RawJson;
import dev.coffer.room.Expiring;
import dev.coffer.room.Quota;
import dev.coffer.store.Owner;
import dev.coffer.store.Prefix;
import dev.coffer.store.Row;
import dev.coffer.store.Tx;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keys of an owner, each with a private and a public value. A key's revision grows with every
 * change of it; an expired key is as good as absent.
 */
final class Kv implements Expiring<Kv.Key> {

    private static final Quota QUOTA = new Quota("kv", Limits.OWNER_ROWS, Limits.OWNER_BYTES);

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

    record Key(String owner, String key, Visibility visibility) {}

    /** What is known of a key without its value. */
    record Entry(
            String key,
            Visibility visibility,
            long createdAtMs,
            long updatedAtMs,
            @Nullable Long expiresAtMs,
            long revision,
            long bytes,
            Optional<RawJson> metadata) {

        boolean isLive(long nowMs) {
            return expiresAtMs == null || expiresAtMs > nowMs;
        }
    }

    record Found(Entry entry, RawJson value) {}

    private static final String COLUMNS =
            "key, visibility, created_at, updated_at, expires_at, revision, bytes, metadata";

    private static Entry entry(Row row) {
        return new Entry(
                row.text(1),
                Visibility.values()[(int) row.number(2)],
                row.number(3),
                row.number(4),
                row.numberOrNull(5),
                row.number(6),
                row.number(7),
                Optional.ofNullable(row.textOrNull(8))
                        .map(text -> new RawJson(text.getBytes(StandardCharsets.UTF_8))));
    }

    private static Found found(Row row) {
        return new Found(entry(row), new RawJson(row.bytes(9)));
    }

    private Optional<Entry> stored(Tx tx, String key, Visibility visibility) {
        return tx.one(
                "select " + COLUMNS + " from kv where owner = ? and key = ? and visibility = ?",
                Kv::entry,
                tx.owner().address(),
                key,
                visibility.ordinal());
    }

    Entry set(
            Tx tx,
            String key,
            Visibility visibility,
            RawJson value,
            long bytes,
            Optional<RawJson> metadata,
            Optional<Long> ttlSeconds,
            Condition condition) {
        Optional<Entry> stored = stored(tx, key, visibility);
        Optional<Entry> before = stored.filter(e -> e.isLive(tx.now()));
        condition.require(before);
        long moreRows = stored.isPresent() ? 0 : 1;
        long moreBytes = bytes - stored.map(Entry::bytes).orElse(0L);
        QUOTA.require(tx, moreRows, moreBytes);
        Entry entry =
                new Entry(
                        key,
                        visibility,
                        before.map(Entry::createdAtMs).orElse(tx.now()),
                        tx.now(),
                        ttlSeconds.map(s -> tx.now() + s * 1000).orElse(null),
                        tx.sequence(),
                        bytes,
                        metadata);
        tx.update(
                """
                insert into kv (owner, key, visibility, created_at, updated_at, expires_at,
                    revision, bytes, metadata, value)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (owner, key, visibility) do update set
                    created_at = excluded.created_at, updated_at = excluded.updated_at,
                    expires_at = excluded.expires_at, revision = excluded.revision,
                    bytes = excluded.bytes, metadata = excluded.metadata,
                    value = excluded.value\
                """,
                tx.owner().address(),
                key,
                visibility.ordinal(),
                entry.createdAtMs(),
                entry.updatedAtMs(),
                entry.expiresAtMs(),
                entry.revision(),
                bytes,
                metadata.map(m -> new String(m.bytes(), StandardCharsets.UTF_8)).orElse(null),
                value.bytes());
        QUOTA.add(tx, moreRows, moreBytes);
        return entry;
    }

    /** A key's value; without a visibility, the private one before the public one. */
    Optional<Found> get(Tx tx, String owner, String key, Optional<Visibility> visibility) {
        return tx.one(
                "select "
                        + COLUMNS
                        + """
                        , value from kv
                        where owner = ? and key = ? and visibility between ? and ?
                            and (expires_at is null or expires_at > ?)
                        order by visibility limit 1\
                        """,
                Kv::found,
                owner,
                key,
                visibility.map(Visibility::ordinal).orElse(0),
                visibility.map(Visibility::ordinal).orElse(1),
                tx.now());
    }

    /** Deletes a key; without a visibility, its private value, else the public one. */
    Optional<Entry> delete(
            Tx tx, String key, Optional<Visibility> visibility, Condition condition) {
        Optional<Entry> before = Optional.empty();
        for (Visibility candidate : Visibility.values()) {
            if (before.isEmpty() && visibility.map(v -> v == candidate).orElse(true)) {
                before = stored(tx, key, candidate).filter(e -> e.isLive(tx.now()));
            }
        }
        if (before.isPresent()) {
            condition.require(before);
            drop(tx, before.get());
        }
        return before;
    }

    private static void drop(Tx tx, Entry entry) {
        int gone =
                tx.update(
                        "delete from kv where owner = ? and key = ? and visibility = ?",
                        tx.owner().address(),
                        entry.key(),
                        entry.visibility().ordinal());
        QUOTA.add(tx, -gone, -gone * entry.bytes());
    }

    /** How many keys were deleted, and whether those were all. */
    record Deleted(int count, boolean complete) {}

    /** Deletes the first keys below a prefix. */
    Deleted deleteBelow(Tx tx, String prefix, Optional<Visibility> visibility) {
        Range range = new Range(tx.owner().address(), prefix, visibility, false);
        List<Entry> entries = list(tx, range, Optional.empty(), Limits.DELETE_KEYS + 1);
        List<Entry> some = entries.subList(0, Math.min(entries.size(), Limits.DELETE_KEYS));
        some.forEach(entry -> drop(tx, entry));
        return new Deleted(some.size(), some.size() == entries.size());
    }

    /** The keys of an owner below a prefix, by UTF-8 bytes, private before public; or reversed. */
    record Range(String owner, String prefix, Optional<Visibility> visibility, boolean reverse) {}

    List<Entry> list(Tx tx, Range range, Optional<Key> after, int limit) {
        Key from =
                after.orElse(
                        range.reverse()
                                ? new Key(
                                        range.owner(),
                                        Prefix.end(range.prefix()),
                                        Visibility.PRIVATE)
                                : new Key(range.owner(), range.prefix(), Visibility.PRIVATE));
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

    /** The first entries whose values fit into a page, with the values; at least one. */
    List<Found> withValues(Tx tx, String owner, List<Entry> entries) {
        List<Found> found = new ArrayList<>();
        long bytes = 0;
        for (Entry entry : entries) {
            bytes += entry.bytes();
            if (!found.isEmpty() && bytes > Limits.PAGE_VALUE_BYTES) {
                break;
            }
            get(tx, owner, entry.key(), Optional.of(entry.visibility())).ifPresent(found::add);
        }
        return found;
    }

    @Override
    public Page<Key> scan(Tx tx, Optional<Key> after, int rows) {
        record Seen(Key key, @Nullable Long expiresAtMs) {}
        Key from = after.orElse(new Key("", "", Visibility.PRIVATE));
        List<Seen> seen =
                tx.all(
                        """
                        select owner, key, visibility, expires_at from kv
                        where (owner, key, visibility) > (?, ?, ?)
                        order by owner, key, visibility limit ?\
                        """,
                        row ->
                                new Seen(
                                        new Key(
                                                row.text(1),
                                                row.text(2),
                                                Visibility.values()[(int) row.number(3)]),
                                        row.numberOrNull(4)),
                        from.owner(),
                        from.key(),
                        from.visibility().ordinal(),
                        rows);
        return new Page<>(
                seen.stream()
                        .filter(s -> s.expiresAtMs() != null && s.expiresAtMs() <= tx.now())
                        .map(Seen::key)
                        .toList(),
                seen.size() < rows ? Optional.empty() : Optional.of(seen.getLast().key()));
    }

    @Override
    public Owner owner(Key key) {
        return new Owner(key.owner());
    }

    @Override
    public void remove(Tx tx, List<Key> keys) {
        for (Key key : keys) {
            stored(tx, key.key(), key.visibility())
                    .filter(entry -> !entry.isLive(tx.now()))
                    .ifPresent(entry -> drop(tx, entry));
        }
    }
}
