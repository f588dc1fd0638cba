package dev.coffer.state.memory;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.state.memory.embed.Embedder;
import dev.coffer.state.memory.index.Indexed;
import dev.coffer.state.memory.index.OwnerIndex;
import dev.coffer.state.memory.index.Words;
import dev.coffer.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * The indexes of owners who searched lately, as many as fit into their room. Each is made of the
 * store when it is first needed, and brought up to date by what changed since, whichever node
 * changed it: the owner's version of its memories tells. What was forgotten leaves no trace to go
 * by; it stays in an index until it is found, not found in the store, and taken out.
 *
 * <p>Only a read of committed state may use them.
 */
final class MemoryIndexes {

    static final ErrorCode INDEX_TOO_LARGE = new ErrorCode(503, "index_too_large");

    private static final int ROWS_AT_ONCE = 100;

    /** Bytes in memory of a memory beside its content and vectors, about. */
    private static final long BYTES_OF_MEMORY = 600;

    /** In memory a vector takes twice its bytes, and a content's words about as much as it. */
    private static final long BYTES_OF_BYTE = 2;

    /** How an owner's memories stand in the store. */
    record State(long version, long memories, long bytes) {
        long room() {
            return memories * BYTES_OF_MEMORY + bytes * BYTES_OF_BYTE;
        }
    }

    private static final class Slot {
        final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        @Nullable OwnerIndex index;
        long version = -1;
        volatile long bytes;
        volatile long used;
    }

    private final Embedder model;
    private final long room;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();
    private final AtomicLong uses = new AtomicLong();

    /**
     * @param room bytes for all indexes together
     */
    MemoryIndexes(Embedder model, long room) {
        this.model = model;
        this.room = room;
    }

    /** Bytes of all indexes, about. */
    long bytes() {
        return slots.values().stream().mapToLong(slot -> slot.bytes).sum();
    }

    int size() {
        return slots.size();
    }

    /** How the owner's memories stand in a snapshot. */
    static State state(Tx tx, String owner) {
        return tx.one(
                        "select version, memories, bytes from memory_state where owner = ?",
                        row -> new State(row.number(1), row.number(2), row.number(3)),
                        owner)
                .orElse(new State(0, 0, 0));
    }

    /** Whether an owner's memories can be searched at all. */
    boolean fits(State state) {
        return state.room() <= room;
    }

    /**
     * Uses an owner's index, which has at least what the snapshot has.
     *
     * @throws Problem 503 if it would not fit
     */
    <T> T use(Tx tx, String owner, State state, Function<OwnerIndex, T> use) {
        if (!fits(state)) {
            throw new Problem(
                            INDEX_TOO_LARGE,
                            "This account has more memories than this service has room to search; its operator can give more (`memoryIndexBytes`).")
                    .with("limit", room);
        }
        Slot slot = slots.computeIfAbsent(owner, _ -> new Slot());
        slot.used = uses.incrementAndGet();
        bringUpToDate(tx, owner, state, slot);
        slot.lock.readLock().lock();
        try {
            return use.apply(index(slot));
        } finally {
            slot.lock.readLock().unlock();
        }
    }

    private OwnerIndex index(Slot slot) {
        OwnerIndex index = slot.index;
        return index == null ? new OwnerIndex(model.dimensions()) : index;
    }

    private void bringUpToDate(Tx tx, String owner, State state, Slot slot) {
        slot.lock.readLock().lock();
        boolean isThere = slot.version >= state.version();
        slot.lock.readLock().unlock();
        if (isThere) {
            return;
        }
        slot.lock.writeLock().lock();
        try {
            OwnerIndex index = index(slot);
            long gone = index.size() - state.memories();
            boolean anew = index.isWorn() || gone > index.size() / 4 + ROWS_AT_ONCE;
            if (anew) {
                index = new OwnerIndex(model.dimensions());
                slot.version = -1;
            }
            if (slot.version < state.version()) {
                load(tx, owner, slot.version, index);
                slot.index = index;
                slot.version = state.version();
                slot.bytes = index.bytes();
            }
        } finally {
            slot.lock.writeLock().unlock();
        }
        makeRoom(slot);
    }

    /** Takes out what turned out not to be there any more, as long as the index is not newer. */
    void remove(String owner, State state, List<String> keys) {
        Slot slot = slots.get(owner);
        if (slot == null || keys.isEmpty()) {
            return;
        }
        slot.lock.writeLock().lock();
        try {
            if (slot.version == state.version() && slot.index != null) {
                keys.forEach(slot.index::remove);
            }
        } finally {
            slot.lock.writeLock().unlock();
        }
    }

    /** Drops those that were used longest ago until the others fit. */
    private void makeRoom(Slot kept) {
        long taken = bytes();
        if (taken <= room) {
            return;
        }
        List<Map.Entry<String, Slot>> oldest = new ArrayList<>(slots.entrySet());
        oldest.sort(Comparator.comparingLong(entry -> entry.getValue().used));
        for (Map.Entry<String, Slot> each : oldest) {
            if (taken <= room) {
                return;
            }
            if (each.getValue() != kept && slots.remove(each.getKey(), each.getValue())) {
                taken -= each.getValue().bytes;
            }
        }
    }

    private void load(Tx tx, String owner, long afterVersion, OwnerIndex index) {
        long version = afterVersion;
        String key = Character.toString(Character.MAX_CODE_POINT); // After all of that version.
        List<Memory> page;
        do {
            page = page(tx, owner, version, key, index);
            if (!page.isEmpty()) {
                version = page.getLast().version();
                key = page.getLast().key();
            }
        } while (page.size() == ROWS_AT_ONCE);
    }

    /** Puts each row into the index as it is read: contents are large. */
    private List<Memory> page(Tx tx, String owner, long version, String key, OwnerIndex index) {
        return tx.all(
                "select "
                        + Memory.COLUMNS
                        + """
                        , t.content, t.vectors
                        from memory m join memory_text t on t.owner = m.owner and t.key = m.key
                        where m.owner = ? and (m.version, m.key) > (?, ?)
                        order by m.version, m.key limit ?\
                        """,
                row -> {
                    Memory memory = Memory.of(row);
                    List<String> terms = Words.of(row.text(Memory.WIDTH + 1));
                    byte[] vectors = isOfModel(memory) ? row.bytes(Memory.WIDTH + 2) : new byte[0];
                    index.put(
                            indexed(memory),
                            terms,
                            VectorBytes.vectors(vectors, model.dimensions()));
                    return memory;
                },
                owner,
                version,
                key,
                ROWS_AT_ONCE);
    }

    private static Indexed indexed(Memory memory) {
        return new Indexed(
                memory.key(),
                memory.version(),
                memory.place(),
                memory.metadata().source().orElse(""),
                memory.createdAtMs(),
                memory.expiresAtMs().orElse(Long.MAX_VALUE),
                memory.metadata().type(),
                memory.metadata().importance(),
                memory.metadata().tags(),
                memory.supersededBy().isPresent());
    }

    /** Whether a memory's vectors can be compared with the model's. */
    boolean isOfModel(Memory memory) {
        return memory.model()
                .map(name -> name.equals(model.model()) || name.equals(given(model)))
                .orElse(false);
    }

    /** What vectors that came along are kept as: they are of no model that is known here. */
    static String given(Embedder model) {
        return "given/" + model.dimensions();
    }
}
