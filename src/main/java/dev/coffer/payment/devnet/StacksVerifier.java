package dev.coffer.payment.devnet;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Facilitator;
import dev.coffer.payment.PaymentName;
import dev.coffer.payment.Price;
import dev.coffer.payment.Rail;
import dev.coffer.payment.SignedPayment;
import dev.coffer.payment.VerifiedPayment;
import dev.coffer.payment.Verifier;
import dev.coffer.payment.x402.Offer;
import dev.coffer.payment.x402.Presented;
import dev.coffer.stacks.PaymentCheck;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.Requirement;
import dev.coffer.stacks.StacksNetwork;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Checks Stacks payments: that the client took an offer of ours, and what its transaction does. */
public final class StacksVerifier implements Verifier {

    private static final StacksNetwork NETWORK = StacksNetwork.TESTNET;

    private static final Offer.V1 V1 = new Offer.V1.Flat(NETWORK.v1Name());

    private final Principal payTo;
    private final PaymentCheck check = new PaymentCheck();

    private StacksVerifier(Principal payTo) {
        this.payTo = payTo;
    }

    /**
     * The devnet's rail.
     *
     * @param payTo the address, or the contract, that is paid
     * @throws IllegalArgumentException if it is none of the testnet's
     */
    public static Rail rail(String payTo, Facilitator devnet) {
        return new Rail(NETWORK.caip2(), V1, new StacksVerifier(principal(payTo)), devnet);
    }

    private static Principal principal(String payTo) {
        return Principal.parse(payTo)
                .filter(p -> NETWORK.owns(p.address()))
                .orElseThrow(() ->
                        new IllegalArgumentException("not an address of the testnet: " + payTo));
    }

    @Override
    public String payTo() {
        return payTo.text();
    }

    @Override
    public Set<Asset> assets() {
        return DevnetTokens.ASSETS;
    }

    @Override
    public List<Offer> offers(List<Price> prices) {
        return taken(prices)
                .map(price ->
                        new Offer(
                                NETWORK.caip2(),
                                price,
                                DevnetTokens.name(price.asset()),
                                payTo.text(),
                                Limits.OFFER_SECONDS.whole(),
                                Map.of(),
                                V1))
                .toList();
    }

    private static Stream<Price> taken(List<Price> prices) {
        return prices.stream().filter(price -> DevnetTokens.ASSETS.contains(price.asset()));
    }

    @Override
    public SignedPayment read(Presented presented) {
        if (!presented.scheme().equals("exact")) {
            throw new Problem(
                    ErrorCode.UNSUPPORTED_SCHEME, "Only the scheme `exact` is offered here.");
        }
        String hex = Presented.text(presented.payload().path("transaction"), "payload.transaction");
        return switch (check.read(NETWORK, hex)) {
            case PaymentCheck.Signed signed -> new Read(presented.accepted(), signed);
            case PaymentCheck.Invalid invalid -> throw refused(invalid);
        };
    }

    private static Problem refused(PaymentCheck.Invalid invalid) {
        return new Problem(new ErrorCode(400, invalid.code()), invalid.message());
    }

    private final class Read implements SignedPayment {
        private final Optional<JsonNode> accepted;
        private final PaymentCheck.Signed signed;

        private Read(Optional<JsonNode> accepted, PaymentCheck.Signed signed) {
            this.accepted = accepted;
            this.signed = signed;
        }

        @Override
        public PaymentName name() {
            return new PaymentName(
                    signed.payer().text(),
                    NETWORK.caip2(),
                    Long.toString(signed.nonce()),
                    signed.presign());
        }

        @Override
        public VerifiedPayment require(List<Price> prices, String payTo) {
            accepted.ifPresent(offer -> requireOurs(offer, payTo));
            Requirement requirement =
                    new Requirement(
                            NETWORK,
                            principal(payTo),
                            taken(prices).map(DevnetTokens::accepted).toList(),
                            Requirement.NODE_MIN_FEE_PER_BYTE);
            return switch (check.require(requirement, signed)) {
                case PaymentCheck.Valid valid ->
                        new VerifiedPayment(
                                name(),
                                new Price(Asset.required(valid.asset()), valid.amount()),
                                Optional.of(valid.txid()),
                                valid.bytes().array(),
                                Optional.empty());
                case PaymentCheck.Invalid invalid -> throw refused(invalid);
            };
        }
    }

    /** The offer that a v2 client says it took. What it really pays, its transaction says. */
    private static void requireOurs(JsonNode accepted, String payTo) {
        String asset = Presented.text(accepted.path("asset"), "accepted.asset");
        if (!Presented.text(accepted.path("payTo"), "accepted.payTo").equals(payTo)) {
            throw new Problem(
                    ErrorCode.RECIPIENT_MISMATCH, "The offer is not one of this service.");
        }
        if (DevnetTokens.named(asset).isEmpty()) {
            throw new Problem(
                    ErrorCode.UNRECOGNIZED_ASSET,
                    "The asset is not offered here; take one of the offer's, whole.");
        }
    }
}
