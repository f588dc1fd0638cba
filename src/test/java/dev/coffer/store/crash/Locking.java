package dev.coffer.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Payer;
import dev.coffer.state.sync.Holdings;
import dev.coffer.state.sync.Holdings.Holding;

/** Clients that hold the same lock one after another, and write under its fence. */
final class Locking implements Part {

    private static final int TTL_SECONDS = 10;

    private final Payer payer;
    private final Holdings holdings = new Holdings();

    Locking(Payer payer) {
        this.payer = payer;
    }

    @Override
    public void step(String name) {
        long invoked = System.nanoTime();
        Answered locked =
                payer.post(
                                "/api/sync/lock",
                                "{\"name\":\"l\",\"ttl\":%d,\"wait\":true,\"timeout\":1000}"
                                        .formatted(TTL_SECONDS),
                                KEY,
                                name + " lock")
                        .expect(200);
        if (!locked.at("acquired").asBoolean()) {
            return;
        }
        Holding holding = holdings.acquired("l", TTL_SECONDS, invoked, locked);
        Answered written =
                payer.post(
                        "/api/kv/set",
                        "{\"key\":\"k\",\"value\":1,\"fence\":{\"lock\":\"l\",\"number\":%d}}"
                                .formatted(holding.fence()),
                        KEY,
                        name + " write");
        if (written.status() == 200) {
            holdings.wrote(holding, written.at("revision").asLong());
        } else {
            assertThat(written.status()).as(written.text()).isEqualTo(412);
        }
        long releasing = System.nanoTime();
        holding.released(
                releasing,
                payer.post(
                        "/api/sync/unlock",
                        "{\"name\":\"l\",\"token\":%s}".formatted(locked.at("token")),
                        KEY,
                        name + " unlock"));
    }

    @Override
    public void check() {
        assertThat(holdings.writes()).isPositive();
        holdings.check();
        System.out.printf("held %d times, written %d times%n", holdings.count(), holdings.writes());
    }
}
