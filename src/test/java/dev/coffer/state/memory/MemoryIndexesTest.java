package dev.coffer.state.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Capacities;
import dev.coffer.harness.Service;
import dev.coffer.harness.WordsModel;
import dev.coffer.room.Quota;
import dev.coffer.state.memory.embed.Embedder;
import dev.coffer.state.memory.embed.Passages.Passage;
import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.sqlite.SqliteStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** More owners than fit into memory, searched in turn, and one that alone does not. */
class MemoryIndexesTest {

    private static final int OWNERS = 30;
    private static final int MEMORIES = 20;

    /** For about four of them. */
    private static final long ROOM = 300_000;

    private final Embedder model = WordsModel.models().embedder().get();
    private final Memories memories = new Memories(new Quota("memory", Capacities.usual()));

    private void store(Store store, String owner, int i) {
        String content = "bicycle %d of %s".formatted(i, owner);
        MemoryInputs.Store in =
                new MemoryInputs.Store(
                        "k" + i,
                        content,
                        MemoryInputs.Metadata.NONE,
                        Optional.empty(),
                        new MemoryInputs.Vector(true, Optional.empty()),
                        new MemoryInputs.Store.More(Optional.empty(), false));
        Embedded embedded =
                Embedded.by(
                        model.model(),
                        List.of(new Passage(0, content.length())),
                        List.of(model.passage(content)));
        store.write(
                new Owner(owner),
                tx -> {
                    memories.store(tx, new Memories.New(in, embedded, Optional.empty(), 0));
                    return i;
                });
    }

    @Test
    void whoDoesNotFitMakesRoomForOthers(@TempDir Path directory) {
        MemoryIndexes indexes = new MemoryIndexes(model, ROOM);
        try (Store store =
                SqliteStore.open(
                        directory, InstantSource.system(), new SqliteStore.Bounds(100, 100))) {
            for (int owner = 0; owner < OWNERS; owner++) {
                for (int i = 0; i < MEMORIES; i++) {
                    store(store, "OWNER" + owner, i);
                }
            }
            Random random = new Random(1);
            for (int i = 0; i < 3 * OWNERS; i++) {
                String owner = "OWNER" + (i < OWNERS ? i : random.nextInt(OWNERS));
                int size =
                        store.readGlobal(tx ->
                                indexes.use(
                                        tx,
                                        owner,
                                        MemoryIndexes.state(tx, owner),
                                        index -> index.size()));
                assertThat(size).isEqualTo(MEMORIES);
                assertThat(indexes.bytes()).isLessThanOrEqualTo(ROOM);
            }
            assertThat(indexes.size()).isBetween(2, OWNERS / 2);
        }
    }

    @Test
    void whoAloneDoesNotFitIsTold() {
        try (Service service = Service.off()) {
            service.restartWith("memoryIndexBytes=2000");
            Service.Client ann = service.payer("ANN");
            ann.post("/api/memory/search", "{\"query\":\"bicycle\"}").expect(200);
            for (int i = 0; i < 4; i++) {
                ann.post(
                                "/api/memory/store",
                                "{\"key\":\"k%d\",\"content\":\"bicycle\",\"similar\":false}"
                                        .formatted(i))
                        .expect(200);
            }
            ann.post("/api/memory/search", "{\"query\":\"bicycle\"}")
                    .expect(503, "index_too_large");
            ann.post("/api/memory/store", "{\"key\":\"k\",\"content\":\"bicycle\"}").expect(200);
        }
    }
}
