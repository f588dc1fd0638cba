package dev.coffer.payment.devnet;

import dev.coffer.endpoint.Problem;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Price;
import dev.coffer.payment.VerifiedPayment;
import dev.coffer.payment.Verifier;
import dev.coffer.payment.x402.Offer;
import dev.coffer.payment.x402.Presented;
import dev.coffer.stacks.PaymentCheck;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.Requirement;
import dev.coffer.stacks.StacksNetwork;

import java.util.List;

/** Checks Stacks payments: that the client took an offer of ours, and what its transaction does. */
public final class StacksVerifier implements Verifier {

    /** How long an offer is good for; policy only, a Stacks transaction has no expiry. */
    private static final int OFFER_SECONDS = 300;

    private static final StacksNetwork NETWORK = StacksNetwork.TESTNET;

    private final Principal payTo;
    private final PaymentCheck check = new PaymentCheck();

    private StacksVerifier(Principal payTo) {
        this.payTo = payTo;
    }

    /**
     * @param payTo the address, or the contract, that is paid
     * @throws IllegalArgumentException if it is none of the testnet's
     */
    public static StacksVerifier devnet(String payTo) {
        return new StacksVerifier(
                Principal.parse(payTo)
                        .filter(p -> NETWORK.owns(p.address()))
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "not an address of the testnet: " + payTo)));
    }

    @Override
    public List<Offer> offers(List<Price> prices) {
        return prices.stream()
                .map(price ->
                        new Offer(
                                network(),
                                price,
                                DevnetTokens.name(price.asset()),
                                payTo.text(),
                                OFFER_SECONDS))
                .toList();
    }

    @Override
    public String network() {
        return NETWORK.caip2();
    }

    @Override
    public String v1Network() {
        return NETWORK.v1Name();
    }

    @Override
    public VerifiedPayment verify(Presented presented, List<Price> prices) {
        presented.accepted().ifPresent(this::requireOurs);
        Requirement requirement =
                new Requirement(
                        NETWORK,
                        payTo,
                        prices.stream().map(DevnetTokens::accepted).toList(),
                        Requirement.NODE_MIN_FEE_PER_BYTE);
        return switch (check.check(requirement, presented.transaction())) {
            case PaymentCheck.Valid valid ->
                    new VerifiedPayment(
                            valid.payer(),
                            network(),
                            valid.nonce(),
                            valid.presign(),
                            new Price(Asset.required(valid.asset()), valid.amount()),
                            valid.txid(),
                            valid.bytes().array());
            case PaymentCheck.Invalid invalid ->
                    throw new Problem(400, invalid.code(), invalid.message());
        };
    }

    /** The offer that a v2 client says it took. What it really pays, its transaction says. */
    private void requireOurs(Presented.Accepted accepted) {
        if (!accepted.scheme().equals("exact")) {
            throw new Problem(
                    400, "unsupported_scheme", "Only the scheme `exact` is offered here.");
        }
        if (!accepted.network().equals(network())) {
            throw new Problem(
                    400, "invalid_network", "Payments are made on " + network() + " here.");
        }
        if (!accepted.payTo().equals(payTo.text())) {
            throw new Problem(400, "recipient_mismatch", "The offer is not one of this service.");
        }
        if (DevnetTokens.named(accepted.asset()).isEmpty()) {
            throw new Problem(
                    400,
                    "unrecognized_asset",
                    "The asset is not offered here; take one of the offer's, whole.");
        }
    }
}
