package dev.coffer.cli.client;

import dev.coffer.endpoint.Json;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Price;
import dev.coffer.payment.stacks.StacksTokens;
import dev.coffer.stacks.StacksNetwork;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A signed payment as a request carries it (x402 v2).
 *
 * @param header the value of {@link #HEADER}
 * @param key the value of {@link #KEY_HEADER}: what only its signer knows, once a chain shows the
 *     payment to everybody
 */
public record Payment(Quote quote, String header, String key) {

    public static final String HEADER = "PAYMENT-SIGNATURE";
    public static final String KEY_HEADER = "Idempotency-Key";

    private static final int KEY_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * What a 402 asks for, taken from it as it stands: the client repeats it.
     *
     * @param accepted the offer that is taken
     */
    public record Quote(StacksNetwork network, Price price, JsonNode resource, JsonNode accepted) {
        public String payTo() {
            return accepted.path("payTo").asString("");
        }

        /** {@code STX}, or a token's contract. */
        String assetId() {
            return accepted.path("asset").asString("");
        }

        /** Whether the server pays the fee. */
        boolean isSponsored() {
            return !accepted.path("extra").path("feePayer").asString("").isEmpty();
        }
    }

    /**
     * The first offer of a 402 that the wallet can pay. Tokens are those it knows, compared whole:
     * what the contract of a stranger does, nobody knows.
     */
    public static Quote quote(Response priced) {
        JsonNode required =
                priced.header("PAYMENT-REQUIRED")
                        .flatMap(Payment::decoded)
                        .orElseThrow(() -> new Failure("a 402 that offers nothing to pay"));
        for (JsonNode offer : required.path("accepts")) {
            Optional<StacksNetwork> network =
                    StacksNetwork.ofCaip2(offer.path("network").asString(""));
            Optional<Asset> asset =
                    network.filter(n -> n == StacksNetwork.TESTNET)
                            .map(StacksTokens::of)
                            .flatMap(tokens -> tokens.named(offer.path("asset").asString("")));
            OptionalLong amount = whole(offer.path("amount").asString(""));
            if (offer.path("scheme").asString("").equals("exact")
                    && asset.isPresent()
                    && amount.isPresent()) {
                return new Quote(
                        network.orElseThrow(),
                        new Price(asset.get(), amount.getAsLong()),
                        required.path("resource"),
                        offer);
            }
        }
        throw new Failure("the server offers no way to pay that this wallet knows");
    }

    /**
     * Signs what a quote asks for.
     *
     * @param sponsored whether the fee is left to the server
     */
    static Payment sign(Quote quote, WalletFile wallet, long nonce, boolean sponsored) {
        Map<String, Object> payload =
                Map.of(
                        "x402Version", 2,
                        "resource", quote.resource(),
                        "accepted", quote.accepted(),
                        "payload",
                                Map.of(
                                        "transaction",
                                        wallet.signTransfer(quote, nonce, sponsored)));
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        return new Payment(
                quote,
                Base64.getEncoder().encodeToString(Json.write(payload)),
                HexFormat.of().formatHex(key));
    }

    /** The transaction that moved the money, by the answer's receipt. */
    public static Optional<String> settledTransaction(Response response) {
        return response.header("PAYMENT-RESPONSE")
                .flatMap(Payment::decoded)
                .map(receipt -> receipt.path("transaction").asString(""))
                .filter(txid -> !txid.isEmpty());
    }

    private static Optional<JsonNode> decoded(String header) {
        try {
            return Optional.of(Json.MAPPER.readTree(Base64.getDecoder().decode(header)));
        } catch (IllegalArgumentException | JacksonException e) {
            return Optional.empty();
        }
    }

    private static OptionalLong whole(String digits) {
        try {
            return OptionalLong.of(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
