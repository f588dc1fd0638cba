package dev.coffer.payment;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RateLimit;
import dev.coffer.endpoint.Request;
import dev.coffer.payment.x402.Presented;
import dev.coffer.payment.x402.Receipt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Takes payments: reads them, checks them here, has them settled, and tells whoever paid how that
 * ended, in the header of the x402 that it speaks.
 *
 * @param rails the ways to be paid
 * @param lists what is asked for, and was lately
 * @param failures how often bad payments may be brought, by an address or, where the signature is
 *     good, by a payer: some clients sign again and again
 * @param invitations how often whoever brought a bad payment is invited to pay once more, where its
 *     clients expect that
 */
public record Cashier(
        Payments payments,
        Rails rails,
        PriceLists lists,
        RateLimit failures,
        RateLimit invitations) {

    /** What is wrong with the protocol, not with the payment. */
    private static final Set<String> UNREADABLE =
            Set.of("invalid_payload", "invalid_x402_version", "invalid_network");

    /**
     * A payment that is the payer's balance now, and the headers that say so.
     *
     * @param news whether nobody was told before
     * @param resume the code by which whoever brought it may come back, if it needs one
     */
    public record Taken(
            VerifiedPayment payment,
            boolean news,
            Optional<String> resume,
            Map<String, String> receipt) {

        /**
         * The answer to its call where another payment bought it, at the same time at another node:
         * this one was not needed, and is balance.
         */
        public Answer unneeded(Answer answer) {
            Map<String, String> headers = new LinkedHashMap<>(answer.headers());
            headers.putAll(receipt);
            if (news) {
                headers.put("Coffer-Credited", payment.paid().toString());
            }
            return new Answer(answer.status(), headers, answer.body());
        }

        /** A refusal of its call: what was paid is balance all the same. */
        public Problem told(Problem problem) {
            Problem told = problem.withHeaders(receipt);
            if (news) {
                told =
                        told.with(
                                "credited",
                                Map.of(
                                        "account", payment.payer(),
                                        "asset", payment.paid().asset().symbol(),
                                        "amount", payment.paid().amount()));
            }
            return Refusals.resumable(told, resume.filter(_ -> problem.retryable()));
        }
    }

    /**
     * A payment that is good.
     *
     * @param prices by which it is: those of now, or those that were offered when it was made
     */
    public record Checked(VerifiedPayment payment, Prices prices) {}

    /** The payment that a request brings; one that can't be read is refused like any bad one. */
    Optional<Presented> presented(Request request) {
        try {
            return Presented.of(request);
        } catch (Problem problem) {
            boolean v2 = request.header(Presented.V2_HEADER).isPresent();
            throw refused(
                    counted(problem, RateLimit.network(request.remoteAddress())),
                    v2 ? Presented.Version.V2 : Presented.Version.BARE,
                    rails.network(Optional.empty()));
        }
    }

    /**
     * Reads a payment and looks it up; one that is not known is judged by what the call costs, by
     * the prices of now or by others that were offered and are good still.
     *
     * @param required what the call costs by some prices, one of these
     * @throws Problem 400 with a precise code; 429 for one that is not known, if its payer brought
     *     too many bad ones from this address
     */
    public Checked check(Door.Paying paying, Function<Prices, List<Price>> required) {
        SignedPayment signed = read(paying);
        try {
            String payer = signed.name().payer();
            if (paying.tokenOwner().filter(o -> !o.equals(payer)).isPresent()) {
                throw new Problem(
                        ErrorCode.PAYER_MISMATCH,
                        "The token belongs to another account than the payment; send only one.");
            }
            return payments.known(signed.name())
                    .map(known -> new Checked(known, offered(known, required)))
                    .orElseGet(() -> judged(paying, signed, required));
        } catch (Problem problem) {
            throw refused(problem, paying);
        }
    }

    private SignedPayment read(Door.Paying paying) {
        try {
            return rails.of(paying.presented()).verifier().read(paying.presented());
        } catch (Problem problem) {
            throw refused(counted(problem, RateLimit.network(paying.remoteAddress())), paying);
        }
    }

    /** By which prices a payment was taken, as far as it can be told by what it paid. */
    private Prices offered(VerifiedPayment known, Function<Prices, List<Price>> required) {
        return payments.claimedAtMs(known.name()).map(lists::at).orElse(List.of()).stream()
                .filter(list -> list.covers(known.paid(), required))
                .findFirst()
                .orElse(lists.ours())
                .prices();
    }

    private Checked judged(
            Door.Paying paying, SignedPayment signed, Function<Prices, List<Price>> required) {
        String key = key(paying, signed.name().payer());
        long waitMs = failures.waitMs(key);
        if (waitMs > 0) {
            throw tooMany(waitMs);
        }
        try {
            return judged(signed, required);
        } catch (Problem problem) {
            throw counted(problem, key);
        }
    }

    private Checked judged(SignedPayment signed, Function<Prices, List<Price>> required) {
        try {
            return judged(lists.ours(), signed, required).orElseThrow();
        } catch (Problem now) {
            for (PriceList other : lists.others()) {
                try {
                    Optional<Checked> checked = judged(other, signed, required);
                    if (checked.isPresent()) {
                        return checked.get();
                    }
                } catch (Problem _) {
                    // Nor by this one: the refusal is by what is asked for now.
                }
            }
            throw now;
        }
    }

    private static Optional<Checked> judged(
            PriceList list, SignedPayment signed, Function<Prices, List<Price>> required) {
        return list.require(signed, required).map(payment -> new Checked(payment, list.prices()));
    }

    /**
     * Whose bad payments count together where the signature is good: a payer's from one network. No
     * payer is locked out by others behind its address, nor by whoever presents its transactions
     * elsewhere.
     */
    private static String key(Door.Paying paying, String payer) {
        return payer + " " + RateLimit.network(paying.remoteAddress());
    }

    /** A bad payment's refusal, counted; another one for whoever brought too many. */
    private Problem counted(Problem problem, String key) {
        long waitMs = failures.take(key);
        return waitMs > 0 ? tooMany(waitMs) : problem;
    }

    private static Problem tooMany(long waitMs) {
        return new Problem(
                        ErrorCode.RATE_LIMITED,
                        "Too many bad payments from you; see what was wrong with them first.")
                .retryAfterMs(waitMs);
    }

    /** Waits for the turn of a payment and its operations, as {@link Turns#take} does. */
    public Turns.Turn turn(Door.Paying paying, VerifiedPayment payment, List<String> operations) {
        try {
            return payments.turn(payment, operations);
        } catch (Problem problem) {
            throw refused(problem, paying);
        }
    }

    /** Whether somebody has a payment in hand already, or it is credited. */
    public boolean isTaken(VerifiedPayment payment) {
        return payments.isTaken(payment.name());
    }

    /**
     * Refuses a deposit that is too little or too much; not one that was taken before.
     *
     * @throws Problem 400
     */
    public void requireWithin(Door.Paying paying, VerifiedPayment payment, Deposits bounds) {
        try {
            bounds.require(payment.paid());
        } catch (Problem problem) {
            if (!isTaken(payment)) {
                throw refused(problem, paying);
            }
        }
    }

    /** Has a payment settled for whoever presents it, as {@link Payments#settle} does. */
    public Taken take(Door.Paying paying, VerifiedPayment payment, Presenter presenter) {
        Payments.Credited credited = settled(paying, payment, presenter);
        Payments.Settled where = credited.where();
        return new Taken(
                payment,
                credited.news(),
                presenter.resume(),
                Receipt.settled(
                        paying.presented().version(), payment, where.txid(), where.height()));
    }

    private Payments.Credited settled(
            Door.Paying paying, VerifiedPayment payment, Presenter presenter) {
        try {
            return payments.settle(payment, presenter);
        } catch (Problem problem) {
            if (problem.status() == 400 || problem.code().equals("conflicting_nonce")) {
                failures.take(key(paying, payment.payer())); // The chain would not have it.
            }
            throw problem;
        }
    }

    /**
     * The refusal of a payment, with the header that tells x402 clients so. A payment of EVM that
     * is no good, and was not settled for certain, is 402, as its clients expect, which then give
     * up; to whoever signs again at that it is 400 the next time. Those of Stacks sign again
     * without end: it never is for them.
     */
    public Problem refused(Problem problem, Door.Paying paying) {
        Presented presented = paying.presented();
        boolean invited =
                problem.status() == 400
                        && !UNREADABLE.contains(problem.code())
                        && rails.invitesAgain(presented)
                        && invitations.take(RateLimit.network(paying.remoteAddress())) == 0;
        return refused(
                invited ? problem.withStatus(402) : problem,
                presented.version(),
                rails.network(Optional.of(presented)));
    }

    private static Problem refused(Problem problem, Presented.Version version, String network) {
        Object txid = problem.members().getOrDefault("transaction", "");
        return problem.withHeaders(
                Receipt.failed(version, network, problem.code(), txid.toString()));
    }
}
