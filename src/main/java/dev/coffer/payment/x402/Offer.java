package dev.coffer.payment.x402;

import dev.coffer.payment.Price;

import java.util.Map;

/**
 * One way to pay: an amount of an asset on a network to an address, scheme {@code exact}.
 *
 * @param network CAIP-2
 * @param asset {@code STX}, or the token's contract: {@code ADDRESS.name}, {@code 0x...}
 * @param extra what clients of the network need besides, such as a token's signing domain
 * @param v1 how clients of x402 v1 find it
 */
public record Offer(
        String network,
        Price price,
        String asset,
        String payTo,
        int maxTimeoutSeconds,
        Map<String, String> extra,
        V1 v1) {

    /** Where x402 v1 has an offer, and what it calls the network: {@code testnet}, {@code base}. */
    public sealed interface V1 {
        String network();

        /** In the body itself, one offer in all; paid by the bare transaction (x402-stacks 1.x). */
        record Flat(String network) implements V1 {}

        /** In the body's list {@code accepts}; paid by JSON (x402-fetch 1.x). */
        record Listed(String network) implements V1 {}
    }
}
