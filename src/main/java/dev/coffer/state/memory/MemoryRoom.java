package dev.coffer.state.memory;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Capacity;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Tier;
import dev.coffer.endpoint.Touches;
import dev.coffer.room.Figure;
import dev.coffer.room.Quota;
import dev.coffer.room.Room;
import dev.coffer.state.memory.MemoryAnswers.Forgetting;
import dev.coffer.state.memory.MemoryAnswers.Forgotten;
import dev.coffer.state.memory.MemoryAnswers.ForgottenBelow;
import dev.coffer.state.memory.MemoryAnswers.Found;
import dev.coffer.state.memory.MemoryAnswers.Listed;
import dev.coffer.state.memory.MemoryAnswers.Listing;
import dev.coffer.state.memory.MemoryAnswers.Recalled;
import dev.coffer.state.memory.MemoryAnswers.Results;
import dev.coffer.state.memory.MemoryAnswers.Similar;
import dev.coffer.state.memory.MemoryAnswers.Stored;
import dev.coffer.state.memory.MemoryInputs.Forget;
import dev.coffer.state.memory.MemoryInputs.ListThem;
import dev.coffer.state.memory.MemoryInputs.One;
import dev.coffer.state.memory.MemoryInputs.Search;
import dev.coffer.state.memory.MemoryInputs.Store;
import dev.coffer.state.memory.embed.Embedding;
import dev.coffer.state.memory.embed.Models;
import dev.coffer.state.memory.index.Question;
import dev.coffer.state.memory.index.Words;
import dev.coffer.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The memory room. */
public final class MemoryRoom {

    /** Of the heap, what indexes take at most, whatever their capacity is. */
    private static final int HEAP_PART = 4;

    private final Memories memories;
    private final MemoryIndexes indexes;
    private final MemorySearch search;
    private final Embedding embedding;
    private final Remembering remembering;
    private volatile @Nullable MemoryBacklog backlog;

    private MemoryRoom(Capacities capacities, dev.coffer.store.Store store, Models models) {
        long room =
                Math.min(
                        capacities.of(Capacity.MEMORY_INDEX_BYTES),
                        Runtime.getRuntime().maxMemory() / HEAP_PART);
        this.memories = new Memories(new Quota("memory", capacities));
        this.embedding = new Embedding(models.embedder().get());
        this.indexes = new MemoryIndexes(embedding.model(), room);
        this.search = new MemorySearch(store, indexes);
        this.remembering = new Remembering(embedding, models.chat().isPresent());
    }

    /**
     * The room.
     *
     * @param models what reads the memories; they are loaded when the service is started
     */
    public static Room room(Capacities capacities, dev.coffer.store.Store store, Models models) {
        MemoryRoom does = new MemoryRoom(capacities, store, models);
        return Room.of("memory", "Memories, found by what they mean and by their words")
                .keeps(Memories.TABLE, does.memories::sweep)
                .keeps(Memories.TEXTS, Memories.STATES)
                .limits(MemoryLimits.values())
                .works(does.embedding::start)
                .works(() -> does.worksBehind(store, models))
                .figures(
                        Figure.asked(
                                "memory_backlog",
                                "Memories that wait for their vectors or summaries, up to 10,000.",
                                () -> store.readGlobal(MemoryBacklog::waiting)))
                .sells(
                        Endpoint.preparedWrite(
                                        "/api/memory/store",
                                        Store.shape(does.embedding.model().dimensions()),
                                        Gives.json(Stored.class))
                                .costs(Tier.STORAGE_AI)
                                .about(new Touches.Said<>(Store::about))
                                .maxBodyBytes(MemoryLimits.MEMORY_BODY_BYTES.value())
                                .fails(ErrorCode.NOT_FOUND)
                                .says("Remembers a text under a key.")
                                .example(
                                        """
                                        {"key": "wish", "content": "Ann would like a green bicycle for her birthday.", "metadata": {"tags": ["ann"], "type": "fact"}, "ttl": 3600}\
                                        """)
                                .costlyToPrepare()
                                .does(does::store),
                        Endpoint.preparedRead(
                                        "/api/memory/search",
                                        Search.SHAPE,
                                        Gives.json(Results.class))
                                .costs(Tier.STORAGE_AI)
                                .aboutAll()
                                .fails(Embedding.MODEL_UNAVAILABLE, MemoryIndexes.INDEX_TOO_LARGE)
                                .says("Finds memories by what they mean and by their words.")
                                .example(
                                        "{\"query\": \"What could we give to Ann?\", \"limit\": 5}")
                                .costlyToPrepare()
                                .does(does::search),
                        Endpoint.read("/api/memory/recall", One.SHAPE, Recalled.class)
                                .costs(Tier.STORAGE_READ)
                                .about(One::key)
                                .fails(ErrorCode.NOT_FOUND)
                                .says("Reads a memory.")
                                .example("{\"key\": \"wish\"}")
                                .does(does::recall),
                        Endpoint.read("/api/memory/list", ListThem.SHAPE, Listing.class)
                                .costs(Tier.STORAGE_READ)
                                .about(ListThem::prefix)
                                .says("Lists memories, the most important first.")
                                .example("{\"prefix\": \"wi\", \"limit\": 10}")
                                .does(does::list),
                        Endpoint.write(
                                        "/api/memory/forget",
                                        Forget.SHAPE,
                                        Gives.oneOf(
                                                Forgetting.class,
                                                Forgotten.class,
                                                ForgottenBelow.class))
                                .costs(Tier.STORAGE_WRITE)
                                .about(Forget::keyOrPrefix)
                                .says("Forgets a memory, or up to 1,000 below a prefix.")
                                .example("{\"prefix\": \"drafts/\"}")
                                .does(does::forget));
    }

    private MemoryBacklog worksBehind(dev.coffer.store.Store store, Models models) {
        MemoryBacklog made = new MemoryBacklog(store, memories, embedding, models.chat());
        backlog = made;
        return made;
    }

    private Effect<Stored> store(Call<Store> call) {
        Memories.New made = remembering.prepare(call.input());
        List<Similar> similar =
                call.input().more().similar() && made.embedded().isThere()
                        ? search
                                .similar(
                                        call.owner(),
                                        call.input().key(),
                                        made.embedded().vectors().getFirst())
                                .stream()
                                .map(Similar::of)
                                .toList()
                        : List.of();
        return new Storing(made, similar);
    }

    /** Stores what was prepared, and has the rest done behind. */
    private final class Storing implements Effect<Stored> {
        private final Memories.New made;
        private final List<Similar> similar;

        Storing(Memories.New made, List<Similar> similar) {
            this.made = made;
            this.similar = similar;
        }

        @Override
        public Reply<Stored> run(Tx tx) {
            memories.store(tx, made);
            boolean isThere = made.embedded().isThere();
            return Reply.of(
                    new Stored(
                            made.in().key(),
                            true,
                            isThere,
                            isThere,
                            (made.waitsFor() & Memories.VECTORS) != 0,
                            made.summary(),
                            similar));
        }

        @Override
        public void close() {
            MemoryBacklog behind = backlog;
            if (made.waitsFor() != 0 && behind != null) {
                behind.wake();
            }
        }
    }

    /** All of it before the call's own snapshot: in a transaction an index would see too much. */
    private Effect<Results> search(Call<Search> call) {
        Search in = call.input();
        Question question =
                new Question(
                        embedding.query(in.query()),
                        Words.ofQuestion(in.query()),
                        in.filter().memories(),
                        in.filter().leastSimilarity());
        List<MemorySearch.Result> results = search.find(call.owner(), question, in.limit());
        call.request()
                .client()
                .reserve(results.stream().mapToLong(r -> r.whole().content().length()).sum());
        List<Found> found = results.stream().map(r -> Found.of(r, in.explain())).toList();
        return _ -> Reply.of(new Results(in.query(), found, found.size()));
    }

    private Reply<Recalled> recall(Call<One> call, Tx tx) {
        String key = call.input().key();
        return memories.recall(tx, call.owner(), key)
                .map(whole -> Reply.of(Recalled.of(whole, indexes.isOfModel(whole.memory()))))
                .orElseThrow(() -> Problem.notFound("Memory", "key", key));
    }

    private Reply<Listing> list(Call<ListThem> call, Tx tx) {
        MemoryList.Found found = MemoryList.of(tx, call.owner(), call.input());
        List<Listed> listed =
                found.page().entries().stream()
                        .map(entry -> Listed.of(entry, indexes.isOfModel(entry.memory())))
                        .toList();
        boolean complete = found.page().end().complete();
        return Reply.of(new Listing(listed, found.total(), !complete, found.page().end()));
    }

    private Reply<Forgetting> forget(Call<Forget> call, Tx tx) {
        Forget in = call.input();
        if (in.key().isPresent()) {
            return Reply.of(new Forgotten(memories.forget(tx, in.key().get()), in.key().get()));
        }
        Memories.Forgotten below = memories.forgetBelow(tx, in.prefix().orElseThrow());
        return Reply.of(new ForgottenBelow(below.count() > 0, below.count(), below.complete()));
    }
}
