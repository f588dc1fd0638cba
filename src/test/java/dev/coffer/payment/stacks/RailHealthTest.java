package dev.coffer.payment.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Call;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.room.Figure;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.Wallet;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** What an operator sees of a chain that is away, and of payments that wait for it. */
class RailHealthTest {

    private static final StacksTokens TOKENS = StacksTokens.of(ScriptedNode.NETWORK);
    private static final String PAY_TO = "SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7";
    private static final String PUSH = "{\"name\": \"n\"}";

    private final ScriptedNode node = new ScriptedNode();
    private final Wallet wallet = Wallet.of(Payer.randomKey());
    private Service service;
    private Service.Client prepaid;

    @BeforeEach
    void start() {
        service = Service.devnet();
        prepaid = service.payer("P");
        restart();
    }

    private void restart() {
        StacksNode.Asking asking =
                new StacksNode.Asking(
                        node.url(),
                        Optional.empty(),
                        Duration.ofMillis(400),
                        Duration.ofMillis(300),
                        Duration.ofMillis(40));
        service.restartPaidOn(
                StacksVerifier.rail(
                        TOKENS, PAY_TO, new StacksNode(asking, TOKENS, Confirmations.USUAL)));
    }

    @AfterEach
    void stop() {
        service.close();
        node.close();
    }

    private boolean answers() {
        JsonNode health = service.get("/api/health").expect(200).json();
        assertThat(health.path("status").stringValue()).isEqualTo("ok");
        Map<String, Boolean> rails = new HashMap<>();
        for (JsonNode rail : health.path("rails")) {
            rails.put(rail.path("network").stringValue(), rail.path("answers").booleanValue());
        }
        assertThat(rails).containsOnlyKeys(ScriptedNode.NETWORK.caip2(), X402.NETWORK);
        assertThat(rails).containsEntry(X402.NETWORK, true);
        return rails.getOrDefault(ScriptedNode.NETWORK.caip2(), false);
    }

    private String[] payment(long nonce) {
        Principal payTo = Principal.parse(PAY_TO).orElseThrow();
        byte[] signed =
                wallet.payStx(ScriptedNode.NETWORK, payTo, 1_000, Bytes.of(new byte[0]), nonce, 500)
                        .bytes();
        Map<String, Object> accepted =
                Map.of(
                        "scheme",
                        "exact",
                        "network",
                        ScriptedNode.NETWORK.caip2(),
                        "amount",
                        "1000",
                        "asset",
                        "STX",
                        "payTo",
                        PAY_TO,
                        "maxTimeoutSeconds",
                        300);
        return X402.v2(accepted, HexFormat.of().formatHex(signed));
    }

    private long figure(String name, String label) {
        return service.rooms().stream()
                .flatMap(room -> room.figures().stream())
                .filter(figure -> figure.name().equals(name))
                .filter(figure -> figure.label().map(Figure.Label::value).orElse("").equals(label))
                .findFirst()
                .orElseThrow()
                .value()
                .getAsLong();
    }

    @Test
    void aChainThatIsAwayIsSaidToBeAndBalancesPayAllTheSame() {
        assertThat(answers()).isTrue();
        node.away = true;
        Call.until(
                "the node is given up",
                () -> {
                    service.post("/api/counter/increment", PUSH, payment(0)).expect(503);
                    return !answers();
                });
        assertThat(figure("rail_answers", ScriptedNode.NETWORK.caip2())).isZero();
        prepaid.post("/api/counter/increment", PUSH).expect(200);
    }

    @Test
    void aNodeOfAnotherNetworkDoesNotCount() {
        node.networkId = 0x80000000L;
        restart();
        Call.until("it is seen", () -> !answers());
    }

    @Test
    void whatIsOpenIsCountedByStateAndAge() {
        node.mines = false;
        service.post("/api/counter/increment", PUSH, payment(0)).expect(503);
        service.clock().advance(Duration.ofMinutes(5));
        service.hearTime();
        assertThat(figure("payments_open", "told")).isEqualTo(1);
        assertThat(figure("payments_open_age_seconds", "told")).isEqualTo(300);
        assertThat(figure("payments_open", "claimed")).isZero();
        assertThat(figure("payments_open_age_seconds", "claimed")).isZero();
    }
}
