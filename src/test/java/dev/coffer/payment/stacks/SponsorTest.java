package dev.coffer.payment.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.FarSide;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Buyer;
import dev.coffer.payment.Rail;
import dev.coffer.payment.Sponsor;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.MalformedBytes;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.Sponsored;
import dev.coffer.stacks.StacksTransaction;
import dev.coffer.stacks.Wallet;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Payments whose fee the service pays: one payment, one nonce of the sponsor that is mined, one
 * credit, whatever becomes of it; and nothing signed but what pays us.
 */
class SponsorTest extends StacksBattery {

    private static final Sponsor.Terms TERMS =
            new Sponsor.Terms(StacksTokens.ASSETS, 3_000, 1_000_000, 20);

    private final Wallet sponsor = Wallet.of(Payer.randomKey());
    private final String sponsorsAddress = sponsor.address(ScriptedNode.NETWORK).text();
    private Sponsor.Terms terms = TERMS;

    @BeforeEach
    void sponsored() {
        branches().paidOn(this::sponsoredRail);
    }

    private Rail sponsoredRail() {
        return ScriptedNode.rail(
                node.url(),
                Duration.ofSeconds(10),
                Duration.ofMillis(150),
                Sponsoring.by(sponsor, terms));
    }

    private void by(Set<Asset> assets, long feeMost, long dayMost, long payerMost) {
        terms = new Sponsor.Terms(assets, feeMost, dayMost, payerMost);
        sponsored();
    }

    /** A payer of its own, and what it signed, without a fee. */
    private record Offered(Wallet by, StacksTransaction transaction) {
        String payer() {
            return by.address(ScriptedNode.NETWORK).text();
        }

        Buyer buyer() {
            return ScriptedNode.buyer(payer(), Asset.STX, 1_000, transaction.bytes());
        }

        /** The same payment, by whoever sponsored it. */
        boolean is(StacksTransaction told) {
            return told.origin().equals(transaction.origin());
        }
    }

    private static StacksTransaction unpaid(Wallet by, String to, long nonce) {
        return by.payStx(
                ScriptedNode.NETWORK,
                Principal.parse(to).orElseThrow(),
                1_000,
                Bytes.of(new byte[0]),
                nonce,
                0);
    }

    private static Offered offered(Wallet by, long nonce) {
        return new Offered(by, Sponsored.open(by, unpaid(by, PAY_TO, nonce)));
    }

    private static Offered offered() {
        return offered(Wallet.of(Payer.randomKey()), 0);
    }

    private Service first() {
        return branches().first();
    }

    private Service other() {
        return branches().other();
    }

    /** How the node was told a payment last. */
    private StacksTransaction told(Offered offered) {
        return node.told().stream().filter(offered::is).reduce((_, last) -> last).orElseThrow();
    }

    private long sponsorsNonce(Offered offered) {
        return told(offered).sponsor().orElseThrow().nonce();
    }

    private void addsUp(Offered offered, long paid) {
        assertThat(node.moved(offered.payer(), Asset.STX, PAY_TO)).isEqualTo(paid);
        branches().addUp(offered.payer(), Asset.STX, paid);
    }

    private void bought(Offered offered, Buyer buyer) {
        branches().bought(buyer);
        addsUp(offered, 1_000);
    }

    private List<List<String>> given() {
        return first().query(
                        "select nonce, payer from sponsored where owner = '%s' order by nonce"
                                .formatted(sponsorsAddress));
    }

    private void nothingSigned() {
        assertThat(given()).isEmpty();
        assertThat(node.told())
                .noneMatch(tx -> tx.sponsor().filter(_ -> sponsor.sponsors(tx)).isPresent());
    }

    @Test
    void isPaidAndNamedInTheOffers() throws MalformedBytes {
        JsonNode offers =
                first().post("/api/counter/increment", "{\"name\": \"n\"}")
                        .expect(402)
                        .decoded("PAYMENT-REQUIRED")
                        .path("accepts");
        for (JsonNode offer : offers) {
            boolean here = offer.path("network").stringValue().equals(ScriptedNode.NETWORK.caip2());
            assertThat(offer.path("extra").path("feePayer").asString(""))
                    .isEqualTo(here ? sponsorsAddress : "");
        }
        node.estimates = List.of(200L, 400L, 900L);
        Offered offered = offered();
        Buyer buyer = offered.buyer();
        Answered paid = buyer.pays(first()).expect(200);
        StacksTransaction told = told(offered);
        assertThat(paid.decoded("PAYMENT-RESPONSE").path("transaction").stringValue())
                .isEqualTo(told.txid());
        assertThat(told.fee()).isEqualTo(400);
        assertThat(sponsor.sponsors(told)).isTrue();
        bought(offered, buyer);
        assertThat(StacksTransaction.parse(told.bytes())).isEqualTo(told);
        assertThat(node.broadcasts).hasValue(1);
    }

    @Test
    void isPaidInTokens() {
        StacksTransaction paid =
                wallet.payToken(
                        ScriptedNode.NETWORK,
                        ScriptedNode.TOKENS.token(Asset.SBTC).contract(),
                        Principal.parse(PAY_TO).orElseThrow(),
                        100,
                        java.util.Optional.empty(),
                        0,
                        0);
        Buyer buyer = buyer(Asset.SBTC, 100, Sponsored.open(wallet, paid).bytes());
        buyer.pays(first()).expect(200);
        branches().bought(buyer);
        branches().addUp(payer, Asset.SBTC, node.moved(payer, Asset.SBTC, PAY_TO));
    }

    @Test
    void isPresentedAtAllNodesAtOnce() {
        Offered offered = offered();
        Buyer buyer = offered.buyer();
        List<Answered> all =
                Call.together(
                        4, i -> buyer.pays(branches().nodes().get(i % branches().nodes().size())));
        assertThat(all).extracting(Answered::status).containsOnly(200);
        assertThat(node.told().stream().filter(offered::is)).hasSize(1);
        assertThat(given()).hasSize(1);
        bought(offered, buyer);
    }

    @Test
    void manyHaveANonceEach() {
        List<Offered> all = IntStream.range(0, 8).mapToObj(_ -> offered()).toList();
        List<Buyer> buyers = all.stream().map(Offered::buyer).toList();
        Call.together(
                all.size(),
                i -> {
                    Buyer.settled(() ->
                            buyers.get(i)
                                    .pays(branches().nodes().get(i % branches().nodes().size())));
                    return i;
                });
        assertThat(all.stream().map(this::sponsorsNonce))
                .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 8).boxed().toList());
        bought(all.getFirst(), buyers.getFirst());
        bought(all.getLast(), buyers.getLast());
    }

    /** Its payer spends its nonce elsewhere: whoever waits behind it must not wait for good. */
    @Test
    void whatComesToNothingLeavesNoGap() {
        node.mines = false;
        Offered lost = offered();
        Buyer gone = lost.buyer();
        gone.pays(first()).expect(503, "settlement_pending");
        Offered behind = offered();
        Buyer buyer = behind.buyer();
        buyer.pays(other()).expect(503, "settlement_pending");
        assertThat(sponsorsNonce(behind)).isEqualTo(1);
        StacksTransaction instead =
                lost.by()
                        .payStx(
                                ScriptedNode.NETWORK,
                                Principal.parse(ELSEWHERE).orElseThrow(),
                                1,
                                Bytes.of(new byte[0]),
                                0,
                                9_000);
        node.mine(node.take(instead));
        node.mineSponsored();
        buyer.pays(first()).expect(503, "settlement_pending");
        node.mines = true;
        branches().untilNothingIsOpen(lost.payer(), this::sponsoredRail);
        branches().untilNothingIsOpen(behind.payer(), this::sponsoredRail);
        bought(behind, buyer);
        gone.pays(first()).expect(409, "conflicting_nonce");
        addsUp(lost, 0);
        // The sponsor filled it itself, by a payment like any.
        assertThat(given().getFirst().getLast()).isEqualTo(sponsorsAddress);
        branches().untilNothingIsOpen(sponsorsAddress, this::sponsoredRail);
        branches().addUp(sponsorsAddress, Asset.STX, 1);
        assertThat(node.moved(sponsorsAddress, Asset.STX, PAY_TO)).isEqualTo(1);
    }

    @Test
    void droppedIsToldAgainByItsNonce() {
        node.mines = false;
        Offered offered = offered();
        Buyer buyer = offered.buyer();
        buyer.pays(first()).expect(503, "settlement_pending");
        node.end(told(offered).txid(), "dropped_stale_garbage_collect");
        branches().untilNothingIsOpen(offered.payer(), this::sponsoredRail);
        node.mines = true;
        buyer.pays(other()).expect(200);
        bought(offered, buyer);
        assertThat(sponsorsNonce(offered)).isZero();
        assertThat(given()).hasSize(1);
    }

    /** The next takes its nonce; when it comes again, it gets one that is free. */
    @Test
    void droppedGivesItsNonceAway() {
        node.mines = false;
        Offered offered = offered();
        Buyer buyer = offered.buyer();
        buyer.pays(first()).expect(503, "settlement_pending");
        node.end(told(offered).txid(), "dropped_problematic");
        branches().untilNothingIsOpen(offered.payer(), this::sponsoredRail);
        node.mines = true;
        Offered next = offered();
        Buyer second = next.buyer();
        second.pays(other()).expect(200);
        assertThat(sponsorsNonce(next)).isZero();
        buyer.pays(other()).expect(200);
        assertThat(sponsorsNonce(offered)).isEqualTo(1);
        bought(offered, buyer);
        bought(next, second);
    }

    /** Somebody saw it, and put itself into the sponsor's place for more. */
    @Test
    void sponsorSwapped() throws MalformedBytes {
        node.mines = false;
        Offered offered = offered();
        Buyer buyer = offered.buyer();
        buyer.pays(first()).expect(503, "settlement_pending");
        byte[] swapped =
                Sponsored.by(
                        Payer.randomKey(), 0, 5_000, offered.by(), unpaid(offered.by(), PAY_TO, 0));
        node.mine(node.take(StacksTransaction.parse(swapped)));
        buyer.pays(other()).expect(200);
        bought(offered, buyer);
        node.mines = true;
        Offered next = offered();
        Buyer second = next.buyer();
        second.pays(first()).expect(200);
        assertThat(sponsorsNonce(next)).as("the nonce that was never mined").isZero();
        bought(next, second);
    }

    @Test
    void aNonceSpentElsewhereIsHeeded() {
        node.movedOn(sponsorsAddress, 5);
        Offered offered = offered();
        Buyer buyer = offered.buyer();
        buyer.pays(first()).expect(200);
        assertThat(sponsorsNonce(offered)).isEqualTo(5);
        // Claimed, and not heard of when it is spent.
        node.takes = false;
        node.answering = _ -> FarSide.text(502, "away");
        Offered late = offered();
        Buyer second = late.buyer();
        second.pays(first()).expect(503, "settlement_pending");
        node.behaves();
        node.movedOn(sponsorsAddress, 9);
        Buyer.settled(() -> second.pays(other()));
        assertThat(sponsorsNonce(late)).isEqualTo(9);
        bought(offered, buyer);
        bought(late, second);
    }

    @Test
    void aNonceThatWaitsElsewhereIsHeeded() {
        node.mines = false;
        StacksTransaction elsewhere =
                sponsor.payStx(
                        ScriptedNode.NETWORK,
                        Principal.parse(ELSEWHERE).orElseThrow(),
                        1,
                        Bytes.of(new byte[0]),
                        0,
                        9_000);
        node.takes = false;
        node.answering = _ -> FarSide.text(502, "away");
        Offered early = offered();
        Buyer buyer = early.buyer();
        buyer.pays(first()).expect(503, "settlement_pending");
        node.takes = true;
        node.answering = ScriptedNode::taken;
        String txid = node.take(elsewhere);
        buyer.pays(other()).expect(503, "settlement_pending");
        assertThat(sponsorsNonce(early)).isEqualTo(1);
        node.mine(txid);
        node.mineSponsored();
        Buyer.settled(() -> buyer.pays(first()));
        bought(early, buyer);
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
