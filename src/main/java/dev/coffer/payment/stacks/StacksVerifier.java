package dev.coffer.payment.stacks;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Facilitator;
import dev.coffer.payment.PaymentName;
import dev.coffer.payment.Price;
import dev.coffer.payment.Rail;
import dev.coffer.payment.SignedPayment;
import dev.coffer.payment.Sponsor;
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

    private final StacksTokens tokens;
    private final StacksNetwork network;
    private final Principal payTo;
    private final Offer.V1 v1;
    private final Optional<Sponsor> sponsor;
    private final PaymentCheck check = new PaymentCheck();

    private StacksVerifier(StacksTokens tokens, String payTo, Optional<Sponsoring> sponsoring) {
        this.tokens = tokens;
        this.network = tokens.network();
        this.payTo = principal(payTo);
        this.v1 = new Offer.V1.Flat(network.v1Name());
        this.sponsor = sponsoring.map(s -> s.of(tokens, this.payTo));
    }

    /**
     * The rail of a Stacks network.
     *
     * @param payTo the address, or the contract, that is paid
     * @param chain who carries payments there
     * @throws IllegalArgumentException if it is none of the network's
     */
    public static Rail rail(StacksTokens tokens, String payTo, Facilitator chain) {
        return rail(tokens, payTo, chain, Optional.empty());
    }

    /**
     * The same.
     *
     * @param sponsoring who pays the fees of payments there, and which
     */
    public static Rail rail(
            StacksTokens tokens, String payTo, Facilitator chain, Optional<Sponsoring> sponsoring) {
        StacksVerifier verifier = new StacksVerifier(tokens, payTo, sponsoring);
        return new Rail(tokens.network().caip2(), verifier.v1, verifier, chain, verifier.sponsor);
    }

    private Principal principal(String text) {
        return Principal.parse(text)
                .filter(p -> network.owns(p.address()))
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "%s is no address of the Stacks %s; those begin with %s"
                                        .formatted(text, network.v1Name(), network.marks())));
    }

    @Override
    public String payTo() {
        return payTo.text();
    }

    @Override
    public Set<Asset> assets() {
        return StacksTokens.ASSETS;
    }

    @Override
    public Optional<Asset> asset(String name) {
        return tokens.named(name);
    }

    @Override
    public Optional<String> address(String text) {
        return Principal.parse(text).filter(p -> network.owns(p.address())).map(Principal::text);
    }

    @Override
    public List<Offer> offers(List<Price> prices) {
        return taken(prices)
                .map(price ->
                        new Offer(
                                network.caip2(),
                                price,
                                tokens.name(price.asset()),
                                payTo.text(),
                                Limits.OFFER_SECONDS.whole(),
                                extra(price.asset()),
                                v1))
                .toList();
    }

    /** Who pays the fee, if anybody does for the payer. */
    private Map<String, String> extra(Asset asset) {
        return sponsor.filter(by -> by.takes(asset))
                .map(by -> Map.of("feePayer", by.address()))
                .orElse(Map.of());
    }

    private static Stream<Price> taken(List<Price> prices) {
        return prices.stream().filter(price -> StacksTokens.ASSETS.contains(price.asset()));
    }

    @Override
    public SignedPayment read(Presented presented) {
        if (!presented.scheme().equals("exact")) {
            throw new Problem(
                    ErrorCode.UNSUPPORTED_SCHEME, "Only the scheme `exact` is offered here.");
        }
        JsonNode payload = presented.payload();
        String member = payload.has("signedTransaction") ? "signedTransaction" : "transaction";
        String hex = Presented.text(payload.path(member), "payload." + member);
        return switch (check.read(network, hex, sponsor.isPresent())) {
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
                    network.caip2(),
                    Long.toString(signed.nonce()),
                    signed.presign());
        }

        @Override
        public VerifiedPayment require(List<Price> prices, String payTo) {
            accepted.ifPresent(offer -> requireOurs(offer, payTo));
            Requirement requirement =
                    new Requirement(
                            network,
                            principal(payTo),
                            taken(prices).map(tokens::accepted).toList(),
                            Requirement.NODE_MIN_FEE_PER_BYTE);
            return switch (check.require(requirement, signed)) {
                case PaymentCheck.Valid valid ->
                        new VerifiedPayment(
                                name(),
                                new Price(Asset.required(valid.asset()), valid.amount()),
                                // The transaction is another once it is sponsored.
                                Optional.of(valid.txid()).filter(_ -> !signed.awaitsSponsor()),
                                valid.bytes().array(),
                                Optional.empty());
                case PaymentCheck.Invalid invalid -> throw refused(invalid);
            };
        }
    }

    /** The offer that a v2 client says it took. What it really pays, its transaction says. */
    private void requireOurs(JsonNode accepted, String payTo) {
        String asset = Presented.text(accepted.path("asset"), "accepted.asset");
        if (!Presented.text(accepted.path("payTo"), "accepted.payTo").equals(payTo)) {
            throw new Problem(
                    ErrorCode.RECIPIENT_MISMATCH, "The offer is not one of this service.");
        }
        if (tokens.named(asset).isEmpty()) {
            throw new Problem(
                    ErrorCode.UNRECOGNIZED_ASSET,
                    "The asset is not offered here; take one of the offer's, whole.");
        }
    }
}
