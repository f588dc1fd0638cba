package dev.coffer.payment;

import dev.coffer.endpoint.Problem;
import dev.coffer.payment.x402.Offer;
import dev.coffer.payment.x402.Presented;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The local check of a payment: no network, no trust in anybody's word. One for each kind of chain.
 * A payment is read first, and judged only if it is not known already: one that was taken once is
 * answered by its row, whatever prices and recipients are now.
 */
public interface Verifier {

    /** What can be paid with. */
    Set<Asset> assets();

    /** Who is paid now. */
    String payTo();

    /** What a requirement of anybody's names as its asset, if that can be paid with here. */
    Optional<Asset> asset(String name);

    /** An address of the network in its one spelling; empty if it is none. */
    Optional<String> address(String text);

    /** The ways to pay these prices, in their order, those in other assets left out. */
    List<Offer> offers(List<Price> prices);

    /**
     * Who signed it, and its name.
     *
     * @throws Problem 400 with a precise code
     */
    SignedPayment read(Presented presented);
}
