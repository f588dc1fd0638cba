package dev.coffer.state.memory.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One owner's memories as they are searched. A memory that changes gets another document; the old
 * one is dead. To be guarded by whoever uses it: several may search, one may change.
 */
public final class OwnerIndex {

    /** Dead documents up to which it is not worth it to begin anew. */
    private static final int FEW = 1000;

    /** Bytes of an index without memories, about. */
    private static final long BYTES = 2_000;

    private final List<Indexed> memories = new ArrayList<>();
    private final Map<String, Integer> byKey = new HashMap<>();
    private final Neighbours neighbours = new Neighbours();
    private final WordIndex words = new WordIndex();
    private final PackedVectors vectors;
    private boolean[] alive = new boolean[16];
    private long bytesOfMemories;

    public OwnerIndex(int dimensions) {
        this.vectors = new PackedVectors(dimensions);
    }

    /** How many memories it has. */
    public int size() {
        return byKey.size();
    }

    /** Bytes that it takes, about. */
    public long bytes() {
        return BYTES + bytesOfMemories + words.bytes() + vectors.bytes();
    }

    /** Whether most of it is dead. */
    public boolean isWorn() {
        int dead = memories.size() - byKey.size();
        return dead > FEW && dead > byKey.size();
    }

    /** Takes a memory in, in the place of what it had under that key. */
    public void put(Indexed memory, List<String> terms, List<float[]> passages) {
        remove(memory.key());
        int document = memories.size();
        memories.add(memory);
        if (document == alive.length) {
            alive = Arrays.copyOf(alive, 2 * document);
        }
        alive[document] = true;
        byKey.put(memory.key(), document);
        bytesOfMemories += memory.bytes() + Neighbours.BYTES;
        neighbours.add(document, memory.source(), memory.place());
        words.add(document, terms);
        for (int part = 0; part < passages.size(); part++) {
            vectors.add(document, part, passages.get(part));
        }
    }

    public void remove(String key) {
        Integer document = byKey.remove(key);
        if (document != null) {
            Indexed gone = memories.get(document);
            alive[document] = false;
            neighbours.remove(document, gone.source(), gone.place());
        }
    }

    /** The best memories for a question, at most so many, those that are over left out. */
    public List<Hit> search(Question question, long nowMs, int limit) {
        boolean[] live = Arrays.copyOf(alive, memories.size());
        for (int i = 0; i < live.length; i++) {
            live[i] = live[i] && memories.get(i).isLive(nowMs);
        }
        return new Ranking(memories, live, neighbours, vectors, words, question)
                .best(question, nowMs, limit);
    }

    /** The memories that mean nearly the same as a vector, the nearest first. */
    public List<Hit> near(float[] vector, double least, long nowMs, int limit) {
        Question question = new Question(vector, Set.of(), Indexed.Filter.NONE, Optional.of(least));
        return search(question, nowMs, limit).stream()
                .sorted(Comparator.comparingDouble(Hit::similarity).reversed())
                .toList();
    }
}
