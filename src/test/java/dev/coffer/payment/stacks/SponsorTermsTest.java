package dev.coffer.payment.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Payer;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Buyer;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.Sponsored;
import dev.coffer.stacks.StacksTransaction;
import dev.coffer.stacks.Wallet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a sponsor pays for, and what it never signs. */
@ParameterizedClass
@EnumSource(names = "ONE_NODE")
class SponsorTermsTest extends SponsorBattery {

    @Test
    void isPaidInTokens() {
        StacksTransaction paid =
                wallet.payToken(
                        ScriptedNode.NETWORK,
                        ScriptedNode.TOKENS.token(Asset.SBTC).contract(),
                        Principal.parse(PAY_TO).orElseThrow(),
                        100,
                        Optional.empty(),
                        0,
                        0);
        Buyer buyer = buyer(Asset.SBTC, 100, Sponsored.open(wallet, paid).bytes());
        buyer.pays(first()).expect(200);
        branches().bought(buyer);
        branches().addUp(payer, Asset.SBTC, node.moved(payer, Asset.SBTC, PAY_TO));
    }

    @Test
    void aFeeAboveTheMostIsNotPaid() {
        node.estimates = List.of(3_001L, 4_000L, 5_000L);
        Offered offered = offered();
        Buyer buyer = offered.buyer();
        Answered refused = buyer.pays(first()).expect(503, "sponsor_unavailable");
        assertThat(refused.at("detail").stringValue())
                .contains("3001 uSTX, and at most 3000", "a fee of your own");
        assertThat(refused.header("Retry-After")).isNotEmpty();
        nothingSigned();
        assertThat(branches().isOpen(offered.payer())).isFalse();
        node.estimates = List.of(200L, 4_000L, 5_000L);
        buyer.pays(other()).expect(200);
        assertThat(told(offered).fee()).isEqualTo(3_000);
        bought(offered, buyer);
    }

    @Test
    void aPayerHasSoManyADay() {
        by(StacksTokens.ASSETS, 3_000, 1_000_000, 1);
        Offered one = offered();
        one.buyer().pays(first()).expect(200);
        Offered two = offered(one.by(), 1);
        Answered refused =
                other().post("/api/counter/increment", "{\"name\": \"n\"}", two.buyer().payment())
                        .expect(429, "sponsor_limit");
        assertThat(refused.at("detail").stringValue()).contains("1 payments a day", "your own");
        assertThat(given()).hasSize(1);
        addsUp(one, 1_000);
        Offered another = offered();
        another.buyer().pays(other()).expect(200);
        branches().later(Duration.ofHours(25));
        sponsored();
        Buyer again = two.buyer();
        again.pays(first()).expect(200);
        assertThat(node.moved(one.payer(), Asset.STX, PAY_TO)).isEqualTo(2_000);
    }

    @Test
    void aDayHasSoMuch() {
        node.estimates = List.of(700L, 700L, 700L);
        by(StacksTokens.ASSETS, 1_000, 1_000, 20);
        offered().buyer().pays(first()).expect(200);
        Offered over = offered();
        Buyer buyer = over.buyer();
        Answered refused = buyer.pays(other()).expect(503, "sponsor_unavailable");
        assertThat(refused.at("detail").stringValue()).contains("in a day is spent");
        assertThat(given()).hasSize(1);
        branches().later(Duration.ofHours(25));
        sponsored();
        buyer.pays(other()).expect(200);
        bought(over, buyer);
    }

    @Test
    void nothingIsSignedThatPaysSomebodyElse() {
        by(Set.of(Asset.STX), 3_000, 1_000_000, 20);
        Wallet by = Wallet.of(Payer.randomKey());
        StacksTransaction elsewhere = Sponsored.open(by, unpaid(by, ELSEWHERE, 0));
        new Offered(by, elsewhere).buyer().pays(first()).expect(400, "recipient_mismatch");
        StacksTransaction little =
                Sponsored.open(
                        by,
                        by.payStx(
                                ScriptedNode.NETWORK,
                                Principal.parse(PAY_TO).orElseThrow(),
                                1,
                                Bytes.of(new byte[0]),
                                0,
                                0));
        new Offered(by, little).buyer().pays(first()).expect(400, "amount_insufficient");
        StacksTransaction forged =
                Sponsored.open(Wallet.of(Payer.randomKey()), unpaid(by, PAY_TO, 0));
        new Offered(by, forged).buyer().pays(first()).expect(400, "signature_validation_failed");
        StacksTransaction withFee = Sponsored.open(by, signed(Asset.STX, 1_000, 0, PAY_TO, 500));
        new Offered(by, withFee).buyer().pays(first()).expect(400);
        StacksTransaction token = Sponsored.open(wallet, signed(Asset.SBTC, 100, 0, PAY_TO, 0));
        Answered unsponsored =
                buyer(Asset.SBTC, 100, token.bytes())
                        .pays(other())
                        .expect(400, "invalid_transaction_state");
        assertThat(unsponsored.at("detail").stringValue())
                .contains("Only transfers of STX to " + PAY_TO);
        StacksTransaction own = Sponsored.open(sponsor, unpaid(sponsor, PAY_TO, 0));
        new Offered(sponsor, own).buyer().pays(other()).expect(400, "invalid_transaction_state");
        nothingSigned();
        assertThat(node.broadcasts).hasValue(0);
    }

    /** Others are settled for here, and not sponsored. */
    @Test
    void nothingIsSignedForOthersFacilitator() {
        Wallet by = Wallet.of(Payer.randomKey());
        StacksTransaction elsewhere = Sponsored.open(by, unpaid(by, ELSEWHERE, 0));
        String request =
                """
                {"x402Version": 2,
                 "paymentPayload": {"x402Version": 2, "accepted": {"scheme": "exact", "network": "stacks:1",
                   "amount": "1000", "asset": "STX", "payTo": "%1$s", "maxTimeoutSeconds": 300},
                   "payload": {"transaction": "%2$s"}},
                 "paymentRequirements": {"scheme": "exact", "network": "stacks:1", "amount": "1000",
                   "asset": "STX", "payTo": "%1$s", "maxTimeoutSeconds": 300}}\
                """
                        .formatted(ELSEWHERE, Bytes.of(elsewhere.bytes()).hex());
        for (String path : List.of("/verify", "/settle")) {
            Answered answered = first().post(path, request).expect(200);
            assertThat(answered.text()).contains("invalid_transaction_state");
        }
        nothingSigned();
        assertThat(branches().isOpen(by.address(ScriptedNode.NETWORK).text())).isFalse();
    }

    @Test
    void anEmptyWalletPaysNothingAndIsSaidToBe() {
        Offered offered = offered();
        Buyer buyer = offered.buyer();
        assertThat(health().path("pays").booleanValue()).isTrue();
        node.balances.put(sponsorsAddress, 59_999L);
        Answered refused = buyer.pays(first()).expect(503, "sponsor_unavailable");
        assertThat(refused.at("detail").stringValue()).contains("nearly empty");
        nothingSigned();
        assertThat(health().path("pays").booleanValue()).isFalse();
        assertThat(health().path("balance").asLong()).isEqualTo(59_999);
        String offers =
                first().post("/api/counter/increment", "{\"name\": \"n\"}")
                        .expect(402)
                        .decoded("PAYMENT-REQUIRED")
                        .toString();
        assertThat(offers).doesNotContain("feePayer");
        node.balances.clear();
        buyer.pays(first()).expect(200);
        bought(offered, buyer);
    }

    private JsonNode health() {
        Call.until("the chain was asked", () -> !sponsorsHealth().isMissingNode());
        return sponsorsHealth();
    }

    private JsonNode sponsorsHealth() {
        for (JsonNode rail : first().get("/api/health").json().path("rails")) {
            if (rail.path("network").stringValue().equals(ScriptedNode.NETWORK.caip2())) {
                JsonNode sponsor = rail.path("sponsor");
                assertThat(sponsor.path("address").asString("")).isEqualTo(sponsorsAddress);
                return sponsor.path("balance").isIntegralNumber() ? sponsor : sponsor.path("none");
            }
        }
        throw new AssertionError("no such rail");
    }
}
