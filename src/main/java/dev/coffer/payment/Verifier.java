package dev.coffer.payment;

import dev.coffer.endpoint.Problem;
import dev.coffer.payment.x402.Offer;
import dev.coffer.payment.x402.Presented;

import java.util.List;

/**
 * The local check of a payment: no network, no trust in anybody's word. One for each kind of chain.
 */
public interface Verifier {

    /** The ways to pay these prices, in their order. */
    List<Offer> offers(List<Price> prices);

    /** The network in CAIP-2: {@code stacks:1}. */
    String network();

    /** {@code mainnet} or {@code testnet}, as the x402 v1 of Stacks says it. */
    String v1Network();

    /**
     * Checks a payment against what the call costs: one of the prices.
     *
     * @throws Problem 400 with a precise code
     */
    VerifiedPayment verify(Presented presented, List<Price> prices);
}
