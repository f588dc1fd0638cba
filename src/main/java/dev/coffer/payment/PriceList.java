package dev.coffer.payment;

import dev.coffer.endpoint.Json;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What is asked for.
 *
 * @param payTo who is paid, by the network in CAIP-2
 */
public record PriceList(Prices prices, Map<String, String> payTo) {

    /** As it is kept. */
    private record Kept(Map<String, Map<String, String>> prices, Map<String, String> payTo) {}

    public PriceList {
        payTo = Map.copyOf(payTo);
    }

    /** One text for one list. */
    String text() {
        Kept kept = new Kept(prices.table(), new TreeMap<>(payTo));
        return new String(Json.write(kept), StandardCharsets.UTF_8);
    }

    static PriceList of(String text) {
        Kept kept = Json.MAPPER.readValue(text, Kept.class);
        return new PriceList(Prices.of(kept.prices()), kept.payTo());
    }

    /** A payment judged by this list: empty if nobody of its network is paid by it. */
    Optional<VerifiedPayment> require(
            SignedPayment signed, Function<Prices, List<Price>> required) {
        return Optional.ofNullable(payTo.get(signed.name().network()))
                .map(to -> signed.require(required.apply(prices), to));
    }

    /** Whether what was paid is enough for what a call costs by this list. */
    boolean covers(Price paid, Function<Prices, List<Price>> required) {
        return required.apply(prices).stream()
                .anyMatch(p -> p.asset() == paid.asset() && p.amount() <= paid.amount());
    }
}
