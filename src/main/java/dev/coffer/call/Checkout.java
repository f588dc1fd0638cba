package dev.coffer.call;

import dev.coffer.call.Answers.Operation;
import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Caller;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Endpoint.Access;
import dev.coffer.endpoint.Endpoint.Kind;
import dev.coffer.endpoint.Fence;
import dev.coffer.endpoint.InputReader;
import dev.coffer.endpoint.Pricing;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Request;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Door;
import dev.coffer.payment.Ledger;
import dev.coffer.payment.PaidDoor;
import dev.coffer.payment.Payments;
import dev.coffer.payment.Price;
import dev.coffer.payment.Prices;
import dev.coffer.payment.Turns;
import dev.coffer.payment.VerifiedPayment;
import dev.coffer.room.Expiring;
import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;
import dev.coffer.store.Tx;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The path of one call, from an endpoint and a request to an answer: identify, read input, settle,
 * prepare, commit. The commit is one transaction: debit, effect, and the answer where the client
 * can ask for it again.
 */
public final class Checkout {

    private static final long BUSY_RETRY_MS = 500;

    private final Store store;
    private final Ledger ledger;
    private final Terms terms;
    private final Door door;
    private final BiConsumer<Tx, Fence> fences;
    private final Answers answers = new Answers();

    /**
     * @param fences refuses a write whose fence does not hold
     */
    public Checkout(
            Store store, Ledger ledger, Prices prices, Door door, BiConsumer<Tx, Fence> fences) {
        this.store = store;
        this.fences = fences;
        this.ledger = ledger;
        this.terms = new Terms(prices);
        this.door = door;
    }

    /** The records that end by themselves, for the sweeper. */
    public Expiring<?> expiring() {
        return answers;
    }

    /**
     * Answers a request.
     *
     * @throws Problem for every refusal but the 402 that invites to pay
     */
    public <I> Answer serve(Endpoint<I> endpoint, Request request) {
        try {
            return switch (endpoint.access()) {
                case PUBLIC -> open(endpoint, request);
                case ACCOUNT, PAID -> owned(endpoint, request);
            };
        } catch (StoreException e) {
            throw busy(e);
        }
    }

    private static Problem busy(StoreException e) {
        return (switch (e) {
                    case StoreException.Overloaded _ ->
                            new Problem(
                                    503,
                                    "overloaded",
                                    "Too many calls wait; try again in a moment.");
                    case StoreException.Unavailable _ ->
                            new Problem(
                                    503,
                                    "store_unavailable",
                                    "The store can't be used just now; nothing was done.");
                    case StoreException.InDoubt _ ->
                            new Problem(
                                            503,
                                            "outcome_unknown",
                                            "The store gave no answer in time: the call may be done or not. The same call with the same Idempotency-Key or payment is done once.")
                                    .with("charged", "unknown");
                })
                .retryAfterMs(BUSY_RETRY_MS);
    }

    private <I> Answer open(Endpoint<I> endpoint, Request request) {
        InputReader.Input<I> input = InputReader.read(endpoint, request);
        Call<I> call = new Call<>(input.value(), input.tokenType(), new Caller.Anyone(), request);
        Effect effect = endpoint.action().prepare(call);
        Reply reply =
                switch (endpoint.kind()) {
                    case PLAIN -> effect.run(Tx.NONE);
                    case READ -> store.read(effect::run);
                    case WRITE -> store.write(Owner.SERVICE, effect::run);
                };
        return Replies.answer(reply, Optional.empty(), Map.of());
    }

    private <I> Answer owned(Endpoint<I> endpoint, Request request) {
        Optional<Asset> asked = Terms.asset(request);
        Door.Visitor visitor = door.visitor(request);
        if (visitor instanceof Door.Nobody) {
            List<Price> offered = terms.offered(endpoint, request, asked);
            return door.invite(endpoint, request, offered, Optional.empty());
        }
        InputReader.Input<I> input = InputReader.read(endpoint, request);
        Optional<Asset> asset = input.tokenType().map(Asset::required).or(() -> asked);
        Order<I> order =
                new Order<>(
                        endpoint,
                        request,
                        input.value(),
                        asset,
                        terms.required(endpoint, input.value(), request, asset),
                        terms.empty(asset),
                        input.fence());
        return switch (visitor) {
            case Door.Nobody _ -> throw new IllegalStateException("refused already");
            case Door.Known known -> prepaid(order, known);
            case Door.Paying paying -> paid(order, paying);
        };
    }

    private <I> Answer prepaid(Order<I> order, Door.Known known) {
        if (order.endpoint().pricing() instanceof Pricing.Deposit<I>) {
            if (!known.charged()) {
                throw new Problem(
                        409, "payments_off", "Payments are off here: nothing needs a deposit.");
            }
            List<Price> offered = terms.offered(order.endpoint(), order.request(), order.asset());
            return door.invite(order.endpoint(), order.request(), offered, Optional.empty());
        }
        List<Operation> operations = order.operations(Optional.empty());
        Debits debits = known.charged() ? order.debits() : Debits.NONE;
        try {
            return call(order, known.owner(), debits, operations, Map.of());
        } catch (Problem problem) {
            if (problem.code().equals("insufficient_balance")) {
                return door.invite(
                        order.endpoint(), order.request(), order.prices(), Optional.of(problem));
            }
            throw problem;
        }
    }

    private <I> Answer paid(Order<I> order, Door.Paying paying) {
        PaidDoor at = paying.door();
        VerifiedPayment payment = at.verify(paying, order.prices());
        List<Operation> operations = order.operations(paying.presented().identifier());
        Map<String, String> receipt = Map.of();
        try (Turns.Turn _ = at.payments().turn(payment)) {
            // A repetition with a new payment: the answer stands, the payment stays unspent.
            Optional<Answer> before =
                    store.read(tx -> answers.find(tx, payment.payer(), operations));
            if (before.isPresent()) {
                return before.get();
            }
            String fingerprint = order.fingerprint();
            Payments.Settled settled = at.payments().settle(payment, fingerprint);
            receipt = at.receipt(paying, settled);
            operations.add(new Operation("payment " + payment.name(), fingerprint, "payment_used"));
            return call(order, payment.payer(), order.debits(payment), operations, receipt);
        } catch (Problem problem) {
            throw receipt.isEmpty()
                    ? at.withReceipt(problem, paying)
                    : credited(problem, payment, receipt);
        } catch (StoreException e) {
            throw receipt.isEmpty() ? e : credited(busy(e), payment, receipt);
        }
    }

    /** The call failed after its payment was settled: the money is the payer's balance now. */
    private static Problem credited(
            Problem problem, VerifiedPayment payment, Map<String, String> receipt) {
        Problem told =
                problem.status() == 402
                        // Spent by another call meanwhile. A 402 would make clients pay again.
                        ? new Problem(409, "credit_spent", "Another call spent this credit.")
                        : problem;
        return told.with(
                        "credited",
                        Map.of(
                                "account", payment.payer(),
                                "asset", payment.paid().asset().symbol(),
                                "amount", payment.paid().amount()))
                .withHeaders(receipt);
    }

    /** The precondition is the first thing in the transaction that it guards. */
    private Effect guarded(Effect effect, Fence fence) {
        return tx -> {
            fences.accept(tx, fence);
            return effect.run(tx);
        };
    }

    private <I> Answer call(
            Order<I> order,
            String owner,
            Debits debits,
            List<Operation> operations,
            Map<String, String> headers) {
        Endpoint<I> endpoint = order.endpoint();
        Effect effect =
                endpoint.action()
                        .prepare(
                                new Call<>(
                                        order.input(),
                                        order.asset().map(Asset::symbol),
                                        new Caller.Payer(owner),
                                        order.request()));
        if (endpoint.kind() == Kind.PLAIN) {
            Optional<Asset> echoed =
                    endpoint.access() == Access.PAID ? order.asset() : Optional.empty();
            return Replies.answer(effect.run(Tx.NONE), echoed, headers);
        }
        Commit commit =
                new Commit(
                        store,
                        ledger,
                        answers,
                        endpoint.path(),
                        order.fence().map(fence -> guarded(effect, fence)).orElse(effect),
                        new Owner(owner),
                        debits,
                        order.asset(),
                        operations,
                        headers);
        if (endpoint.kind() == Kind.READ && operations.isEmpty()) {
            try {
                return commit.read();
            } catch (Tx.ReadOnly e) {
                // The read turned out to write (a paste that burns): run it as one.
            }
        }
        return commit.write(order.request());
    }
}
