package dev.coffer.call;

import dev.coffer.call.Answers.Operation;
import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Caller;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Fence;
import dev.coffer.endpoint.InputReader;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Request;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Cashier;
import dev.coffer.payment.Door;
import dev.coffer.payment.Ledger;
import dev.coffer.payment.OneCall;
import dev.coffer.payment.Pass;
import dev.coffer.payment.Prices;
import dev.coffer.payment.Turns;
import dev.coffer.payment.VerifiedPayment;
import dev.coffer.payment.grant.Grants;
import dev.coffer.payment.receipt.Receipts;
import dev.coffer.payment.signin.SignIn;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;
import dev.coffer.store.Tx;

import java.time.InstantSource;
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

    private final Store store;
    private final Prices prices;
    private final Terms terms;
    private final Door door;
    private final Throttle throttle;
    private final Answers answers;
    private final Fulfilment fulfilment;
    private final Visits visits;

    /**
     * @param fences refuses a write whose fence does not hold
     * @param answers what named calls were answered
     * @param receipts who signs them, where anything is charged
     * @param grants by which callers act among what is another's
     * @param clock by which calls a second are counted: any that goes evenly
     */
    public Checkout(
            Store store,
            Ledger ledger,
            Prices prices,
            Door door,
            BiConsumer<Tx, Fence> fences,
            Answers answers,
            Optional<Receipts> receipts,
            Grants grants,
            Capacities capacities,
            InstantSource clock) {
        this.store = store;
        this.prices = prices;
        this.terms = new Terms(prices);
        this.door = door;
        this.answers = answers;
        this.fulfilment = new Fulfilment(store, ledger, answers, fences, receipts, capacities);
        this.visits = new Visits(store, grants);
        this.throttle = new Throttle(capacities, clock);
    }

    /**
     * Answers a request.
     *
     * @throws Problem for every refusal but the 402 that invites to pay
     */
    public <I, O> Answer serve(Endpoint<I, O> endpoint, Request request) {
        try {
            return endpoint.access() instanceof Access.Anybody<I>
                    ? open(endpoint, request)
                    : owned(endpoint, request);
        } catch (StoreException e) {
            throw Busy.problem(e);
        }
    }

    private <I, O> Answer open(Endpoint<I, O> endpoint, Request request) {
        InputReader.Input<I> input = InputReader.read(endpoint, request);
        endpoint.requireConfigured();
        Call<I> call = new Call<>(input.value(), input.tokenType(), new Caller.Anyone(), request);
        try (Effect<O> effect = endpoint.action().prepare(call)) {
            return switch (endpoint.kind()) {
                case PURE -> free(effect.run(Tx.NONE), request);
                case READ ->
                        free(
                                effect instanceof Effect.AtHand<O>
                                        ? effect.run(Tx.NONE)
                                        : store.readGlobal(effect::run),
                                request);
                case WRITE -> store.write(effect.turn(), tx -> free(effect.run(tx), request));
            };
        }
    }

    private static Answer free(Reply<?> reply, Request request) {
        Replies.Draft draft = Replies.Draft.of(reply);
        request.client().reserve(draft.bytes());
        return Replies.free(draft);
    }

    private <I, O> Answer owned(Endpoint<I, O> endpoint, Request request) {
        Optional<Asset> asked = Terms.asset(request).map(prices::taken);
        return switch (throttle.visitor(door, request)) {
            case Door.Nobody _ ->
                    throttle.unpaid(
                            request,
                            () -> {
                                endpoint.requireConfigured();
                                return door.invite(
                                        endpoint,
                                        request,
                                        terms.offered(endpoint, request, asked),
                                        Optional.empty());
                            });
            case Door.Known(Pass pass) -> prepaid(endpoint, request, asked, pass, Optional.empty());
            case Door.SignedIn(Pass pass, SignIn.Proof proof) ->
                    prepaid(endpoint, request, asked, pass, Optional.of(proof));
            case Door.Paying paying ->
                    throttle.paying(
                            request,
                            () -> {
                                Order<I, O> order = order(endpoint, request, asked);
                                return Terms.told(
                                        order.asset(), () -> paidOrInvited(order, paying));
                            });
        };
    }

    private <I, O> Answer prepaid(
            Endpoint<I, O> endpoint,
            Request request,
            Optional<Asset> asked,
            Pass pass,
            Optional<SignIn.Proof> proof) {
        return throttle.prepaid(
                pass,
                endpoint,
                request,
                () -> {
                    Order<I, O> order = order(endpoint, request, asked);
                    return Terms.told(order.asset(), () -> prepaid(order, pass, proof));
                });
    }

    private <I, O> Order<I, O> order(
            Endpoint<I, O> endpoint, Request request, Optional<Asset> asked) {
        InputReader.Input<I> input =
                Terms.told(
                        asked,
                        () -> {
                            InputReader.Input<I> read = InputReader.read(endpoint, request);
                            endpoint.requireConfigured();
                            return read;
                        });
        Optional<Asset> asset =
                input.tokenType().map(Asset::required).map(prices::taken).or(() -> asked);
        return new Order<>(
                endpoint,
                request,
                input.value(),
                asset,
                prices,
                terms.required(endpoint, input.value(), asset),
                input.fence());
    }

    private <I, O> Answer prepaid(Order<I, O> order, Pass known, Optional<SignIn.Proof> proof) {
        Endpoint<I, O> endpoint = order.endpoint();
        throttle.weigh(known, order);
        Pass pass = visits.pass(order, known);
        // Before any answer is looked for: a stored one would tell what may not be read.
        order.require(pass, store);
        if (endpoint.access() instanceof Access.Deposit<I>) {
            if (pass.payer().isEmpty()) {
                throw new Problem(
                        ErrorCode.PAYMENTS_OFF, "Payments are off here: nothing needs a deposit.");
            }
            return door.invite(
                    endpoint,
                    order.request(),
                    terms.offered(endpoint, order.request(), order.asset()),
                    Optional.empty());
        }
        try {
            List<Operation> operations = Naming.prepaid(order, pass);
            return fulfilment.answer(
                    order, pass, order.debits(pass), operations, OneCall.UNPAID, Map.of(), proof);
        } catch (Problem problem) {
            throw visits.refused(pass, problem);
        } catch (Ledger.NotCovered e) {
            Problem why = visits.refused(pass, pass.isNarrowed() ? e.othersProblem() : e.problem());
            if (why.status() != ErrorCode.INSUFFICIENT_BALANCE.status()) {
                throw why;
            }
            return door.invite(endpoint, order.request(), order.payable(), Optional.of(why));
        }
    }

    private <I, O> Answer paidOrInvited(Order<I, O> order, Door.Paying paying) {
        try {
            return paid(order, paying);
        } catch (Problem problem) {
            if (problem.status() != 402) {
                throw problem;
            }
            return door.invite(
                            order.endpoint(),
                            order.request(),
                            order.payable(),
                            Optional.of(problem))
                    .with(problem.headers());
        }
    }

    private <I, O> Answer paid(Order<I, O> asked, Door.Paying paying) {
        Cashier cashier = paying.cashier();
        Cashier.Checked checked = cashier.check(paying, asked::payableBy);
        Order<I, O> order = asked.by(checked.prices());
        VerifiedPayment payment = checked.payment();
        if (asked.endpoint().access() instanceof Access.Deposit<I>) {
            cashier.requireWithin(paying, payment, prices.deposits());
        }
        // Before it is taken: what may not be done is not paid for.
        Pass pass = visits.pass(order, Pass.of(payment.payer()));
        if (pass.isPaidByAnother()) {
            order.debits(pass);
        }
        Naming naming = Naming.paid(order, pass, paying.presented().identifier());
        Optional<Answers.Earlier> before;
        Optional<Cashier.Taken> taken = Optional.empty();
        try (Turns.Turn _ = cashier.turn(paying, payment, naming.names())) {
            try {
                before = earlier(order, pass, naming.soughtBy(cashier.isTaken(payment)));
                if (before.isEmpty()) {
                    taken = Optional.of(cashier.take(paying, payment, naming.presenter()));
                }
            } catch (Problem problem) {
                before = madeMeanwhile(problem, order, pass, naming);
                if (before.isEmpty()) {
                    throw cashier.refused(problem, paying);
                }
            }
            if (before.isPresent()) {
                // A repetition, whether with a new payment or not: a new one stays unspent.
                return repeated(order, pass, before.get());
            }
            return credited(order, pass, taken.orElseThrow(), naming.operations());
        }
    }

    /** What another node answered, while this one waited for what it did with the payment. */
    private Optional<Answers.Earlier> madeMeanwhile(
            Problem problem, Order<?, ?> order, Pass pass, Naming naming) {
        return problem.code().equals(ErrorCode.PAYMENT_USED.code())
                ? earlier(order, pass, naming.soughtBy(true))
                : Optional.empty();
    }

    private Optional<Answers.Earlier> earlier(
            Order<?, ?> order, Pass pass, List<Operation> operations) {
        return store.read(
                pass.owner(),
                tx ->
                        answers.find(
                                tx,
                                pass.owner().address(),
                                operations,
                                order.request().client()::reserve));
    }

    private <I, O> Answer repeated(Order<I, O> order, Pass pass, Answers.Earlier kept) {
        return switch (kept) {
            case Answers.Earlier.Same(Answer answer, Evidence evidence) -> {
                visits.repeated(pass, answer);
                yield fulfilment.repeated(order, answer, evidence);
            }
            case Answers.Earlier.ReadAgain(Map<String, String> headers, Evidence evidence) -> {
                Answer again =
                        fulfilment.answer(
                                order,
                                pass,
                                Debits.NONE,
                                List.of(),
                                OneCall.UNPAID,
                                headers,
                                Optional.empty());
                yield fulfilment.repeated(order, again, evidence);
            }
        };
    }

    /** The rest of a call whose payment is settled: whatever fails, the money is the payer's. */
    private <I, O> Answer credited(
            Order<I, O> order, Pass pass, Cashier.Taken taken, List<Operation> operations) {
        VerifiedPayment payment = taken.payment();
        try {
            Answer answer =
                    fulfilment.answer(
                            order,
                            pass,
                            pass.isPaidByAnother() ? order.debits(pass) : order.debits(payment),
                            operations,
                            OneCall.of(payment),
                            taken.receipt(),
                            Optional.empty());
            return Answers.isReplay(answer) || pass.isPaidByAnother()
                    ? taken.unneeded(answer)
                    : answer;
        } catch (Ledger.NotCovered e) {
            // Spent by another call meanwhile. A 402 would make clients pay again.
            Problem spent =
                    pass.isPaidByAnother()
                            ? e.othersProblem()
                            : new Problem(
                                    ErrorCode.CREDIT_SPENT, "Another call spent this credit.");
            throw taken.told(visits.refused(pass, spent));
        } catch (Problem problem) {
            throw taken.told(visits.refused(pass, problem));
        } catch (StoreException e) {
            throw taken.told(Busy.problem(e));
        }
    }
}
