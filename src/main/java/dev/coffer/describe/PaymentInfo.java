package dev.coffer.describe;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Failures;
import dev.coffer.endpoint.Pricing;
import dev.coffer.endpoint.Tier;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Price;
import dev.coffer.payment.Prices;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code x-payment-info} of an operation, as Agentcash Discovery 1.0 (section 7) has it: what a
 * call costs, in dollars where they are taken, and that x402 pays for it.
 */
record PaymentInfo(Prices prices) {

    private static final List<Asset> DOLLARS = List.of(Asset.USDC, Asset.USDCX);

    Optional<Map<String, Object>> of(Endpoint<?, ?> endpoint) {
        Optional<Map<String, Object>> price =
                switch (endpoint.access()) {
                    case Access.Paid<?> paid -> Optional.of(price(paid.pricing()));
                    case Access.Deposit<?> _ -> Optional.of(from("0"));
                    case Access.Account<?> _, Access.Anybody<?> _ -> Optional.empty();
                };
        return price.map(of -> {
            Map<String, Object> info = new LinkedHashMap<>();
            info.put("price", of);
            info.put("protocols", List.of(Ordered.of("x402", Ordered.of())));
            return info;
        });
    }

    private Map<String, Object> price(Pricing<?> pricing) {
        return switch (pricing) {
            case Pricing.Flat<?> flat -> {
                Map<String, Object> price = priced("fixed");
                price.put("amount", coins(flat.tier()));
                yield price;
            }
            case Pricing.BySize<?> sized -> {
                Map<String, Object> price = from(coins(sized.upTo()));
                price.put("max", coins(sized.above()));
                yield price;
            }
            case Pricing.Sum<?> _ -> from(coins(cheapest()));
        };
    }

    private Tier cheapest() {
        return Arrays.stream(Tier.values())
                .min((a, b) -> Long.compare(amount(a), amount(b)))
                .orElseThrow();
    }

    /** What the cheapest call of a paid endpoint costs, in each asset. */
    List<Price> least(Endpoint<?, ?> endpoint) {
        Tier tier =
                switch (((Access.Paid<?>) endpoint.access()).pricing()) {
                    case Pricing.Flat<?> flat -> flat.tier();
                    case Pricing.BySize<?> sized -> sized.upTo();
                    case Pricing.Sum<?> _ -> cheapest();
                };
        return prices.of(tier, Optional.empty());
    }

    private Map<String, Object> from(String least) {
        Map<String, Object> price = priced("dynamic");
        price.put("min", least);
        return price;
    }

    private Map<String, Object> priced(String mode) {
        Map<String, Object> price = new LinkedHashMap<>();
        price.put("mode", mode);
        price.put("currency", DOLLARS.contains(asset()) ? "USD" : asset().symbol());
        return price;
    }

    /** Dollars, where they are taken. */
    private Asset asset() {
        List<Asset> taken = prices.assets();
        return DOLLARS.stream().filter(taken::contains).findFirst().orElse(taken.getFirst());
    }

    private long amount(Tier tier) {
        return prices.of(tier, Optional.of(asset())).getFirst().amount();
    }

    private String coins(Tier tier) {
        Price price = prices.of(tier, Optional.of(asset())).getFirst();
        return price.asset().coins(price.amount());
    }

    /** Whether it is told only where calls are paid for. */
    static boolean isOfMoney(ErrorCode code) {
        return code.status() == 402 || Failures.OF_PAYMENTS.contains(code);
    }
}
