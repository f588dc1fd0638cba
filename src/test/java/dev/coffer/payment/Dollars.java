package dev.coffer.payment;

import dev.coffer.payment.x402.Offer;

import java.util.Set;

/** Another network than the devnet's, whose payments are believed. */
final class Dollars {

    static final String NETWORK = "eip155:84532";
    static final String V1_NETWORK = "base-sepolia";
    static final String TOKEN = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";

    private Dollars() {}

    static Rail rail(Facilitator chain) {
        return new Believing(NETWORK, new Offer.V1.Listed(V1_NETWORK), Set.of(Asset.USDC))
                .rail(chain);
    }
}
