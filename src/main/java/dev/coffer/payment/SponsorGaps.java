package dev.coffer.payment;

import dev.coffer.payment.Facilitator.Fees;
import dev.coffer.payment.Facilitator.Purse;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.MalformedBytes;
import dev.coffer.stacks.Requirement;
import dev.coffer.stacks.SigningHash;
import dev.coffer.stacks.StacksTransaction;
import dev.coffer.stacks.Wallet;
import dev.coffer.store.Tx;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What is missing among a sponsor's nonces: a chain mines them one after another, and whatever
 * waits behind one that nothing uses any more would wait for good. Such a one is filled by a
 * payment of 1 µSTX from the sponsor itself, a payment like any: claimed, told, credited to the
 * sponsor.
 */
record SponsorGaps(Wallet wallet, Requirement paid, Sponsor.Terms terms, SponsorRows rows) {

    /** The least that can be moved. */
    private static final long LEAST = 1;

    /** Blocks take some seconds: what others wait for longer is looked at. */
    private static final long USUAL_MS = TimeUnit.SECONDS.toMillis(30);

    /**
     * The first nonce that nothing will use, while others wait behind it.
     *
     * @param fee of what had it before; 0 if nothing did
     */
    record Gap(long nonce, long fee) {}

    Optional<Gap> first(Tx tx, Purse purse) {
        List<SponsorRows.Given> given = rows.from(tx, purse.nonce());
        Set<Long> live =
                given.stream()
                        .filter(each -> each.isLive(tx))
                        .map(SponsorRows.Given::nonce)
                        .collect(Collectors.toSet());
        long end = live.stream().mapToLong(n -> n).max().orElse(purse.nonce());
        for (long nonce = purse.nonce(); nonce < end; nonce++) {
            long at = nonce;
            Optional<SponsorRows.Given> had =
                    given.stream().filter(each -> each.nonce() == at).findFirst();
            // What waits with it, and is not ours, fills it.
            if (!live.contains(at) && (had.isPresent() || !purse.waiting().contains(at))) {
                return Optional.of(new Gap(at, had.map(SponsorRows.Given::fee).orElse(0L)));
            }
        }
        return Optional.empty();
    }

    /** The payment that all others wait for, if it takes long: its payer may have taken it back. */
    Optional<PaymentName> blocking(Tx tx, Purse purse) {
        List<SponsorRows.Given> given = rows.from(tx, purse.nonce());
        return given.stream()
                .filter(head -> head.nonce() == purse.nonce() && given.size() > 1)
                .filter(head -> head.atMs() < tx.now() - USUAL_MS)
                .findFirst()
                .map(SponsorRows.Given::payment);
    }

    /** What fills a gap: nodes take it in the place of what had the nonce only for a higher fee. */
    VerifiedPayment filler(Facilitator chain, Gap gap) {
        Fees asked = chain.fees(transfer(gap.nonce(), terms.feeMost()));
        long fee = Math.max(Math.max(asked.least(), asked.usual()), gap.fee() + gap.fee() / 4 + 1);
        StacksTransaction transfer = transfer(gap.nonce(), Math.min(fee, 2 * terms.feeMost()));
        return new VerifiedPayment(
                new PaymentName(
                        rows.address(),
                        rows.network(),
                        Long.toString(gap.nonce()),
                        Bytes.of(SigningHash.originPresign(transfer)).hex()),
                new Price(Asset.STX, LEAST),
                Optional.of(transfer.txid()),
                transfer.bytes(),
                Optional.empty());
    }

    private StacksTransaction transfer(long nonce, long fee) {
        return wallet.payStx(
                paid.network(), paid.payTo(), LEAST, Bytes.of(new byte[0]), nonce, fee);
    }

    /** The gap is its filler's. */
    void fill(Tx tx, Gap gap, VerifiedPayment filler) {
        try {
            long fee = StacksTransaction.parse(filler.carried()).fee();
            rows.give(tx, gap.nonce(), filler.name(), filler.txid().orElseThrow(), fee);
        } catch (MalformedBytes e) {
            throw new IllegalStateException(e);
        }
    }
}
