package dev.coffer.payment.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
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

import java.util.HexFormat;

/** A payment that somebody else paid the fee of is as good as any. */
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
