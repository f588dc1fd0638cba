package dev.coffer.tool.registry;

import dev.coffer.endpoint.Json;
import dev.coffer.outbound.Fetched;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a 402 offers, in the words of any x402: the header {@code PAYMENT-REQUIRED} of version 2, a
 * body with {@code accepts} of version 1, or the flat body of x402 on Stacks.
 *
 * @param payTo who is paid, by the first of its offers
 * @param prices by token, in smallest units
 */
record X402Offer(String payTo, Map<String, String> prices) {

    /** Offers that are read. */
    private static final int OFFERS = 32;

    private static final int WORD_CHARS = 200;

    /** Empty if it is no 402, or asks for nothing that can be paid. */
    static Optional<X402Offer> of(Fetched fetched) {
        if (fetched.status() != 402) {
            return Optional.empty();
        }
        List<JsonNode> said = new ArrayList<>();
        fetched.header("PAYMENT-REQUIRED").flatMap(X402Offer::decoded).ifPresent(said::add);
        json(fetched.body()).ifPresent(said::add);
        for (JsonNode each : said) {
            List<JsonNode> offers = new ArrayList<>(each.path("accepts").valueStream().toList());
            offers.add(each);
            Optional<X402Offer> offer = of(offers);
            if (offer.isPresent()) {
                return offer;
            }
        }
        return Optional.empty();
    }

    private static Optional<X402Offer> of(List<JsonNode> offers) {
        Map<String, String> prices = new LinkedHashMap<>();
        Set<String> recipients = new LinkedHashSet<>();
        for (JsonNode offer : offers.subList(0, Math.min(OFFERS, offers.size()))) {
            Optional<String> amount =
                    word(offer, "amount").or(() -> word(offer, "maxAmountRequired"));
            Optional<String> payTo = word(offer, "payTo");
            if (payTo.isPresent() && amount.filter(a -> a.matches("[0-9]{1,30}")).isPresent()) {
                recipients.add(payTo.get());
                prices.putIfAbsent(token(offer), amount.get());
            }
        }
        return prices.isEmpty()
                ? Optional.empty()
                : Optional.of(new X402Offer(recipients.iterator().next(), prices));
    }

    /** The token's usual name; of one without, what the offer calls it. */
    private static String token(JsonNode offer) {
        String named =
                word(offer, "tokenType")
                        .or(() -> word(offer.path("extra"), "tokenType"))
                        .or(() -> word(offer, "asset"))
                        .or(() -> word(offer.path("extra"), "name"))
                        .orElse("unknown");
        String lower = named.toLowerCase(Locale.ROOT);
        if (lower.equals("stx")) {
            return "STX";
        }
        if (lower.contains("sbtc")) {
            return "sBTC";
        }
        return lower.contains("usdcx") ? "USDCx" : named;
    }

    private static Optional<String> word(JsonNode offer, String name) {
        JsonNode word = offer.path(name);
        return (word.isString() || word.isIntegralNumber())
                        && !word.asString().isEmpty()
                        && word.asString().length() <= WORD_CHARS
                ? Optional.of(word.asString())
                : Optional.empty();
    }

    private static Optional<JsonNode> decoded(String header) {
        try {
            return json(
                    Base64.getDecoder().decode(header.strip().getBytes(StandardCharsets.US_ASCII)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> json(byte[] bytes) {
        try {
            return Optional.of(Json.MAPPER.readTree(bytes)).filter(JsonNode::isObject);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
