package dev.coffer.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Call;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.payment.Asset;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Nodes whose clocks are wrong judge by the database's. */
class NodeClocksTest {

    private static final String SET = "/api/kv/set";
    private static final String BODY = "{\"key\": \"k\", \"value\": 1}";

    @Test
    void aTokenEndsByTheDatabasesClockOnEveryNode() {
        try (Service first = Service.over(PostgresServer.shared().newDatabase());
                Service ahead = first.node(Duration.ofDays(31));
                Service behind = first.node(Duration.ofDays(-31))) {
            List<Service> nodes = List.of(first, ahead, behind);
            Payer payer = Payer.funded(ahead);
            Instant until =
                    Instant.parse(payer.deposit(Asset.STX, 100_000).at("expiresAt").asString());
            assertThat(until).isEqualTo(first.clock().instant().plus(Duration.ofDays(30)));
            nodes.forEach(node -> payer.at(node).post(SET, BODY).expect(200));

            first.clock().advance(Duration.ofDays(30).minusMinutes(1));
            nodes.forEach(Service::hearTime);
            nodes.forEach(node -> payer.at(node).post(SET, BODY).expect(200));

            first.clock().advance(Duration.ofMinutes(1));
            nodes.forEach(Service::hearTime);
            nodes.forEach(node -> payer.at(node).post(SET, BODY).expect(401, "invalid_token"));
        }
    }

    @Test
    void anOfferEndsByTheDatabasesClock() {
        try (Service first = Service.over(PostgresServer.shared().newDatabase());
                Service ahead = first.node(Duration.ofDays(31))) {
            ahead.hearTime();
            String expiresAt = ahead.post(SET, BODY).expect(402).at("expiresAt").asString();
            assertThat(Instant.parse(expiresAt))
                    .isBefore(first.clock().instant().plus(Duration.ofDays(1)));
        }
    }

    /** An idle node hears the time without a call: its sweeper looks at it. */
    @Test
    void aNodeWithoutCallsHearsTheTime() {
        try (Service first = Service.over(PostgresServer.shared().newDatabase());
                Service idle = first.node(Duration.ofDays(-31))) {
            Payer payer = Payer.funded(first);
            payer.deposit(Asset.STX, 100_000);
            first.clock().advance(Duration.ofDays(30));
            // Neither refusal reaches the store.
            Call.until(
                    "the node knows the time",
                    () -> payer.at(idle).post(SET, "{}").status() == 401);
        }
    }
}
