package dev.coffer.state.memory;

import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Problem;
import dev.coffer.room.Quota;
import dev.coffer.store.Prefix;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Memories of an owner, one under each key. Each change moves the owner's version of them on, which
 * is what indexes are compared with. An expired memory is as good as absent.
 */
final class Memories {

    static final Table TABLE =
            Table.of("memory", "key")
                    .expires("expires_at")
                    .since("updated_at", "created_at", "updated_at", "expires_at")
                    .bytes("bytes");

    static final Table TEXTS = Table.of("memory_text", "key");

    static final Table STATES = Table.of("memory_state");

    /** What a memory still needs, as it stands in the table: the sum of some of these. */
    static final long VECTORS = 1;

    static final long SUMMARY = 2;

    private final Quota quota;

    Memories(Quota quota) {
        this.quota = quota;
    }

    /** A memory with its texts. */
    record Whole(Memory memory, Optional<String> summary, String content) {}

    private Optional<Memory> stored(Tx tx, String key) {
        return tx.one(
                "select " + Memory.COLUMNS + " from memory m where m.owner = ? and m.key = ?",
                Memory::of,
                tx.owner().address(),
                key);
    }

    /** What is stored under a key, be it over or not, and what of it still has to be done. */
    record New(MemoryInputs.Store in, Embedded embedded, Optional<String> summary, long waitsFor) {

        long bytes() {
            return in.content().getBytes(StandardCharsets.UTF_8).length
                    + VectorBytes.of(embedded.vectors()).length;
        }
    }

    /**
     * Puts a memory under its key, in the place of what was there.
     *
     * @throws Problem 404 if there is nothing that it could supersede
     */
    void store(Tx tx, New made) {
        MemoryInputs.Store in = made.in();
        Optional<Memory> stored = stored(tx, in.key());
        Optional<Memory> before = stored.filter(memory -> memory.isLive(tx.now()));
        in.more().supersedes().ifPresent(old -> requireLive(tx, old));
        long bytes = made.bytes();
        long moreRows = stored.isPresent() ? 0 : 1;
        long moreBytes = bytes - stored.map(Memory::bytes).orElse(0L);
        quota.require(tx, moreRows, moreBytes);
        long newPlace = changed(tx, moreRows, moreBytes, before.isPresent() ? 0 : 1);
        tx.update(
                """
                insert into memory (owner, key, version, place, created_at, updated_at, expires_at,
                    type, importance, source, tags, superseded_by, model, waits_for, waits_until,
                    bytes)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, ?, ?, ?, ?)
                on conflict (owner, key) do update set
                    version = excluded.version, place = excluded.place,
                    created_at = excluded.created_at, updated_at = excluded.updated_at,
                    expires_at = excluded.expires_at, type = excluded.type,
                    importance = excluded.importance, source = excluded.source,
                    tags = excluded.tags, superseded_by = null, model = excluded.model,
                    waits_for = excluded.waits_for, waits_until = excluded.waits_until,
                    bytes = excluded.bytes\
                """,
                tx.owner().address(),
                in.key(),
                tx.sequence(),
                before.map(Memory::place).orElse(newPlace),
                before.map(Memory::createdAtMs).orElse(tx.now()),
                tx.now(),
                in.ttlSeconds().map(seconds -> tx.now() + 1000 * seconds).orElse(null),
                in.metadata().type(),
                in.metadata().importance(),
                in.metadata().source().orElse(null),
                new String(Json.write(in.metadata().tags()), StandardCharsets.UTF_8),
                made.embedded().model().orElse(null),
                made.waitsFor(),
                made.waitsFor() == 0 ? null : (Long) tx.now(),
                bytes);
        tx.update(
                """
                insert into memory_text (owner, key, summary, content, passages, vectors)
                values (?, ?, ?, ?, ?, ?)
                on conflict (owner, key) do update set
                    summary = excluded.summary, content = excluded.content,
                    passages = excluded.passages, vectors = excluded.vectors\
                """,
                tx.owner().address(),
                in.key(),
                made.summary().orElse(null),
                in.content(),
                VectorBytes.ofPassages(made.embedded().passages()),
                VectorBytes.of(made.embedded().vectors()));
        in.more().supersedes().ifPresent(old -> supersede(tx, old, in.key()));
        quota.take(tx, moreRows, moreBytes);
    }

    private void requireLive(Tx tx, String old) {
        if (stored(tx, old).filter(memory -> memory.isLive(tx.now())).isEmpty()) {
            throw Problem.notFound("The memory to be superseded", "supersedes", old);
        }
    }

    private static void supersede(Tx tx, String old, String by) {
        tx.update(
                "update memory set superseded_by = ?, version = ? where owner = ? and key = ?",
                by,
                tx.sequence(),
                tx.owner().address(),
                old);
    }

    /** Moves the owner's version on; gives the last place that was given to a memory. */
    private static long changed(Tx tx, long moreRows, long moreBytes, long newPlaces) {
        return tx.change(
                        """
                        insert into memory_state (owner, version, memories, bytes, places)
                        values (?, ?, ?, ?, ?)
                        on conflict (owner) do update set version = excluded.version,
                            memories = memory_state.memories + excluded.memories,
                            bytes = memory_state.bytes + excluded.bytes,
                            places = memory_state.places + excluded.places
                        returning places\
                        """,
                        row -> row.number(1),
                        tx.owner().address(),
                        tx.sequence(),
                        moreRows,
                        moreBytes,
                        newPlaces)
                .orElseThrow();
    }

    /** A memory with its texts. */
    Optional<Whole> recall(Tx tx, String owner, String key) {
        return tx.one(
                "select "
                        + Memory.COLUMNS
                        + """
                        , t.summary, t.content
                        from memory m join memory_text t on t.owner = m.owner and t.key = m.key
                        where m.owner = ? and m.key = ?
                            and (m.expires_at is null or m.expires_at > ?)\
                        """,
                row ->
                        new Whole(
                                Memory.of(row),
                                Optional.ofNullable(row.textOrNull(Memory.WIDTH + 1)),
                                row.text(Memory.WIDTH + 2)),
                owner,
                key,
                tx.now());
    }

    /** Whether there was something to forget. */
    boolean forget(Tx tx, String key) {
        Optional<Memory> there = stored(tx, key).filter(memory -> memory.isLive(tx.now()));
        there.ifPresent(memory -> drop(tx, List.of(memory)));
        return there.isPresent();
    }

    /** How many were forgotten, and whether those were all. */
    record Forgotten(int count, boolean complete) {}

    /** Forgets the first memories below a prefix. */
    Forgotten forgetBelow(Tx tx, String prefix) {
        int most = MemoryLimits.MEMORY_FORGET_AT_ONCE.whole();
        List<Memory> found =
                tx.all(
                        "select "
                                + Memory.COLUMNS
                                + """
                                 from memory m where m.owner = ? and m.key >= ? and m.key < ?
                                    and (m.expires_at is null or m.expires_at > ?)
                                order by m.key limit ?\
                                """,
                        Memory::of,
                        tx.owner().address(),
                        prefix,
                        Prefix.end(prefix),
                        tx.now(),
                        most + 1);
        List<Memory> some = found.subList(0, Math.min(found.size(), most));
        drop(tx, some);
        return new Forgotten(some.size(), some.size() == found.size());
    }

    private void drop(Tx tx, List<Memory> gone) {
        if (gone.isEmpty()) {
            return;
        }
        for (Memory memory : gone) {
            delete(tx, "memory", memory.key());
            delete(tx, "memory_text", memory.key());
        }
        long bytes = gone.stream().mapToLong(Memory::bytes).sum();
        changed(tx, -gone.size(), -bytes, 0);
        quota.add(tx, -gone.size(), -bytes);
    }

    private static void delete(Tx tx, String table, String key) {
        tx.update(
                "delete from " + table + " where owner = ? and key = ?", tx.owner().address(), key);
    }

    /** Takes away what is over, by key; for the sweeper. */
    void sweep(Tx tx, List<List<Object>> keys) {
        drop(
                tx,
                keys.stream()
                        .flatMap(key -> stored(tx, key.getLast().toString()).stream())
                        .filter(memory -> !memory.isLive(tx.now()))
                        .toList());
    }

    /**
     * Gives a memory what it waited for, unless it was changed or forgotten meanwhile.
     *
     * @param embedded its vectors, if it waited for them
     * @param summary that takes the place of the one it has, if there is a better one
     */
    void complete(
            Tx tx,
            String key,
            long version,
            Optional<Embedded> embedded,
            Optional<String> summary) {
        if (stored(tx, key).filter(memory -> memory.version() == version).isEmpty()) {
            return;
        }
        tx.update(
                """
                update memory set version = ?, waits_for = 0, waits_until = null
                where owner = ? and key = ?\
                """,
                tx.sequence(),
                tx.owner().address(),
                key);
        summary.ifPresent(better ->
                tx.update(
                        "update memory_text set summary = ? where owner = ? and key = ?",
                        better,
                        tx.owner().address(),
                        key));
        long moreBytes = embedded.map(vectors -> put(tx, key, vectors)).orElse(0L);
        changed(tx, 0, moreBytes, 0);
        quota.add(tx, 0, moreBytes);
    }

    /** Gives a memory its vectors; says how many bytes more that are. */
    private static long put(Tx tx, String key, Embedded embedded) {
        byte[] vectors = VectorBytes.of(embedded.vectors());
        long moreBytes = vectors.length - vectorBytes(tx, key);
        tx.update(
                "update memory set model = ?, bytes = bytes + ? where owner = ? and key = ?",
                embedded.model().orElse(null),
                moreBytes,
                tx.owner().address(),
                key);
        tx.update(
                """
                update memory_text set passages = ?, vectors = ? where owner = ? and key = ?\
                """,
                VectorBytes.ofPassages(embedded.passages()),
                vectors,
                tx.owner().address(),
                key);
        return moreBytes;
    }

    private static long vectorBytes(Tx tx, String key) {
        return tx.one(
                        "select octet_length(vectors) from memory_text where owner = ? and key = ?",
                        row -> row.number(1),
                        tx.owner().address(),
                        key)
                .orElse(0L);
    }
}
