package dev.coffer.call;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.InputReader;
import dev.coffer.endpoint.Pricing;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Request;
import dev.coffer.endpoint.Sold;
import dev.coffer.endpoint.Tier;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Price;
import dev.coffer.payment.Prices;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What a call costs, before and after its input is read. */
final class Terms {

    /** A deposit of one STX or what is about as much: a thousand writes. */
    private static final Tier UNIT_OF_DEPOSIT = Tier.STORAGE_WRITE;

    private static final long CALLS_OF_DEPOSIT = 1_000;

    private static final long PEEKED_BYTES = 64 * 1024;

    private final Prices prices;

    Terms(Prices prices) {
        this.prices = prices;
    }

    /**
     * The asset that the request names beside its input: in the query, else in a header.
     *
     * @throws Problem 400 if it is none that is known
     */
    static Optional<Asset> asset(Request request) {
        return request.query()
                .first("tokenType")
                .or(() -> request.header("X-PAYMENT-TOKEN-TYPE"))
                .map(Asset::required);
    }

    /**
     * What refuses a paid call says the asset that it is about: the one asked for, else the first.
     */
    static <T> T told(Optional<Asset> asked, Supplier<T> call) {
        try {
            return call.get();
        } catch (Problem problem) {
            throw problem.with("tokenType", asked.orElse(Asset.STX).symbol());
        }
    }

    /** What to offer to a request without a payment, before its body is judged. */
    <I> List<Price> offered(Endpoint<I, ?> endpoint, Request request, Optional<Asset> asked) {
        return switch (endpoint.access()) {
            case Access.Paid<I> paid ->
                    prices.payable(
                            prices.of(
                                    offered(endpoint, paid.pricing(), request),
                                    asked.or(() -> asset(peek(request, "tokenType")))));
            case Access.Deposit<I> deposit -> {
                Optional<InputReader.Input<I>> input = readable(endpoint, request, PEEKED_BYTES);
                List<Price> offered =
                        deposits(
                                asked.or(() -> asset(input.flatMap(InputReader.Input::tokenType))),
                                input.flatMap(in -> deposit.amount().apply(in.value())));
                offered.forEach(prices.deposits()::require);
                yield offered;
            }
            case Access.Account<I> _, Access.Anybody<I> _ -> List.of();
        };
    }

    private static Optional<Asset> asset(Optional<String> name) {
        return name.flatMap(Asset::named);
    }

    /** What the call as it came is paid for, if it can be read; else by the body's length. */
    private static <I> List<Sold> offered(
            Endpoint<I, ?> endpoint, Pricing<I> pricing, Request request) {
        String path = endpoint.path();
        long bodyBytes = request.body().declaredBytes();
        return switch (pricing) {
            case Pricing.Flat<I> flat -> List.of(new Sold(path, flat.tier()));
            case Pricing.BySize<I> sized when sized.isPlain(bodyBytes) ->
                    List.of(new Sold(path, sized.byBody(bodyBytes)));
            case Pricing.BySize<I> sized ->
                    readable(endpoint, request, sized.judgedBytes())
                            .map(input -> sized.sold(path, input.value()))
                            .orElseGet(() -> List.of(new Sold(path, sized.byBody(bodyBytes))));
            case Pricing.Sum<I> sum ->
                    readable(endpoint, request, endpoint.maxBodyBytes())
                            .map(input -> sum.sold(path, input.value()))
                            .filter(sold -> !sold.isEmpty())
                            .orElseGet(() -> List.of(new Sold(path, Tier.STORAGE_WRITE)));
        };
    }

    /** The call as it came, if it is no longer than that and can be read; it is judged later. */
    private static <I> Optional<InputReader.Input<I>> readable(
            Endpoint<I, ?> endpoint, Request request, long mostBytes) {
        try {
            request.body().read(mostBytes);
            return Optional.of(InputReader.read(endpoint, request));
        } catch (Problem problem) {
            return Optional.empty();
        }
    }

    /** A field of the body as it came, of a body that is small; nothing is judged by it. */
    private static Optional<String> peek(Request request, String field) {
        boolean small =
                request.method().equals("POST")
                        && request.body().declaredBytes() >= 0
                        && request.body().declaredBytes() <= PEEKED_BYTES;
        return small
                ? InputReader.peek(request.body().read(PEEKED_BYTES), field)
                : Optional.empty();
    }

    /** What a call with this input must be paid with: one of these. */
    <I> List<Price> required(Endpoint<I, ?> endpoint, I input, Optional<Asset> asked) {
        return switch (endpoint.access()) {
            case Access.Paid<I> paid ->
                    prices.of(paid.pricing().sold(endpoint.path(), input), asked);
            case Access.Deposit<I> deposit when deposit.amount().apply(input).isPresent() ->
                    deposits(asked, deposit.amount().apply(input));
            case Access.Deposit<I> _, Access.Account<I> _, Access.Anybody<I> _ ->
                    prices.anything(asked);
        };
    }

    private List<Price> deposits(Optional<Asset> asked, Optional<Long> amount) {
        List<Price> units = prices.of(UNIT_OF_DEPOSIT, asked);
        if (amount.isPresent()) {
            return List.of(new Price(units.getFirst().asset(), amount.get()));
        }
        return units.stream()
                .map(p -> new Price(p.asset(), Math.max(1, p.amount()) * CALLS_OF_DEPOSIT))
                .map(prices.deposits()::near)
                .toList();
    }
}
