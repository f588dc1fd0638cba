package dev.coffer.payment.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.FarSide;
import dev.coffer.harness.Payer;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Branches;
import dev.coffer.payment.Buyer;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.MalformedBytes;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.Sponsored;
import dev.coffer.stacks.StacksTransaction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Whatever becomes of payments whose fee the service pays: one payment, one nonce of the sponsor
 * that is mined, one credit.
 */
@ParameterizedClass
@EnumSource(Branches.Standing.class)
class SponsorTest extends SponsorBattery {

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
}
