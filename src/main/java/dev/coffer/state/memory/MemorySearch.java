package dev.coffer.state.memory;

import dev.coffer.endpoint.Limits;
import dev.coffer.state.memory.Memories.Whole;
import dev.coffer.state.memory.embed.Passages.Passage;
import dev.coffer.state.memory.index.Hit;
import dev.coffer.state.memory.index.OwnerIndex;
import dev.coffer.state.memory.index.Question;
import dev.coffer.store.Owner;
import dev.coffer.store.Row;
import dev.coffer.store.Store;
import dev.coffer.store.Tx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Finds memories: an index says which, the store what they are, both as of one committed snapshot.
 * What the store has not any more, or not for the caller, is no result, whatever an index says.
 */
final class MemorySearch {

    /** Keys that are looked up by one statement. */
    private static final int KEYS_AT_ONCE = 10;

    /** From which similarity on two memories say nearly the same. */
    private static final double NEARLY_THE_SAME = 0.85;

    private static final int SIMILAR_AT_MOST = 3;

    /**
     * A memory that was found, with its texts and the passage that fits best, if it has several.
     */
    record Result(Hit hit, Whole whole, Optional<String> passage) {}

    private final Store store;
    private final MemoryIndexes indexes;

    MemorySearch(Store store, MemoryIndexes indexes) {
        this.store = store;
        this.indexes = indexes;
    }

    /** The best memories for a question, as many as fit into one answer. */
    List<Result> find(String owner, Question question, int limit) {
        return store.read(
                new Owner(owner),
                tx ->
                        found(
                                tx,
                                owner,
                                limit,
                                most -> index -> index.search(question, tx.now(), most)));
    }

    /** Other memories that say nearly the same as what a vector is of; none where none fit. */
    List<Hit> similar(String owner, String key, float[] vector) {
        return store.read(
                new Owner(owner),
                tx -> {
                    if (!indexes.fits(MemoryIndexes.state(tx, owner))) {
                        return List.<Hit>of();
                    }
                    return found(
                                    tx,
                                    owner,
                                    SIMILAR_AT_MOST + 1,
                                    most -> near(vector, tx.now(), most))
                            .stream()
                            .map(Result::hit)
                            .filter(hit -> !hit.memory().key().equals(key))
                            .limit(SIMILAR_AT_MOST)
                            .toList();
                });
    }

    private static Function<OwnerIndex, List<Hit>> near(float[] vector, long nowMs, int most) {
        return index -> index.near(vector, NEARLY_THE_SAME, nowMs, most);
    }

    private List<Result> found(
            Tx tx,
            String owner,
            int limit,
            Function<Integer, Function<OwnerIndex, List<Hit>>> search) {
        MemoryIndexes.State state = MemoryIndexes.state(tx, owner);
        List<Hit> hits =
                indexes.use(
                        tx,
                        owner,
                        state,
                        index -> {
                            // What was forgotten and is in the index still may come first.
                            long gone = Math.max(0, index.size() - state.memories());
                            return search.apply(limit + (int) gone).apply(index);
                        });
        List<Result> results = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < hits.size() && results.size() < limit; i += KEYS_AT_ONCE) {
            List<Hit> some = hits.subList(i, Math.min(hits.size(), i + KEYS_AT_ONCE));
            Map<String, Found> there = lookUp(tx, owner, some);
            for (Hit hit : some) {
                Found found = there.get(hit.memory().key());
                if (found == null) {
                    gone.add(hit.memory().key());
                } else if (results.size() < limit
                        && (results.isEmpty() || bytes < Limits.PAGE_VALUE_BYTES.value())) {
                    bytes += found.whole().content().length();
                    results.add(found.result(hit));
                }
            }
        }
        indexes.remove(owner, state, gone);
        return results;
    }

    private record Found(Whole whole, List<Passage> passages) {
        Result result(Hit hit) {
            Optional<String> passage =
                    passages.size() > hit.part() && passages.size() > 1
                            ? Optional.of(passages.get(hit.part()).of(whole.content()))
                            : Optional.empty();
            return new Result(hit, whole, passage);
        }
    }

    private static final String LOOK_UP =
            "select "
                    + Memory.COLUMNS
                    + """
                    , t.summary, t.content, t.passages
                    from memory m join memory_text t on t.owner = m.owner and t.key = m.key
                    where m.owner = ? and (m.expires_at is null or m.expires_at > ?)
                        and m.superseded_by is null and m.key in (%s)\
                    """
                            .formatted(String.join(", ", Collections.nCopies(KEYS_AT_ONCE, "?")));

    private static Map<String, Found> lookUp(Tx tx, String owner, List<Hit> hits) {
        List<Object> parameters = new ArrayList<>(List.of(owner, tx.now()));
        IntStream.range(0, KEYS_AT_ONCE)
                .mapToObj(i -> hits.get(Math.min(i, hits.size() - 1)).memory().key())
                .forEach(parameters::add);
        Map<String, Found> found = new HashMap<>();
        tx.all(LOOK_UP, MemorySearch::found, parameters.toArray())
                .forEach(each -> found.put(each.whole().memory().key(), each));
        return found;
    }

    private static Found found(Row row) {
        return new Found(
                new Whole(
                        Memory.of(row),
                        Optional.ofNullable(row.textOrNull(Memory.WIDTH + 1)),
                        row.text(Memory.WIDTH + 2)),
                VectorBytes.passages(row.bytes(Memory.WIDTH + 3)));
    }
}
