package dev.coffer.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Call;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;

/** The bench's pops wait, get what is pushed, and wait again. */
class WaitingPopsTest {

    @Test
    void eachJobIsDeliveredAndWhoGotItWaitsAgain() throws IOException {
        try (Service service = Service.off()) {
            BenchTarget target =
                    new BenchTarget(
                            service.url(), List.of("X-Payer: alice", "X-Payer: bob"), List.of());
            try (WaitingPops pops = WaitingPops.at(target, 6)) {
                Call.until("all wait", () -> service.waitingCalls() == 6);
                assertThat(pops.deliver("here", target, 10).p50Ms()).isPositive();
                Call.until("all wait again", () -> service.waitingCalls() == 6);
                assertThat(pops.errors()).isEmpty();
            }
            Call.until("they hung up", () -> service.waitingCalls() == 0);
        }
    }

    @Test
    void aStoreIsFilledWithTheKeysAndCountersOfItsOwners() throws IOException {
        try (Service service = Service.off()) {
            BenchTarget target =
                    new BenchTarget(service.url(), List.of(FullStore.OWNER), List.of());
            FullStore.fill(target, 40, 3);
            for (String owner : List.of("owner-00000", "owner-00039")) {
                Service.Client client = service.payer(owner);
                assertThat(client.post("/api/kv/list", "{}").expect(200).at("count").asInt())
                        .isEqualTo(3);
                client.post("/api/counter/get", "{\"name\":\"visits\"}").expect(200);
            }
            service.payer("owner-00040").post("/api/kv/get", "{\"key\":\"k-1\"}").expect(404);
        }
    }
}
