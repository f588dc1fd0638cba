package dev.coffer.payment;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.payment.Facilitator.Fees;
import dev.coffer.payment.Facilitator.Purse;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.MalformedBytes;
import dev.coffer.stacks.PaymentCheck;
import dev.coffer.stacks.Requirement;
import dev.coffer.stacks.StacksTransaction;
import dev.coffer.stacks.Wallet;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * A wallet that pays the fees of payments on a Stacks network whose payers left that open ({@code
 * sponsored}, SIP-005). It signs nothing but transfers to whoever is paid here, each checked whole
 * right before; never shows its key.
 *
 * <p>A payer's nonce lets a payment be mined once, whoever sponsors it and however often it was
 * signed for: by a sponsor no payment can move twice. What the sponsor's own nonces decide is
 * whether it is mined at all, one after another. They are given out from what the chain says, past
 * those that are on their way; one whose payment came to nothing is given to the next, and where
 * others wait behind it, to a transfer of 1 µSTX from the sponsor itself, a payment like any.
 */
public final class Sponsor {

    /**
     * What it pays for.
     *
     * @param assets in which it is paid
     * @param feeMost of one payment, µSTX
     * @param dayMost of all payments of a day, µSTX
     * @param payerMost payments of one payer in a day
     */
    public record Terms(Set<Asset> assets, long feeMost, long dayMost, long payerMost) {
        public Terms {
            assets = Set.copyOf(assets);
            if (assets.isEmpty() || feeMost < 1 || dayMost < feeMost || payerMost < 1) {
                throw new IllegalArgumentException(
                        "a sponsor pays in some asset, at least 1 uSTX, in a day at least one fee, for a payer at least one payment");
            }
        }

        /** In all that is taken: 0.003 STX for one, 1 STX a day, 20 payments of a payer a day. */
        public static Terms usual(Set<Asset> assets) {
            return new Terms(assets, 3_000, 1_000_000, 20);
        }
    }

    /** What it is for whom, and each of its nonces. */
    public static final List<Table> TABLES = SponsorRows.TABLES;

    /** Of its transactions so many may wait for a block: nodes take 25. */
    static final int MOST_WAITING = 20;

    private static final long RETRY_MS = TimeUnit.SECONDS.toMillis(30);

    private static final String HINT =
            " Nothing was done; sign the payment with a fee of your own, unsponsored, or try again later.";

    private final Wallet wallet;
    private final Requirement paid;
    private final Terms terms;
    private final String address;
    private final SponsorRows rows;
    private final PaymentCheck check = new PaymentCheck();
    private final LongAdder signed = new LongAdder();
    private final LongAdder fees = new LongAdder();
    private volatile Optional<Purse> seen = Optional.empty();

    /**
     * @param paid who is paid, and in what; any amount
     */
    public Sponsor(Wallet wallet, Requirement paid, Terms terms) {
        this.wallet = wallet;
        this.paid = paid;
        this.terms = terms;
        this.address = wallet.address(paid.network()).text();
        this.rows = new SponsorRows(address, paid.network().caip2());
    }

    public String address() {
        return address;
    }

    /**
     * Whether payments in an asset are sponsored now, as far as is known: its wallet may be low.
     */
    public boolean takes(Asset asset) {
        return terms.assets().contains(asset) && seen.filter(this::isLow).isEmpty();
    }

    /** What it has on the chain, as that said last, in µSTX. */
    public Optional<Long> balance() {
        return seen.map(Purse::balance);
    }

    /** The same, whole. */
    Optional<Purse> seen() {
        return seen;
    }

    /** Whether it pays now, by that. */
    public boolean pays() {
        return seen.filter(purse -> !isLow(purse)).isPresent();
    }

    /** How many payments this node signed, since its start. */
    public long signedPayments() {
        return signed.sum();
    }

    /** For how much in fees, in µSTX. */
    public long signedFees() {
        return fees.sum();
    }

    /** It could not pay for all that may be on its way. */
    private boolean isLow(Purse purse) {
        return purse.balance() < MOST_WAITING * terms.feeMost();
    }

    /** Asks what the chain knows of it. */
    Purse look(Facilitator chain) {
        Purse purse = chain.purse(address);
        seen = Optional.of(purse);
        return purse;
    }

    /** Whether it is this one that sponsors a payment. */
    boolean isOf(VerifiedPayment payment) {
        try {
            return wallet.sponsors(StacksTransaction.parse(payment.carried()));
        } catch (MalformedBytes e) {
            return false; // It was read once.
        }
    }

    /**
     * Judges a payment that awaits it, or that it signed before, and asks the chain what is needed
     * to sign it.
     *
     * @throws Problem 400 if it is none that is sponsored here; 503 if it is none now
     */
    Sponsorship offer(Facilitator chain, VerifiedPayment payment) {
        StacksTransaction transaction = checked(payment);
        try {
            Fees asked = chain.fees(transaction);
            if (asked.least() > terms.feeMost()) {
                throw unavailable(
                        "The network wants a fee of %d uSTX, and at most %d is paid here."
                                .formatted(asked.least(), terms.feeMost()));
            }
            Purse purse = look(chain);
            if (isLow(purse)) {
                throw unavailable("The wallet that pays fees here is nearly empty.");
            }
            long fee = Math.min(Math.max(asked.least(), asked.usual()), terms.feeMost());
            return new Sponsorship(this, transaction, payment, purse, fee);
        } catch (ChainSilent e) {
            throw Refusals.chainUnavailable();
        }
    }

    private StacksTransaction checked(VerifiedPayment payment) {
        String hex = Bytes.of(payment.carried()).hex();
        if (!(check.read(paid.network(), hex, true) instanceof PaymentCheck.Signed read)) {
            throw notSponsored("Only a transaction that its payer signed is sponsored here.");
        }
        if (check.require(paid, read) instanceof PaymentCheck.Invalid invalid) {
            throw notSponsored(
                    "Only transfers of %s to %s are sponsored here. %s"
                            .formatted(
                                    terms.assets().stream()
                                            .map(Asset::symbol)
                                            .sorted()
                                            .collect(Collectors.joining(", ")),
                                    paid.payTo().text(),
                                    invalid.message()));
        }
        if (read.payer().text().equals(address)) {
            throw notSponsored("The sponsor does not sponsor itself.");
        }
        return read.transaction();
    }

    private static Problem notSponsored(String why) {
        return new Problem(new ErrorCode(400, "invalid_transaction_state"), why);
    }

    private static Problem unavailable(String why) {
        return new Problem(ErrorCode.SPONSOR_UNAVAILABLE, why + HINT).retryAfterMs(RETRY_MS);
    }

    /** Counts a payment against what is paid in a day, or refuses it. */
    void count(Tx tx, String payer, long fee) {
        SponsorRows.Day ofPayer = rows.payments(tx, payer);
        if (ofPayer.count() >= terms.payerMost()) {
            throw new Problem(
                            ErrorCode.SPONSOR_LIMIT,
                            "The fees of %d payments a day of one payer are paid here, and were.%s"
                                    .formatted(terms.payerMost(), HINT))
                    .retryAfterMs(ofPayer.untilMs() - tx.now());
        }
        SponsorRows.Day all = rows.spent(tx);
        if (all.count() + fee > terms.dayMost()) {
            throw unavailable("What is paid for fees in a day is spent.")
                    .retryAfterMs(all.untilMs() - tx.now());
        }
        rows.count(tx, payer);
        rows.spend(tx, fee);
    }

    /** Gives a payment the first nonce that is free, and signs. */
    VerifiedPayment sign(
            Tx tx, StacksTransaction transaction, VerifiedPayment payment, Purse purse, long fee) {
        Set<Long> taken = new HashSet<>(purse.waiting());
        rows.from(tx, purse.nonce()).stream()
                .filter(given -> given.isLive(tx))
                .forEach(given -> taken.add(given.nonce()));
        for (long nonce = purse.nonce(); nonce < purse.nonce() + MOST_WAITING; nonce++) {
            if (!taken.contains(nonce)) {
                return signed(tx, wallet.sponsor(transaction, nonce, fee), payment, nonce, fee);
            }
        }
        throw unavailable(
                "%d sponsored payments wait for a block, and no more can.".formatted(MOST_WAITING));
    }

    private VerifiedPayment signed(
            Tx tx, StacksTransaction whole, VerifiedPayment payment, long nonce, long fee) {
        rows.give(tx, nonce, payment.name(), whole.txid(), fee);
        return new VerifiedPayment(
                payment.name(),
                payment.paid(),
                Optional.of(whole.txid()),
                whole.bytes(),
                payment.untilMs());
    }

    /** Once what was signed is committed. */
    void signed(long fee) {
        signed.increment();
        fees.add(fee);
    }

    /** The nonce by which it sponsors a payment, if that is still the payment's. */
    Optional<SponsorRows.Given> given(Tx tx, VerifiedPayment payment) {
        try {
            StacksTransaction transaction = StacksTransaction.parse(payment.carried());
            return transaction
                    .sponsor()
                    .filter(_ -> wallet.sponsors(transaction))
                    .flatMap(by -> rows.of(tx, payment.name(), by.nonce()));
        } catch (MalformedBytes e) {
            return Optional.empty();
        }
    }

    /** What may be missing among its nonces. */
    SponsorGaps gaps() {
        return new SponsorGaps(wallet, paid, terms, rows);
    }

    void takeBack(Tx tx, SponsorRows.Given given) {
        rows.takeBack(tx, given);
    }
}
