package dev.coffer.state.memory;

import dev.coffer.state.memory.embed.ChatModel;
import dev.coffer.state.memory.embed.Embedder;
import dev.coffer.state.memory.embed.Embedding;
import dev.coffer.state.memory.embed.Passages;
import dev.coffer.state.memory.embed.Passages.Passage;
import dev.coffer.store.Lease;
import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;
import dev.coffer.store.Tx;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Gives memories the vectors and summaries that they wait for, behind the calls. What waits stands
 * in the store, so a crash loses none; a node that sets about one says so there, and has a minute
 * before another may. Two at once would only do the same twice.
 */
final class MemoryBacklog implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(MemoryBacklog.class.getName());

    private static final int ROWS_AT_ONCE = 50;
    private static final int ROWS_OF_SCAN = 1000;
    private static final int MOST_COUNTED = 10_000;

    /** How long a node has for one before it has to say that it is at it still. */
    private static final long TURN_MS = 60_000;

    /** After how long it looks unasked: another node may have died over one. */
    private static final long LOOK_MS = 10_000;

    private static final long FAILED_MS = 1_000;
    private static final long LOADING_MS = 200;

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LOOK_FOR_OTHERS_MS = 60_000;

    private record Waiting(String owner, String key, long version, long waitsFor, long untilMs) {
        Owner whose() {
            return new Owner(owner);
        }
    }

    private final Store store;
    private final Memories memories;
    private final Embedding embedding;
    private final Optional<ChatModel> chat;
    private final Thread thread;
    private final Semaphore woken = new Semaphore(0);
    private volatile boolean closed;

    MemoryBacklog(Store store, Memories memories, Embedding embedding, Optional<ChatModel> chat) {
        this.store = store;
        this.memories = memories;
        this.embedding = embedding;
        this.chat = chat;
        this.thread = Thread.ofPlatform().daemon().name("memory-backlog").start(this::loop);
    }

    /** There is something new to do. */
    void wake() {
        woken.release();
    }

    private void loop() {
        boolean looked = false;
        while (!closed) {
            try {
                if (!embedding.isReady()) {
                    rest(LOADING_MS);
                    continue;
                }
                looked = looked || lookForOtherModels();
                if (!workOff()) {
                    rest(LOOK_MS);
                }
            } catch (StoreException e) {
                LOG.log(System.Logger.Level.DEBUG, "the backlog waits for the store", e);
                rest(FAILED_MS);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "the backlog failed; it goes on later", e);
                rest(FAILED_MS);
            }
        }
    }

    private void rest(long ms) {
        try {
            if (woken.tryAcquire(ms, TimeUnit.MILLISECONDS)) {
                woken.drainPermits();
            }
        } catch (InterruptedException e) {
            closed = true; // Nothing else ends it.
        }
    }

    /** Whether something was done. */
    private boolean workOff() {
        List<Waiting> waiting = store.readGlobal(MemoryBacklog::due);
        int done = 0;
        for (Waiting each : waiting) {
            if (!closed && isTaken(each)) {
                done += work(each) ? 1 : 0;
            }
        }
        return done > 0;
    }

    /** How many memories wait, of all owners; many are not counted to the last. */
    static long waiting(Tx tx) {
        return tx.one(
                        "select count(*) from (select 1 from memory where waits_for > 0 limit ?) as some",
                        row -> row.number(1),
                        MOST_COUNTED)
                .orElseThrow();
    }

    /** What was put off while the clock was ahead is due too. */
    private static List<Waiting> due(Tx tx) {
        return tx.all(
                """
                select owner, key, version, waits_for, waits_until from memory
                where waits_for > 0 and (waits_until <= ? or waits_until > ?)
                order by owner, key limit ?\
                """,
                row ->
                        new Waiting(
                                row.text(1),
                                row.text(2),
                                row.number(3),
                                row.number(4),
                                row.number(5)),
                tx.now(),
                tx.now() + 2 * TURN_MS,
                ROWS_AT_ONCE);
    }

    /** Says that this node is at it; false if it is not what it was. */
    private boolean isTaken(Waiting memory) {
        return store.write(
                memory.whose(),
                tx ->
                        tx.update(
                                        """
                                        update memory set waits_until = ?
                                        where owner = ? and key = ? and version = ?
                                            and waits_for > 0 and waits_until = ?\
                                        """,
                                        tx.now() + TURN_MS,
                                        memory.owner(),
                                        memory.key(),
                                        memory.version(),
                                        memory.untilMs())
                                == 1);
    }

    /** Whether it is done with. */
    private boolean work(Waiting memory) {
        Optional<Memories.Whole> whole =
                store.read(
                        new Owner(memory.owner()),
                        tx -> memories.recall(tx, memory.owner(), memory.key()));
        if (whole.isEmpty() || whole.get().memory().version() != memory.version()) {
            return true; // Forgotten, or another by now, which waits by itself.
        }
        String content = whole.get().content();
        Turn turn = new Turn(memory);
        boolean wantsVectors = (memory.waitsFor() & Memories.VECTORS) != 0;
        Optional<Embedded> embedded = wantsVectors ? embedded(content, turn) : Optional.empty();
        if (wantsVectors && embedded.isEmpty()) {
            return false; // The turn ends, and then it is tried again.
        }
        Optional<String> summary =
                (memory.waitsFor() & Memories.SUMMARY) == 0 ? Optional.empty() : summary(content);
        store.write(
                memory.whose(),
                tx -> {
                    memories.complete(tx, memory.key(), memory.version(), embedded, summary);
                    return memory;
                });
        return true;
    }

    /** This node's turn, kept as long as it is at it. */
    private final class Turn {
        private final Waiting memory;
        private long takenNanos = System.nanoTime();

        Turn(Waiting memory) {
            this.memory = memory;
        }

        void keep() {
            if (System.nanoTime() - takenNanos > TimeUnit.MILLISECONDS.toNanos(TURN_MS / 3)) {
                store.write(memory.whose(), tx -> prolonged(tx, memory));
                takenNanos = System.nanoTime();
            }
        }
    }

    private static int prolonged(Tx tx, Waiting memory) {
        return tx.update(
                """
                update memory set waits_until = ?
                where owner = ? and key = ? and version = ? and waits_for > 0\
                """,
                tx.now() + TURN_MS,
                memory.owner(),
                memory.key(),
                memory.version());
    }

    /** Empty if the model can't do it now. */
    private Optional<Embedded> embedded(String content, Turn turn) {
        Embedder model = embedding.model();
        List<Passage> passages = Passages.of(content, model);
        List<float[]> vectors = new ArrayList<>();
        for (Passage passage : passages) {
            Optional<float[]> vector = embedding.passage(passage.of(content), PATIENCE);
            if (vector.isEmpty() || closed) {
                return Optional.empty();
            }
            vectors.add(vector.get());
            turn.keep();
        }
        return Optional.of(Embedded.by(model.model(), passages, vectors));
    }

    private Optional<String> summary(String content) {
        try {
            return chat.map(
                    model -> model.summary(content, MemoryLimits.MEMORY_SUMMARY_CHARS.whole()));
        } catch (Embedder.Unavailable e) {
            LOG.log(System.Logger.Level.WARNING, e.getMessage());
            return Optional.empty(); // It keeps the one that it has.
        }
    }

    private record Made(String owner, String key, String model) {}

    /**
     * Has made again what another model made, once after a start, one node at a time; false if it
     * is not this one's turn yet.
     */
    private boolean lookForOtherModels() {
        if (!new Lease(store, "memory-model", LOOK_FOR_OTHERS_MS).take()) {
            return false;
        }
        Made last = new Made("", "", "");
        List<Made> page;
        do {
            Made after = last;
            page = store.readGlobal(tx -> made(tx, after));
            for (Made each : page) {
                if (!each.model().equals(embedding.model().model())
                        && !each.model().equals(MemoryIndexes.given(embedding.model()))
                        && !each.model().isEmpty()) {
                    store.write(new Owner(each.owner()), tx -> makeAgain(tx, each));
                }
            }
            last = page.isEmpty() ? last : page.getLast();
        } while (page.size() == ROWS_OF_SCAN && !closed);
        return true;
    }

    private static List<Made> made(Tx tx, Made after) {
        return tx.all(
                """
                select owner, key, coalesce(model, '') from memory
                where (owner, key) > (?, ?) order by owner, key limit ?\
                """,
                row -> new Made(row.text(1), row.text(2), row.text(3)),
                after.owner(),
                after.key(),
                ROWS_OF_SCAN);
    }

    private static int makeAgain(Tx tx, Made memory) {
        return tx.update(
                """
                update memory set waits_for = waits_for + ?, waits_until = ?
                where owner = ? and key = ? and model = ? and waits_for in (0, ?)\
                """,
                Memories.VECTORS,
                tx.now(),
                memory.owner(),
                memory.key(),
                memory.model(),
                Memories.SUMMARY);
    }

    @Override
    public void close() {
        closed = true;
        wake();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
