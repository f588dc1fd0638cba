package dev.coffer.call;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Fence;
import dev.coffer.endpoint.Pricing;
import dev.coffer.endpoint.Request;
import dev.coffer.endpoint.Sold;
import dev.coffer.endpoint.Touches;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Pass;
import dev.coffer.payment.Price;
import dev.coffer.payment.Prices;
import dev.coffer.payment.VerifiedPayment;
import dev.coffer.payment.grant.Touched;
import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.Tx;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A call whose input is read, before it is paid.
 *
 * @param asset the asset that the caller named
 * @param by the prices that it is paid by
 * @param prices what it must cost by them: one of these, the named asset's first
 * @param fence what must hold beforehand
 */
record Order<I, O>(
        Endpoint<I, O> endpoint,
        Request request,
        I input,
        Optional<Asset> asset,
        Prices by,
        List<Price> prices,
        Optional<Fence> fence) {

    /** What it must cost by some prices: one of these. */
    List<Price> pricesBy(Prices some) {
        return new Terms(some).required(endpoint, input, asset);
    }

    /** What a payment for it must be, by some prices: one of these. */
    List<Price> payableBy(Prices some) {
        return payable(some, pricesBy(some));
    }

    /** What is offered for it. */
    List<Price> payable() {
        return payable(by, prices);
    }

    private List<Price> payable(Prices some, List<Price> costs) {
        return endpoint.access() instanceof Access.Paid<I> ? some.payable(costs) : costs;
    }

    /** The same call, at some prices. */
    Order<I, O> by(Prices some) {
        return new Order<>(endpoint, request, input, asset, some, pricesBy(some), fence);
    }

    /** What to debit from a balance: only in the named asset, if one was named, as caps allow. */
    Debits debits(Pass pass) {
        if (pass.payer().isEmpty() || !(endpoint.access() instanceof Access.Paid<I> paid)) {
            return Debits.NONE;
        }
        List<Price> some = asset.isPresent() ? prices.subList(0, 1) : prices;
        return Debits.of(by, sold(paid), pass.debitable(some));
    }

    /** What to debit after a payment: the price in its asset; a deposit stays whole. */
    Debits debits(VerifiedPayment payment) {
        return endpoint.access() instanceof Access.Paid<I> paid
                ? Debits.of(by, sold(paid), prices).of(payment.paid().asset())
                : Debits.NONE;
    }

    private List<Sold> sold(Access.Paid<I> paid) {
        return paid.pricing().sold(endpoint.path(), input);
    }

    /**
     * Has it judged whether its caller may do it; of several calls at once, each.
     *
     * @throws Problem 403
     */
    void require(Pass pass, Store store) {
        Owner owner = pass.owner();
        if (endpoint.access() instanceof Access.Paid<I>(_, Touches.Each<I>(var calls))) {
            for (Touches.One one : calls.apply(input)) {
                pass.rights()
                        .require(
                                one.endpoint(),
                                () ->
                                        andLock(
                                                store.read(
                                                        owner,
                                                        tx -> one.names(tx, owner.address()))));
            }
        } else {
            pass.rights().require(endpoint, () -> touched(store, owner));
        }
    }

    /**
     * What it does among what is some owner's; nothing, if it is not paid for.
     *
     * @throws dev.coffer.endpoint.Problem 403 if that depends on results that are not known yet
     */
    List<Touched> touched(Tx tx, String owner) {
        return switch (endpoint.access()) {
            case Access.Paid<I>(_, Touches.Each<I>(var calls)) ->
                    calls.apply(input).stream()
                            .filter(Operation.class::isInstance)
                            .map(one -> ((Operation<?, ?>) one).touched(tx, owner))
                            .toList();
            case Access.Paid<I>(_, Touches<I> touches) -> {
                List<String> names = andLock(touches.names(tx, owner, input));
                yield List.of(new Touched(endpoint, names, fence.isPresent(), 0));
            }
            case Access.Deposit<I> _, Access.Account<I> _, Access.Anybody<I> _ -> List.of();
        };
    }

    private List<String> andLock(List<String> names) {
        return Stream.concat(names.stream(), fence.map(Fence::lock).stream()).toList();
    }

    /** What it weighs where calls are counted, beyond what it was taken for by its body. */
    int unitsBeyond() {
        if (!(endpoint.access() instanceof Access.Paid<I>(Pricing.Sum<I> sum, _))) {
            return 0;
        }
        int units = sum.sold().apply(input).stream().mapToInt(s -> s.tier().units()).sum();
        return Math.max(0, units - sum.unitsOfBody(request.body().declaredBytes()));
    }

    /** What it is about: the names that its endpoint says, and its fence's lock. */
    private List<String> touched(Store store, Owner owner) {
        return andLock(
                switch (endpoint.access()) {
                    case Access.Paid<I>(_, Touches.Said<I>(var said)) -> said.apply(input);
                    case Access.Paid<I>(_, Touches<I> found) ->
                            store.read(owner, tx -> found.names(tx, owner.address(), input));
                    case Access.Deposit<I> _, Access.Account<I> _, Access.Anybody<I> _ -> List.of();
                });
    }

    /** Which request this is, for its repetition to be known by. */
    String fingerprint() {
        boolean bodied = request.method().equals("POST");
        byte[] body = bodied ? request.body().read(endpoint.maxBodyBytes()) : new byte[0];
        return Answers.fingerprint(request, body);
    }
}
