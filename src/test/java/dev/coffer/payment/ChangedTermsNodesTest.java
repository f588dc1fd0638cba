package dev.coffer.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** Nodes that are started anew one after another: each takes what any of them offers. */
class ChangedTermsNodesTest {

    private static final String SET = "/api/kv/set";
    private static final String BODY = "{\"key\": \"k\", \"value\": 1}";

    private static Answered pays(Service node, Payer payer, long amount, long nonce) {
        return node.post(SET, BODY, X402.v1(Asset.STX, payer.pays(Asset.STX, amount, nonce)));
    }

    @Test
    void eachTakesWhatTheOtherOffersAndTokensPayThePriceOfTheirNode() {
        Service before = Service.nodes(1, Config.Money.DEVNET).getFirst();
        try (Service after = before.node("storage_write.STX=0.005")) {
            Payer payer = Payer.funded(before);
            assertThat(pays(after, payer, 1000, 0).expect(200).header("Coffer-Charge"))
                    .isEqualTo("1000 uSTX");
            assertThat(pays(before, payer, 5000, 1).expect(200).header("Coffer-Charge"))
                    .isEqualTo("1000 uSTX");
            payer.deposit(Asset.STX, 100_000);
            assertThat(payer.at(after).post(SET, BODY).expect(200).header("Coffer-Charge"))
                    .isEqualTo("5000 uSTX");
            before.close();
            before.clock().advance(Duration.ofMinutes(8));
            pays(after, payer, 1000, 3).expect(400, "amount_insufficient");
            pays(after, payer, 5000, 3).expect(200);
        }
    }

    @Test
    void aPriceThatFellIsTakenByNodesThatKnowOfItFromTheStoreAlone() {
        Service before = Service.nodes(1, Config.Money.DEVNET).getFirst();
        try (before;
                Service after = before.node("storage_write.STX=0.0002")) {
            Payer payer = Payer.funded(after);
            assertThat(pays(before, payer, 200, 0).expect(200).header("Coffer-Charge"))
                    .isEqualTo("200 uSTX");
            pays(before, payer, 199, 1).expect(400, "amount_insufficient");
        }
    }
}
