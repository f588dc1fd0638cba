package dev.coffer.payment.x402;

import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Request;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A payment as a request carries it, in the headers of x402 v2 or v1. Read without judging it.
 *
 * @param version which protocol the client speaks, and is answered in
 * @param transaction the signed Stacks transaction, hex
 * @param accepted the offer that the client says it took; v1 says none
 * @param identifier the client's name for the operation (extension payment-identifier)
 */
public record Presented(
        Version version,
        String transaction,
        Optional<Accepted> accepted,
        Optional<String> identifier) {

    /** The protocol's version. */
    public enum Version {
        V1,
        V2
    }

    /** The offer that a client took, as it repeats it. */
    public record Accepted(String scheme, String network, String asset, String payTo) {}

    public static final String V2_HEADER = "PAYMENT-SIGNATURE";
    public static final String V1_HEADER = "X-PAYMENT";

    private static final int MAX_HEX_CHARS = 4096;
    private static final int MIN_HEX_CHARS = 200;
    private static final Pattern IDENTIFIER = Pattern.compile("[a-zA-Z0-9_-]{16,128}");

    /**
     * The payment of a request, if it carries one.
     *
     * @throws Problem 400 {@code invalid_payload} or {@code invalid_x402_version}
     */
    public static Optional<Presented> of(Request request) {
        Optional<String> v2 = request.header(V2_HEADER);
        Optional<String> v1 = request.header(V1_HEADER);
        Optional<Presented> newer = v2.map(Presented::ofJson);
        Optional<Presented> older = v1.map(text -> isHex(text) ? ofHex(text) : ofJson(text));
        if (newer.isPresent() && older.isPresent() && !newer.get().isSame(older.get())) {
            throw invalid("PAYMENT-SIGNATURE and X-PAYMENT carry two payments; send one of them");
        }
        return newer.or(() -> older);
    }

    /** Some wallets send one payment in both headers. */
    private boolean isSame(Presented other) {
        return digits(transaction).equalsIgnoreCase(digits(other.transaction));
    }

    private static String digits(String hex) {
        return hex.startsWith("0x") ? hex.substring(2) : hex;
    }

    private static Presented ofHex(String text) {
        if (text.length() > MAX_HEX_CHARS) {
            throw invalid("The transaction is too long");
        }
        return new Presented(Version.V1, text, Optional.empty(), Optional.empty());
    }

    private static Presented ofJson(String header) {
        JsonNode payload = decoded(header);
        if (payload.path("x402Version").asInt(0) != 2) {
            throw new Problem(
                    400,
                    "invalid_x402_version",
                    "The payment's x402Version is not known here; use 2, or the bare transaction of v1 in X-PAYMENT.");
        }
        JsonNode offer = payload.path("accepted");
        Accepted accepted =
                new Accepted(
                        text(offer.path("scheme"), "accepted.scheme"),
                        text(offer.path("network"), "accepted.network"),
                        text(offer.path("asset"), "accepted.asset"),
                        text(offer.path("payTo"), "accepted.payTo"));
        if (!accepted.network().startsWith("stacks:")) {
            // The payload of another kind of chain holds something else than a transaction.
            throw new Problem(400, "invalid_network", "Payments are made on Stacks here.");
        }
        String transaction =
                text(payload.path("payload").path("transaction"), "payload.transaction");
        if (transaction.length() > MAX_HEX_CHARS) {
            throw invalid("The transaction is too long");
        }
        return new Presented(Version.V2, transaction, Optional.of(accepted), identifier(payload));
    }

    private static Optional<String> identifier(JsonNode payload) {
        JsonNode id = payload.path("extensions").path("payment-identifier").path("info").path("id");
        if (id.isMissingNode()) {
            return Optional.empty();
        }
        String text = id.isString() ? id.stringValue() : "";
        if (!IDENTIFIER.matcher(text).matches()) {
            throw invalid("The payment identifier must have 16 to 128 letters, digits, - or _");
        }
        return Optional.of(text);
    }

    private static JsonNode decoded(String header) {
        try {
            // Lenient on purpose: some clients leave the padding out or use the URL alphabet.
            String standard = header.strip().replace('-', '+').replace('_', '/');
            byte[] json = Base64.getDecoder().decode(standard);
            JsonNode payload = Json.MAPPER.readTree(new String(json, StandardCharsets.UTF_8));
            if (payload.isObject()) {
                return payload;
            }
        } catch (IllegalArgumentException | JacksonException e) {
            // Told below, in one text for all that is not the header's format.
        }
        throw invalid("The payment header is not base64 of a JSON object");
    }

    private static String text(JsonNode node, String path) {
        if (!node.isString()) {
            throw invalid("The payment has no text at " + path);
        }
        return node.stringValue();
    }

    private static boolean isHex(String text) {
        String digits = digits(text);
        return digits.length() >= MIN_HEX_CHARS
                && digits.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    }

    private static Problem invalid(String detail) {
        return new Problem(400, "invalid_payload", detail + ".");
    }
}
