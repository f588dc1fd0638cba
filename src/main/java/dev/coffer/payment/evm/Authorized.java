package dev.coffer.payment.evm;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Problem;
import dev.coffer.evm.EvmAddress;
import dev.coffer.evm.TransferAuthorization;
import dev.coffer.payment.x402.Presented;

import tools.jackson.databind.JsonNode;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The payload of the scheme {@code exact}: an authorization and its holder's signature, all of it
 * texts.
 */
record Authorized(TransferAuthorization authorization, byte[] signature) {

    private static final int MOST_DIGITS = 78;

    /**
     * @throws Problem 400 {@code invalid_payload}
     */
    static Authorized read(JsonNode payload) {
        JsonNode said = payload.path("authorization");
        String nonce = hex(said, "nonce");
        if (nonce.length() != 64) {
            throw invalid("payload.authorization.nonce is not 32 bytes in hex");
        }
        TransferAuthorization authorization =
                new TransferAuthorization(
                        address(said, "from"),
                        address(said, "to"),
                        number(said, "value"),
                        number(said, "validAfter"),
                        number(said, "validBefore"),
                        nonce);
        String signature = Presented.text(payload.path("signature"), "payload.signature");
        return new Authorized(authorization, bytes(signature));
    }

    private static EvmAddress address(JsonNode said, String member) {
        String path = "payload.authorization." + member;
        return EvmAddress.parse(Presented.text(said.path(member), path))
                .orElseThrow(() -> invalid(path + " is no address"));
    }

    private static BigInteger number(JsonNode said, String member) {
        String path = "payload.authorization." + member;
        String digits = Presented.text(said.path(member), path);
        boolean whole =
                !digits.isEmpty()
                        && digits.length() <= MOST_DIGITS
                        && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!whole || new BigInteger(digits).bitLength() > 256) {
            throw invalid(path + " is not a whole number in digits");
        }
        return new BigInteger(digits);
    }

    private static String hex(JsonNode said, String member) {
        String path = "payload.authorization." + member;
        return HexFormat.of().formatHex(bytes(Presented.text(said.path(member), path)));
    }

    private static byte[] bytes(String hex) {
        String digits = (hex.startsWith("0x") ? hex.substring(2) : hex).toLowerCase(Locale.ROOT);
        if (digits.length() > 1024) {
            throw invalid("the payload has more than a signature of a key has");
        }
        try {
            return HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException e) {
            throw invalid("the payload is not in hex");
        }
    }

    /** As facilitators take it. */
    byte[] carried() {
        Map<String, String> said = new LinkedHashMap<>();
        said.put("from", authorization.from().text());
        said.put("to", authorization.to().text());
        said.put("value", authorization.value().toString());
        said.put("validAfter", authorization.validAfter().toString());
        said.put("validBefore", authorization.validBefore().toString());
        said.put("nonce", "0x" + authorization.nonce());
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("signature", "0x" + HexFormat.of().formatHex(signature));
        payload.put("authorization", said);
        return Json.write(payload);
    }

    private static Problem invalid(String detail) {
        return new Problem(ErrorCode.INVALID_PAYLOAD, "The payment can't be read: " + detail + ".");
    }
}
