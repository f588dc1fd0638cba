package dev.coffer.cli.client;

import dev.coffer.payment.Asset;
import dev.coffer.payment.Price;

import java.math.BigDecimal;

/**
 * The most that one payment may be, in whole STX. A USDCx counts as an STX, an sBTC as a thousand:
 * the ratio of the prices, which is near enough for a limit.
 */
public record Spending(BigDecimal stx) {

    private static final int SBTC_DIGITS = 3;

    public static Spending upTo(String stx) {
        try {
            return new Spending(new BigDecimal(stx));
        } catch (NumberFormatException e) {
            throw new Failure("not an amount of STX: " + stx);
        }
    }

    /** With room for an amount that the caller named himself. */
    public Spending orAtLeast(Price named) {
        return new Spending(stx.max(inStx(named)));
    }

    void require(Payment.Quote quote) {
        if (inStx(quote.price()).compareTo(stx) > 0) {
            throw new Failure(
                    "it costs %s %s, more than --max %s; nothing was paid"
                            .formatted(
                                    quote.price().asset().coins(quote.price().amount()),
                                    quote.price().asset().symbol(),
                                    stx.toPlainString()));
        }
    }

    private static BigDecimal inStx(Price price) {
        Asset asset = price.asset();
        BigDecimal coins = BigDecimal.valueOf(price.amount(), asset.decimals());
        return asset == Asset.SBTC ? coins.movePointRight(SBTC_DIGITS) : coins;
    }
}
