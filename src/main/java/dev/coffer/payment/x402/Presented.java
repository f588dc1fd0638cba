package dev.coffer.payment.x402;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Request;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A payment as a request carries it, in the headers of x402 v2 or v1. Read without judging it, and
 * without knowing its chain.
 *
 * @param version which protocol the client speaks, and is answered in
 * @param network as that protocol names it: CAIP-2 in v2, {@code base} in v1; a bare transaction
 *     says none, which is empty
 * @param accepted the offer that the client says it took; only v2 says one
 * @param payload what the scheme has on its network: {@code {"transaction": hex}} on Stacks
 * @param identifier the client's name for the operation (extension payment-identifier)
 */
public record Presented(
        Version version,
        String scheme,
        String network,
        Optional<JsonNode> accepted,
        JsonNode payload,
        Optional<String> identifier) {

    /** The protocol's version. */
    public enum Version {
        V2,
        V1,
        /** The v1 of x402-stacks: the bare transaction in hex. */
        BARE
    }

    public static final String V2_HEADER = "PAYMENT-SIGNATURE";
    public static final String V1_HEADER = "X-PAYMENT";

    private static final String EXACT = "exact";
    private static final int MIN_HEX_CHARS = 200;
    private static final Pattern IDENTIFIER = Pattern.compile("[a-zA-Z0-9_-]{16,128}");

    /**
     * The payment of a request, if it carries one.
     *
     * @throws Problem 400 {@code invalid_payload} or {@code invalid_x402_version}
     */
    public static Optional<Presented> of(Request request) {
        Optional<Presented> newer = request.header(V2_HEADER).map(text -> ofV2(decoded(text)));
        Optional<Presented> older = request.header(V1_HEADER).map(Presented::ofV1);
        if (newer.isPresent() && older.isPresent() && !newer.get().isSame(older.get())) {
            throw invalid("PAYMENT-SIGNATURE and X-PAYMENT carry two payments; send one of them");
        }
        return newer.or(() -> older);
    }

    /**
     * A payment as JSON, as facilitators are given it.
     *
     * @throws Problem 400 {@code invalid_payload} or {@code invalid_x402_version}
     */
    public static Presented of(JsonNode payment) {
        return version(payment) == 1 ? listed(payment) : ofV2(payment);
    }

    /**
     * A bare transaction.
     *
     * @param hex with or without {@code 0x}
     */
    public static Presented bare(String hex) {
        return new Presented(
                Version.BARE,
                EXACT,
                "",
                Optional.empty(),
                Json.MAPPER.valueToTree(Map.of("transaction", hex)),
                Optional.empty());
    }

    /** Some wallets send one payment in both headers. */
    private boolean isSame(Presented other) {
        Optional<String> transaction = transaction();
        return transaction.isPresent()
                ? transaction.equals(other.transaction())
                : payload.equals(other.payload);
    }

    /** The transaction in hex, one spelling, where that is what the payload has. */
    private Optional<String> transaction() {
        JsonNode hex = payload.path("transaction");
        return hex.isString()
                ? Optional.of(digits(hex.stringValue()).toLowerCase(Locale.ROOT))
                : Optional.empty();
    }

    private static String digits(String hex) {
        return hex.startsWith("0x") ? hex.substring(2) : hex;
    }

    private static Presented ofV1(String header) {
        return isHex(header) ? bare(header) : of(decoded(header));
    }

    private static Presented listed(JsonNode payment) {
        return new Presented(
                Version.V1,
                text(payment.path("scheme"), "scheme"),
                text(payment.path("network"), "network"),
                Optional.empty(),
                object(payment.path("payload"), "payload"),
                Optional.empty());
    }

    private static Presented ofV2(JsonNode payment) {
        if (version(payment) != 2) {
            throw unknownVersion();
        }
        JsonNode accepted = object(payment.path("accepted"), "accepted");
        return new Presented(
                Version.V2,
                text(accepted.path("scheme"), "accepted.scheme"),
                text(accepted.path("network"), "accepted.network"),
                Optional.of(accepted),
                object(payment.path("payload"), "payload"),
                identifier(payment));
    }

    private static int version(JsonNode payment) {
        JsonNode version = payment.path("x402Version");
        return version.isIntegralNumber() && version.canConvertToInt() ? version.intValue() : 0;
    }

    /** The refusal of a protocol that nobody speaks here. */
    public static Problem unknownVersion() {
        return new Problem(
                ErrorCode.INVALID_X402_VERSION,
                "The payment's x402Version is not known here; use 2, or the bare transaction of v1 in X-PAYMENT.");
    }

    private static Optional<String> identifier(JsonNode payment) {
        JsonNode id = payment.path("extensions").path("payment-identifier").path("info").path("id");
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
            JsonNode payment = Json.MAPPER.readTree(new String(json, StandardCharsets.UTF_8));
            if (payment.isObject()) {
                return payment;
            }
        } catch (IllegalArgumentException | JacksonException e) {
            // Told below, in one text for all that is not the header's format.
        }
        throw invalid("The payment header is not base64 of a JSON object");
    }

    /**
     * A text of the payment.
     *
     * @param path where it stands, for the refusal
     * @throws Problem 400 {@code invalid_payload} if it is none
     */
    public static String text(JsonNode node, String path) {
        if (!node.isString()) {
            throw invalid("The payment has no text at " + path);
        }
        return node.stringValue();
    }

    private static JsonNode object(JsonNode node, String path) {
        if (!node.isObject()) {
            throw invalid("The payment has no object at " + path);
        }
        return node;
    }

    private static boolean isHex(String text) {
        String digits = digits(text);
        return digits.length() >= MIN_HEX_CHARS
                && digits.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    }

    private static Problem invalid(String detail) {
        return new Problem(ErrorCode.INVALID_PAYLOAD, detail + ".");
    }
}
