package dev.coffer.payment.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Buyer;
import dev.coffer.payment.Rail;
import dev.coffer.payment.Sponsor;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.Sponsored;
import dev.coffer.stacks.StacksTransaction;
import dev.coffer.stacks.Wallet;

import org.junit.jupiter.api.BeforeEach;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Payments whose fee the service pays; each test has a sponsor of its own. */
abstract class SponsorBattery extends StacksBattery {

    private static final Sponsor.Terms TERMS =
            new Sponsor.Terms(StacksTokens.ASSETS, 3_000, 1_000_000, 20);

    final Wallet sponsor = Wallet.of(Payer.randomKey());
    final String sponsorsAddress = sponsor.address(ScriptedNode.NETWORK).text();
    private Sponsor.Terms terms = TERMS;

    @BeforeEach
    void sponsored() {
        branches().paidOn(this::sponsoredRail);
    }

    final Rail sponsoredRail() {
        return ScriptedNode.rail(
                node.url(),
                Duration.ofSeconds(10),
                Duration.ofMillis(150),
                Sponsoring.by(sponsor, terms));
    }

    final void by(Set<Asset> assets, long feeMost, long dayMost, long payerMost) {
        terms = new Sponsor.Terms(assets, feeMost, dayMost, payerMost);
        sponsored();
    }

    /** A payer of its own, and what it signed, without a fee. */
    record Offered(Wallet by, StacksTransaction transaction) {
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

    static StacksTransaction unpaid(Wallet by, String to, long nonce) {
        return by.payStx(
                ScriptedNode.NETWORK,
                Principal.parse(to).orElseThrow(),
                1_000,
                Bytes.of(new byte[0]),
                nonce,
                0);
    }

    static Offered offered(Wallet by, long nonce) {
        return new Offered(by, Sponsored.open(by, unpaid(by, PAY_TO, nonce)));
    }

    static Offered offered() {
        return offered(Wallet.of(Payer.randomKey()), 0);
    }

    final Service first() {
        return branches().first();
    }

    final Service other() {
        return branches().other();
    }

    /** How the node was told a payment last. */
    final StacksTransaction told(Offered offered) {
        return node.told().stream().filter(offered::is).reduce((_, last) -> last).orElseThrow();
    }

    final long sponsorsNonce(Offered offered) {
        return told(offered).sponsor().orElseThrow().nonce();
    }

    final void addsUp(Offered offered, long paid) {
        assertThat(node.moved(offered.payer(), Asset.STX, PAY_TO)).isEqualTo(paid);
        branches().addUp(offered.payer(), Asset.STX, paid);
    }

    final void bought(Offered offered, Buyer buyer) {
        branches().bought(buyer);
        addsUp(offered, 1_000);
    }

    final List<List<String>> given() {
        return first().query(
                        "select nonce, payer from sponsored where owner = '%s' order by nonce"
                                .formatted(sponsorsAddress));
    }

    final void nothingSigned() {
        assertThat(given()).isEmpty();
        assertThat(node.told())
                .noneMatch(tx -> tx.sponsor().filter(_ -> sponsor.sponsors(tx)).isPresent());
    }
}
