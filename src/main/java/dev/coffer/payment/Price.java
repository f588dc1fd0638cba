package dev.coffer.payment;

/** An amount of an asset, in its smallest unit. */
public record Price(Asset asset, long amount) {
    public Price {
        if (amount < 0) {
            throw new IllegalArgumentException("a negative price");
        }
    }

    @Override
    public String toString() {
        return asset.show(amount);
    }
}
