package dev.coffer.payment.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.Sponsored;
import dev.coffer.stacks.StacksNetwork;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A payment that somebody else paid the fee of is as good as any; one that awaits that is paid for
 * by the devnet's own wallet, where there is one.
 */
class SponsoredPaymentTest {

    private static final String SET = "/api/kv/set";
    private static final String BODY = "{\"key\": \"k\", \"value\": 1}";

    private final Service service = Service.ticking();
    private final Payer payer = Payer.funded(service);
    private final String sponsorKey = Payer.randomKey();
    private final Payer sponsor = Payer.of(service, sponsorKey);

    @AfterEach
    void close() {
        service.close();
    }

    private Answered pays(long nonce, long sponsorNonce) {
        Principal payTo = Principal.parse(X402.PAY_TO).orElseThrow();
        byte[] sponsored =
                Sponsored.by(
                        sponsorKey,
                        sponsorNonce,
                        500,
                        payer.wallet(),
                        payer.wallet()
                                .payStx(
                                        StacksNetwork.TESTNET,
                                        payTo,
                                        1_000,
                                        Bytes.of(new byte[] {(byte) sponsorNonce}),
                                        nonce,
                                        0));
        return service.post(
                SET, BODY, X402.v2(Asset.STX, 1_000, HexFormat.of().formatHex(sponsored)));
    }

    /** Pays the price of a call, without a coin for the fee. */
    private Answered leavesItsFee(Payer by, long nonce) {
        return service.post(SET, BODY, X402.leavingItsFee(by.wallet(), nonce));
    }

    private Payer withTwoPrices() {
        Payer poor = Payer.poor(service);
        service.post(
                        "/devnet/faucet?tokenType=STX",
                        "{\"address\": \"%s\", \"amount\": 2000}".formatted(poor.address()))
                .expect(200);
        return poor;
    }

    @Test
    void theServicePaysTheFeeOfWhoLeavesItOpen() {
        leavesItsFee(payer, 0).expect(400, "invalid_transaction_state");
        service.restartSponsored(1);
        Payer poor = withTwoPrices();
        leavesItsFee(poor, 0).expect(200);
        assertThat(stx(poor)).isEqualTo(1_000);
        Answered refused = leavesItsFee(poor, 1).expect(429, "sponsor_limit");
        assertThat(refused.at("charged").booleanValue()).isFalse();
        assertThat(refused.header("Retry-After")).isNotEmpty();
        assertThat(stx(poor)).isEqualTo(1_000);
        JsonNode sponsored =
                service.get("/supported").expect(200).at("signers").path("stacks:*").path(0);
        JsonNode account = Payer.onChain(service, sponsored.stringValue());
        assertThat(account.path("nonce").asLong()).isEqualTo(1);
        assertThat(figure("sponsored_payments")).isEqualTo(1);
        assertThat(figure("sponsored_fees")).isEqualTo(283);
        assertThat(figure("sponsor_balance"))
                .isBetween(1L, Long.decode(account.path("balance").stringValue()) + 283);
    }

    private long figure(String name) {
        return service.rooms().stream()
                .flatMap(room -> room.figures().stream())
                .filter(figure -> figure.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value()
                .getAsLong();
    }

    /** A chain that mines at once takes the sponsor's nonces in their order all the same. */
    @Test
    void manyAtOnceArePaidFor() {
        service.restartSponsored(20);
        List<Payer> all = Stream.generate(this::withTwoPrices).limit(6).toList();
        List<Answered> answers = Call.together(all.size(), i -> leavesItsFee(all.get(i), 0));
        assertThat(answers).extracting(Answered::status).containsOnly(200);
        assertThat(all).extracting(SponsoredPaymentTest::stx).containsOnly(1_000L);
    }

    private static long stx(Payer of) {
        return Long.decode(of.onChain().path("balance").stringValue());
    }

    @Test
    void theSponsorPaysTheFeeAndThePayerThePrice() {
        pays(0, 0).expect(400, "insufficient_funds");
        sponsor.fund();
        long had = stx(payer);
        long sponsorHad = stx(sponsor);
        pays(0, 0).expect(200);
        assertThat(had - stx(payer)).isEqualTo(1_000);
        assertThat(sponsorHad - stx(sponsor)).isEqualTo(500);
        assertThat(payer.nonce()).isEqualTo(1);
        assertThat(sponsor.nonce()).isEqualTo(1);
        pays(1, 0).expect(400, "sponsor_nonce");
        pays(1, 1).expect(200);
        payer.deposit(Asset.STX, 1);
        assertThat(payer.balance(Asset.STX)).isEqualTo(1);
        payer.addsUp();
    }
}
