package dev.coffer.payment;

import dev.coffer.payment.x402.Offer;
import dev.coffer.payment.x402.Presented;

import java.util.Optional;

/**
 * A way to be paid: payments of one network, who checks them here, and who carries them there.
 *
 * @param network CAIP-2: {@code stacks:1}
 * @param v1 how x402 v1 offers it
 * @param sponsor who pays the fees of payments there for their payers, if anybody does
 */
public record Rail(
        String network,
        Offer.V1 v1,
        Verifier verifier,
        Facilitator facilitator,
        Optional<Sponsor> sponsor) {

    public Rail(String network, Offer.V1 v1, Verifier verifier, Facilitator facilitator) {
        this(network, v1, verifier, facilitator, Optional.empty());
    }

    /** Whether a payment is of this network, by the name that its protocol has for it. */
    public boolean takes(Presented presented) {
        return switch (presented.version()) {
            case V2 -> presented.network().equals(network);
            case V1 ->
                    v1 instanceof Offer.V1.Listed(String name) && presented.network().equals(name);
            case BARE -> v1 instanceof Offer.V1.Flat;
        };
    }
}
