package dev.coffer.payment;

import dev.coffer.payment.PriceLists.Recipient;
import dev.coffer.store.Tx;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Whether the ledger adds up, and whether it is what the chains say: every transfer to whoever was
 * paid here against the credits, and every credit against the transfers, to the unit. Holds all of
 * both in memory; for chores, not for calls.
 *
 * <p>A store that is served moves on meanwhile. What was credited since the chain was asked is not
 * compared, and what the chain has of a payment that is still open here is no difference.
 */
public final class Books {

    /** Clocks of chains and stores differ. */
    private static final long GRACE_MS = TimeUnit.HOURS.toMillis(1);

    /** What does not fit. */
    public enum Kind {
        /** The chain moved it, and nobody was credited, though it was presented here. */
        NOT_CREDITED,
        /** The chain moved it, and nobody presented it here. */
        UNKNOWN,
        /** It is credited, and the chain has no transfer of it. */
        NOT_MOVED,
        /** It is credited, and moved, in another amount. */
        AMOUNT,
        /** The chain moved it, and its payment is open yet: no difference. */
        OPEN,
        /** The operator says that it was sent by hand: no difference. */
        BY_HAND,
        /** It was moved before the store was paid there, and not presented: no difference. */
        BEFORE;

        public boolean isDifference() {
            return this != OPEN && this != BY_HAND && this != BEFORE;
        }
    }

    /**
     * One of them.
     *
     * @param moved by the chain, in smallest units; 0 for nothing
     * @param credited by the ledger
     */
    public record Finding(
            Kind kind, String txid, String address, Asset asset, long moved, long credited) {}

    /**
     * A chain and an address that is paid there.
     *
     * @param transfers how many the chain has
     */
    public record Compared(Recipient recipient, int transfers, List<Finding> findings) {}

    /** What a chain's transfers are held against. */
    private record Credit(long amount, boolean young) {
        Credit and(Credit other) {
            return new Credit(amount + other.amount, young || other.young);
        }
    }

    private record Presented(String txid, String from, Price paid, PaymentRow.State state) {}

    private final String network;
    private final Map<ChainTransfer.Key, Credit> credits = new LinkedHashMap<>();
    private final Map<ChainTransfer.Key, PaymentRow.State> presented = new HashMap<>();
    private final List<Presented> nameless = new ArrayList<>();

    /**
     * What a store has of a network.
     *
     * @param beganMs when the chain was asked first, by the store's clock
     */
    public Books(Tx tx, String network, long beganMs) {
        this.network = network;
        tx.all(
                        "select owner, asset, amount, reference, at from credit where reference like ?",
                        row ->
                                Map.entry(
                                        new ChainTransfer.Key(
                                                txid(row.text(4)),
                                                row.text(1),
                                                Asset.required(row.text(2))),
                                        new Credit(row.number(3), row.number(5) >= beganMs)),
                        network + " %")
                .forEach(c -> credits.merge(c.getKey(), c.getValue(), Credit::and));
        tx.all(
                        "select owner, asset, amount, txid, state from payment where network = ? and purchase <> 'elsewhere'",
                        row ->
                                new Presented(
                                        Optional.ofNullable(row.textOrNull(4)).orElse(""),
                                        row.text(1),
                                        new Price(Asset.valueOf(row.text(2)), row.number(3)),
                                        PaymentRow.State.of(row.text(5))),
                        network)
                .forEach(this::add);
    }

    private void add(Presented payment) {
        if (payment.txid().isEmpty()) {
            nameless.add(payment);
        } else {
            presented.put(
                    new ChainTransfer.Key(
                            ChainTransfer.plain(payment.txid()),
                            payment.from(),
                            payment.paid().asset()),
                    payment.state());
        }
    }

    private String txid(String reference) {
        return ChainTransfer.plain(reference.substring(network.length() + 1));
    }

    /**
     * Holds what a chain moved to all who were paid on it against the credits.
     *
     * @param transfers by recipient
     * @param byHand transactions that the operator knows of
     */
    public List<Compared> against(
            Map<Recipient, Collection<ChainTransfer>> transfers, Set<String> byHand) {
        Map<ChainTransfer.Key, Credit> left = new LinkedHashMap<>(credits);
        List<Compared> compared = new ArrayList<>();
        transfers.forEach((recipient, moved) -> {
            List<Finding> findings = new ArrayList<>();
            sums(moved)
                    .forEach((key, sum) ->
                            finding(recipient, key, sum, left, byHand).ifPresent(findings::add));
            compared.add(new Compared(recipient, moved.size(), findings));
        });
        List<Finding> without = new ArrayList<>();
        left.forEach((key, credit) -> {
            if (!credit.young()) {
                without.add(
                        new Finding(
                                Kind.NOT_MOVED,
                                key.txid(),
                                key.from(),
                                key.asset(),
                                0,
                                credit.amount()));
            }
        });
        // A credit does not say to whom it was paid: shown with the last who was.
        compared.getLast().findings().addAll(without);
        return compared;
    }

    /** One transaction may carry several payments of one payer. */
    private static Map<ChainTransfer.Key, ChainTransfer> sums(Collection<ChainTransfer> moved) {
        Map<ChainTransfer.Key, ChainTransfer> sums = new LinkedHashMap<>();
        for (ChainTransfer one : moved) {
            sums.merge(
                    one.key(),
                    one,
                    (a, b) ->
                            new ChainTransfer(
                                    a.txid(),
                                    a.from(),
                                    new Price(
                                            a.moved().asset(),
                                            Math.addExact(a.moved().amount(), b.moved().amount())),
                                    a.atMs()));
        }
        return sums;
    }

    private Optional<Finding> finding(
            Recipient recipient,
            ChainTransfer.Key key,
            ChainTransfer sum,
            Map<ChainTransfer.Key, Credit> left,
            Set<String> byHand) {
        long moved = sum.moved().amount();
        long credited = Optional.ofNullable(left.remove(key)).map(Credit::amount).orElse(0L);
        Kind kind;
        if (credited == moved) {
            return Optional.empty();
        } else if (credited > 0) {
            kind = Kind.AMOUNT;
        } else if (isOpen(key, moved)) {
            kind = Kind.OPEN;
        } else if (presented.containsKey(key)) {
            kind = Kind.NOT_CREDITED;
        } else if (byHand.contains(key.txid())) {
            kind = Kind.BY_HAND;
        } else {
            kind = sum.atMs() < recipient.sinceMs() - GRACE_MS ? Kind.BEFORE : Kind.UNKNOWN;
        }
        return Optional.of(new Finding(kind, key.txid(), key.from(), key.asset(), moved, credited));
    }

    /** Of some payments nobody knows the transaction before they are settled. */
    private boolean isOpen(ChainTransfer.Key key, long moved) {
        PaymentRow.State state = presented.get(key);
        return state == PaymentRow.State.CLAIMED
                || state == PaymentRow.State.TOLD
                || nameless.removeIf(p ->
                        p.from().equals(key.from())
                                && p.paid().equals(new Price(key.asset(), moved))
                                && p.state() != PaymentRow.State.SETTLED
                                && p.state() != PaymentRow.State.FAILED);
    }
}
