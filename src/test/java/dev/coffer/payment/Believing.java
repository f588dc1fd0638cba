package dev.coffer.payment;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Problem;
import dev.coffer.payment.x402.Offer;
import dev.coffer.payment.x402.Presented;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Believes what a payment says of itself; a test of rails is none of signatures. */
record Believing(String network, Offer.V1 v1, Set<Asset> assets) implements Verifier {

    Rail rail(Facilitator chain) {
        return new Rail(network, v1, this, chain);
    }

    @Override
    public String payTo() {
        return "0xpayee";
    }

    @Override
    public Optional<Asset> asset(String name) {
        return Optional.of(Asset.USDC)
                .filter(asset -> assets.contains(asset) && name.equals(Dollars.TOKEN));
    }

    @Override
    public Optional<String> address(String text) {
        return Optional.of(text);
    }

    @Override
    public List<Offer> offers(List<Price> prices) {
        return prices.stream()
                .filter(price -> assets.contains(price.asset()))
                .map(price ->
                        new Offer(
                                network,
                                price,
                                price.asset() == Asset.USDC
                                        ? Dollars.TOKEN
                                        : price.asset().symbol(),
                                "0xpayee",
                                60,
                                Map.of("name", "USDC", "version", "2"),
                                v1))
                .toList();
    }

    @Override
    public SignedPayment read(Presented presented) {
        JsonNode payload = presented.payload();
        PaymentName name =
                new PaymentName(
                        payload.path("from").asString(),
                        network,
                        payload.path("nonce").asString(),
                        payload.toString());
        return new SignedPayment() {
            @Override
            public PaymentName name() {
                return name;
            }

            @Override
            public VerifiedPayment require(List<Price> prices, String payTo) {
                long value = payload.path("value").asLong();
                Asset asset = Asset.required(payload.path("asset").asString("USDC"));
                if (prices.stream().noneMatch(p -> p.asset() == asset && p.amount() <= value)) {
                    throw new Problem(new ErrorCode(400, "amount_insufficient"), "Not the price.");
                }
                return new VerifiedPayment(
                        name,
                        new Price(asset, value),
                        Optional.of("tx" + name.key()),
                        Json.write(payload),
                        Optional.of(Long.MAX_VALUE));
            }
        };
    }
}
