package dev.coffer.payment.x402;

import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Request;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The extension {@code offer-receipt} of a settled payment: that it was taken for a resource,
 * signed, in the header that tells how it ended. Offers are not signed: the header of a 402 has no
 * room for it, and a signature is work that anybody could ask for.
 */
public final class SignedReceipt {

    /** Signs what is said of a payment. */
    @FunctionalInterface
    public interface Signer {
        String sign(String resourceUrl, String network, String payer, String transaction);
    }

    private SignedReceipt() {}

    /**
     * The header that an answer has instead, if it has one that tells of a settled payment and
     * whose clients know extensions: those of x402-stacks 1.x do not.
     */
    public static Optional<Map.Entry<String, String>> in(
            Map<String, String> headers, Request request, Signer signer) {
        for (String name : Receipt.HEADERS) {
            String header = headers.get(name);
            if (header == null) {
                continue;
            }
            JsonNode told = Json.MAPPER.readTree(Base64.getDecoder().decode(header));
            if (told instanceof ObjectNode settled && settled.path("success").asBoolean(false)) {
                String jws =
                        signer.sign(
                                PaymentRequired.url(request),
                                settled.path("network").stringValue(),
                                settled.path("payer").stringValue(),
                                settled.path("transaction").stringValue());
                settled.set("extensions", Json.MAPPER.valueToTree(extension(jws)));
                return Optional.of(Map.entry(name, PaymentRequired.base64(settled)));
            }
        }
        return Optional.empty();
    }

    private static Map<String, Object> extension(String jws) {
        Map<String, String> receipt = new LinkedHashMap<>();
        receipt.put("format", "jws");
        receipt.put("signature", jws);
        return Map.of("offer-receipt", Map.of("info", Map.of("receipt", receipt)));
    }
}
