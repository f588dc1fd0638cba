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
final class Dollars implements Verifier {

    static final String NETWORK = "eip155:84532";
    static final String V1_NETWORK = "base-sepolia";
    static final String TOKEN = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";

    static Rail rail(Facilitator chain) {
        return new Rail(NETWORK, new Offer.V1.Listed(V1_NETWORK), new Dollars(), chain);
    }

    @Override
    public Set<Asset> assets() {
        return Set.of(Asset.USDC);
    }

    @Override
    public String payTo() {
        return "0xpayee";
    }

    @Override
    public Optional<Asset> asset(String name) {
        return Optional.of(Asset.USDC).filter(_ -> name.equals(TOKEN));
    }

    @Override
    public Optional<String> address(String text) {
        return Optional.of(text);
    }

    @Override
    public List<Offer> offers(List<Price> prices) {
        return prices.stream()
                .filter(price -> price.asset() == Asset.USDC)
                .map(price ->
                        new Offer(
                                NETWORK,
                                price,
                                TOKEN,
                                "0xpayee",
                                60,
                                Map.of("name", "USDC", "version", "2"),
                                new Offer.V1.Listed(V1_NETWORK)))
                .toList();
    }

    @Override
    public SignedPayment read(Presented presented) {
        JsonNode payload = presented.payload();
        PaymentName name =
                new PaymentName(
                        payload.path("from").asString(),
                        NETWORK,
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
                if (prices.stream()
                        .noneMatch(p -> p.asset() == Asset.USDC && p.amount() <= value)) {
                    throw new Problem(new ErrorCode(400, "amount_insufficient"), "Not the price.");
                }
                return new VerifiedPayment(
                        name,
                        new Price(Asset.USDC, value),
                        Optional.of("tx" + name.key()),
                        Json.write(payload),
                        Optional.of(Long.MAX_VALUE));
            }
        };
    }
}
