package dev.coffer.payment;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RateLimit;
import dev.coffer.endpoint.Request;
import dev.coffer.store.StoreException;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Payments to anybody, checked and settled for whoever is paid by them: on the rails that there
 * are, by the same rows as those that pay here, so that each is settled once, whoever presents it.
 *
 * <p>Whoever is paid elsewhere has the money; nobody has a balance by it. If it is us who are paid,
 * it is the payer's balance as ever, credited once, and buys no call: who asks to have it settled
 * need not be its payer.
 */
public final class Facilitation {

    private static final System.Logger LOG = System.getLogger(Facilitation.class.getName());

    /** Between two looks at a payment whose outcome is open. */
    private static final Duration PACE = Duration.ofSeconds(1);

    /**
     * What is to be paid to whom.
     *
     * @param seconds for how long the offer of it is good
     */
    public record Demand(Rail rail, Price price, String payTo, long seconds) {}

    private final Payments payments;
    private final Rails rails;
    private final PriceLists lists;
    private final RateLimit callers;

    /**
     * @param lists says who is paid here
     * @param callers how often an address may call
     */
    public Facilitation(Payments payments, Rails rails, PriceLists lists, RateLimit callers) {
        this.payments = payments;
        this.rails = rails;
        this.lists = lists;
        this.callers = callers;
    }

    /** All ways to be paid. */
    public List<Rail> rails() {
        return rails.all();
    }

    /**
     * Counts a call.
     *
     * @throws Problem 429 if its address made too many
     */
    public void admit(Request request) {
        long waitMs = callers.take(RateLimit.network(request.remoteAddress()));
        if (waitMs > 0) {
            throw new Problem(
                            ErrorCode.RATE_LIMITED,
                            "Too many payments to verify or settle from your address.")
                    .retryAfterMs(waitMs);
        }
    }

    /**
     * The rail that requirements name.
     *
     * @throws Problem 400 {@code invalid_network} if it is none of ours
     */
    public Rail rail(Predicate<Rail> named) {
        return rails.all().stream()
                .filter(named)
                .findFirst()
                .orElseThrow(() ->
                        new Problem(
                                ErrorCode.INVALID_NETWORK,
                                "Payments on this network are not settled here; GET /supported has those that are."));
    }

    /**
     * Judges a payment by what is to be paid, without a word to anybody.
     *
     * @throws Problem 400 with a precise code
     */
    public VerifiedPayment judge(SignedPayment signed, Demand demand) {
        return signed.require(List.of(demand.price()), demand.payTo(), demand.seconds());
    }

    /**
     * Asks whether a payment could be settled, and keeps nothing of it.
     *
     * @throws Problem 400 or 409 if it could not; 503 if the chain can't be asked
     */
    public void verify(VerifiedPayment payment) {
        payments.requireNew(payment);
    }

    /**
     * Settles a payment; again, it answers the same. Who asks while it is open waits for its
     * outcome, as long as anybody waits here.
     *
     * @throws Problem 400 or 409 if nothing moved; 503 {@code settlement_pending} if its outcome is
     *     open, 503 {@code chain_unavailable} if nothing was done
     */
    public Payments.Settled settle(VerifiedPayment payment, Demand demand) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Turns.WAIT_SECONDS);
        try (Turns.Turn _ = turn(payment)) {
            boolean again = payments.isOpen(payment.name());
            while (true) {
                try {
                    return payments.settle(payment, isOurs(demand));
                } catch (Problem problem) {
                    boolean open = problem.code().equals(ErrorCode.SETTLEMENT_PENDING.code());
                    if (!open || !again || !paused(end)) {
                        throw problem;
                    }
                }
            }
        }
    }

    private Turns.Turn turn(VerifiedPayment payment) {
        try {
            return payments.turn(payment, List.of());
        } catch (Problem busy) {
            throw Refusals.pending(payment.txid().orElse(""), Optional.empty());
        }
    }

    /**
     * The bytes of a transaction that the chain of a rail has, if it has one of that id.
     *
     * @throws Problem 503 if the chain can't be asked
     */
    public Optional<byte[]> transaction(Rail rail, String txid) {
        return asked(() -> rail.facilitator().transaction(txid));
    }

    /**
     * What became of a payment that the chain of a rail has.
     *
     * @throws Problem 503 if the chain can't be asked
     */
    public Facilitator.Outcome lookUp(Rail rail, VerifiedPayment payment) {
        return asked(() -> rail.facilitator().lookUp(payment));
    }

    private static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a chain can't be asked for others", e);
            throw Refusals.chainUnavailable();
        }
    }

    /** Waits a moment; false if the time is over. A chain calls nobody back. */
    private static boolean paused(long end) {
        long left = end - System.nanoTime() - PACE.toNanos();
        if (left <= 0 || Thread.currentThread().isInterrupted()) {
            return false;
        }
        LockSupport.parkNanos(PACE.toNanos());
        return true;
    }

    /** Whether it is us who are paid, now or by an offer that is good still. */
    private boolean isOurs(Demand demand) {
        String network = demand.rail().network();
        Optional<String> paid = demand.rail().verifier().address(demand.payTo());
        return Stream.concat(Stream.of(lists.ours()), lists.others().stream())
                .flatMap(list -> Stream.ofNullable(list.payTo().get(network)))
                .anyMatch(ours -> demand.rail().verifier().address(ours).equals(paid));
    }
}
