package dev.coffer.payment.x402;

import dev.coffer.payment.Price;

/**
 * One way to pay: an amount of an asset on a network to an address, scheme {@code exact}.
 *
 * @param network CAIP-2
 * @param asset {@code STX}, or the token's contract, {@code ADDRESS.name}
 */
public record Offer(
        String network, Price price, String asset, String payTo, int maxTimeoutSeconds) {}
