package dev.coffer.state.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Service;

import org.junit.jupiter.api.Test;

import java.util.Random;

/** More owners than fit into memory, searched in turn, and one that alone does not. */
class MemoryIndexesTest {

    private static final int OWNERS = 30;
    private static final int MEMORIES = 20;

    @Test
    void whoDoesNotFitMakesRoomForOthers() {
        try (Service service = Service.off()) {
            // Room for about four of them.
            service.restartWith("memoryIndexBytes=200000");
            for (int owner = 0; owner < OWNERS; owner++) {
                for (int i = 0; i < MEMORIES; i++) {
                    service.payer("OWNER" + owner)
                            .post(
                                    "/api/memory/store",
                                    "{\"key\":\"k%d\",\"content\":\"bicycle %d of %d\",\"similar\":false}"
                                            .formatted(i, i, owner))
                            .expect(200);
                }
            }
            Random random = new Random(1);
            for (int i = 0; i < 3 * OWNERS; i++) {
                int owner = i < OWNERS ? i : random.nextInt(OWNERS);
                assertThat(
                                service.payer("OWNER" + owner)
                                        .post(
                                                "/api/memory/search",
                                                "{\"query\":\"bicycle of "
                                                        + owner
                                                        + "\",\"limit\":100}")
                                        .expect(200)
                                        .at("count")
                                        .asInt())
                        .isEqualTo(MEMORIES);
            }
            service.restartWith("memoryIndexBytes=20000");
            service.payer("OWNER1")
                    .post("/api/memory/search", "{\"query\":\"bicycle\"}")
                    .expect(503, "index_too_large");
            service.payer("NEW").post("/api/memory/search", "{\"query\":\"bicycle\"}").expect(200);
        }
    }
}
