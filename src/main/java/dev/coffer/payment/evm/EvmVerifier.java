package dev.coffer.payment.evm;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.evm.EvmAddress;
import dev.coffer.evm.TransferAuthorization;
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

import java.math.BigInteger;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks payments in USDC by EIP-3009 (x402 scheme {@code exact} on EVM): who signed, for which
 * token, to whom, how much, and until when. Contracts do not pay here: only their chain knows what
 * they sign.
 */
public final class EvmVerifier implements Verifier {

    /** What a facilitator needs to get a transaction into a block before the word is over. */
    private static final long SECONDS_TO_SETTLE = 6;

    /** Wallets' clocks differ. */
    private static final long SECONDS_OF_GRACE = 60;

    private final EvmNetwork network;
    private final EvmAddress payTo;
    private final InstantSource clock;
    private final Offer.V1 v1;

    private EvmVerifier(EvmNetwork network, EvmAddress payTo, InstantSource clock) {
        this.network = network;
        this.payTo = payTo;
        this.clock = clock;
        this.v1 = new Offer.V1.Listed(network.v1Name());
    }

    /**
     * The rail of a network.
     *
     * @param payTo who is paid, with {@code 0x}
     * @throws IllegalArgumentException if it is no address
     */
    public static Rail rail(
            EvmNetwork network, String payTo, Facilitator chain, InstantSource clock) {
        EvmAddress paid =
                EvmAddress.parse(payTo)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "%s is no address of %s: 0x and 40 hex digits, in one case or with the right checksum"
                                                .formatted(payTo, network.v1Name())));
        EvmVerifier verifier = new EvmVerifier(network, paid, clock);
        return new Rail(network.caip2(), verifier.v1, verifier, chain);
    }

    @Override
    public Set<Asset> assets() {
        return Set.of(Asset.USDC);
    }

    @Override
    public String payTo() {
        return payTo.text();
    }

    @Override
    public List<Offer> offers(List<Price> prices) {
        TransferAuthorization.Domain domain = network.domain();
        return prices.stream()
                .filter(price -> price.asset() == Asset.USDC)
                .map(price ->
                        new Offer(
                                network.caip2(),
                                price,
                                domain.contract().text(),
                                payTo.text(),
                                Limits.OFFER_SECONDS.whole(),
                                Map.of("name", domain.name(), "version", domain.version()),
                                v1))
                .toList();
    }

    @Override
    public SignedPayment read(Presented presented) {
        if (!presented.scheme().equals("exact")) {
            throw new Problem(
                    ErrorCode.UNSUPPORTED_SCHEME, "Only the scheme `exact` is offered here.");
        }
        presented
                .accepted()
                .ifPresent(accepted -> requireToken(accepted.path("asset").asString("")));
        Authorized authorized = Authorized.read(presented.payload());
        TransferAuthorization authorization = authorized.authorization();
        Optional<EvmAddress> signer =
                authorization.signer(network.domain(), authorized.signature());
        if (!signer.equals(Optional.of(authorization.from()))) {
            throw new Problem(
                    ErrorCode.EVM_SIGNATURE,
                    "The signature is not the payer's for this token and network, or not in its low-S form.");
        }
        String digest = HexFormat.of().formatHex(authorization.digest(network.domain()));
        return new Read(
                authorized,
                new PaymentName(
                        authorization.from().owner(),
                        network.caip2(),
                        "0x" + authorization.nonce(),
                        digest));
    }

    private void requireToken(String asset) {
        if (!EvmAddress.parse(asset).equals(Optional.of(network.domain().contract()))) {
            throw new Problem(
                    ErrorCode.UNRECOGNIZED_ASSET,
                    "The asset is not offered here; take the offer's.");
        }
    }

    private final class Read implements SignedPayment {
        private final Authorized authorized;
        private final PaymentName name;

        private Read(Authorized authorized, PaymentName name) {
            this.authorized = authorized;
            this.name = name;
        }

        @Override
        public PaymentName name() {
            return name;
        }

        @Override
        public VerifiedPayment require(List<Price> prices, String toPay) {
            TransferAuthorization said = authorized.authorization();
            if (!EvmAddress.parse(toPay).equals(Optional.of(said.to()))) {
                throw new Problem(
                        ErrorCode.EVM_RECIPIENT,
                        "Paid is %s, to be paid is %s.".formatted(said.to(), toPay));
            }
            requireInTime(said);
            return new VerifiedPayment(
                    name,
                    new Price(Asset.USDC, paid(prices, said.value())),
                    Optional.empty(),
                    authorized.carried(),
                    Optional.of(said.validBefore().longValueExact() * 1000));
        }

        private void requireInTime(TransferAuthorization said) {
            long now = clock.millis() / 1000;
            long latest = now + Limits.OFFER_SECONDS.value() + SECONDS_OF_GRACE;
            if (said.validAfter().compareTo(BigInteger.valueOf(now)) > 0) {
                throw new Problem(
                        ErrorCode.EVM_VALID_AFTER,
                        "The payment is not valid yet; see validAfter and your clock.");
            }
            if (said.validBefore().compareTo(BigInteger.valueOf(now + SECONDS_TO_SETTLE)) < 0
                    || said.validBefore().compareTo(BigInteger.valueOf(latest)) > 0) {
                throw new Problem(
                        ErrorCode.EVM_VALID_BEFORE,
                        "validBefore must be %d to %d seconds from now."
                                .formatted(SECONDS_TO_SETTLE, latest - now));
            }
        }

        /** Exactly one of the prices; any amount where any is asked for. */
        private static long paid(List<Price> prices, BigInteger value) {
            for (Price price : prices) {
                boolean any = price.amount() == 0 && value.signum() > 0;
                if (price.asset() == Asset.USDC
                        && value.bitLength() < Long.SIZE
                        && (any || value.longValueExact() == price.amount())) {
                    return value.longValueExact();
                }
            }
            throw new Problem(
                    ErrorCode.EVM_VALUE,
                    "The payment moves %s uUSDC, which is not the price.".formatted(value));
        }
    }
}
