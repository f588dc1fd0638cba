package dev.coffer.describe;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Request;
import dev.coffer.store.Owner;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What several operations of an OpenAPI document share, each under a name of its own. */
final class Components {

    private final boolean free;
    private final Map<String, Object> schemas = new LinkedHashMap<>();
    private final Map<List<ErrorCode>, Map<String, Object>> refusals = new LinkedHashMap<>();
    private final Map<String, Object> responses = new LinkedHashMap<>();
    private final Map<String, Object> pathItems = new LinkedHashMap<>();

    /**
     * @param free whether callers say their names, as nothing costs anything
     */
    Components(boolean free) {
        this.free = free;
        schemas.put("Problem", problem());
        schemas.put("PaymentRequired", paymentRequired());
    }

    Map<String, Object> all() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("schemas", schemas);
        all.put("responses", responses);
        all.put("parameters", free ? FREE_PARAMETERS : PARAMETERS);
        all.put("headers", HEADERS);
        all.put("securitySchemes", free ? NAMES : SECURITY);
        all.put("pathItems", pathItems);
        return all;
    }

    /** A schema that is the same for all methods of an endpoint. */
    Map<String, Object> schema(String name, Map<String, Object> schema) {
        schemas.put(name, schema);
        return reference("schemas", name);
    }

    Map<String, Object> pathItem(String path, Map<String, Object> item) {
        String name =
                path.equals("/") ? "root" : path.replaceAll("[^A-Za-z0-9]+", "_").substring(1);
        pathItems.put(name, item);
        return reference("pathItems", name);
    }

    static Map<String, Object> parameter(String name) {
        return reference("parameters", name);
    }

    static Map<String, Object> header(String name) {
        return reference("headers", name);
    }

    private static Map<String, Object> reference(String kind, String name) {
        return Ordered.of("$ref", "#/components/%s/%s".formatted(kind, name));
    }

    /** The refusals of one status, which many operations have alike. */
    Map<String, Object> refusal(List<ErrorCode> codes) {
        return refusals.computeIfAbsent(
                codes,
                _ -> {
                    String name =
                            "Refused%d_%d".formatted(codes.getFirst().status(), responses.size());
                    responses.put(name, response(codes));
                    return reference("responses", name);
                });
    }

    private static Map<String, Object> response(List<ErrorCode> codes) {
        int status = codes.getFirst().status();
        List<String> names = codes.stream().map(ErrorCode::code).toList();
        boolean invites = status == 402;
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("description", String.join(", ", names));
        if (invites) {
            response.put("headers", Ordered.of("PAYMENT-REQUIRED", header("PaymentRequired")));
        } else if (status == 429 || status == 503) {
            response.put("headers", Ordered.of("Retry-After", header("RetryAfter")));
        }
        Map<String, Object> schema =
                Ordered.of(
                        "allOf",
                        List.of(
                                reference("schemas", invites ? "PaymentRequired" : "Problem"),
                                Ordered.of(
                                        "properties",
                                        Ordered.of("code", Ordered.of("enum", names)))));
        response.put(
                "content",
                Ordered.of(
                        invites ? "application/json" : "application/problem+json",
                        Ordered.of("schema", schema)));
        return response;
    }

    private static Map<String, Object> problem() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", Ordered.of("type", "string", "format", "uri"));
        fields.put("title", Ordered.of("type", "string"));
        fields.put("status", Ordered.of("type", "integer"));
        fields.put("detail", Ordered.of("type", "string", "description", "What to do about it."));
        fields.put("code", Ordered.of("type", "string", "description", "Constant: go by it."));
        fields.put("error", Ordered.of("type", "string", "description", "As detail."));
        fields.put(
                "charged", Ordered.of("description", "False, but for what docs/errors.md says."));
        fields.put("retryable", Ordered.of("type", "boolean"));
        fields.put("retryAfterMs", Ordered.of("type", "integer"));
        fields.put("tokenType", Ordered.of("type", "string"));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("description", "RFC 9457, with the members of the case beside these.");
        schema.put("properties", fields);
        schema.put(
                "required",
                List.of("type", "title", "status", "detail", "code", "charged", "retryable"));
        return schema;
    }

    private static Map<String, Object> paymentRequired() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("x402Version", Ordered.of("type", "integer"));
        fields.put("code", Ordered.of("type", "string"));
        fields.put("error", Ordered.of("type", "string"));
        fields.put(
                "accepts",
                Ordered.of(
                        "type", "array",
                        "items", Ordered.of("type", "object"),
                        "description", "The offers for clients of x402 v1."));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put(
                "description",
                "The invitation to pay of x402: v2 in the header PAYMENT-REQUIRED, v1 here.");
        schema.put("properties", fields);
        schema.put("required", List.of("x402Version", "code", "error"));
        return schema;
    }

    private static Map<String, Object> header(String name, int most, String says) {
        Map<String, Object> parameter = new LinkedHashMap<>();
        parameter.put("name", name);
        parameter.put("in", "header");
        parameter.put("description", says);
        parameter.put("schema", Ordered.of("type", "string", "maxLength", most));
        return parameter;
    }

    private static final Map<String, Object> PARAMETERS =
            Ordered.of(
                    "Payment",
                    header("PAYMENT-SIGNATURE", 32_768, "A payment by x402 v2, base64 of JSON."),
                    "PaymentV1",
                    header("X-PAYMENT", 32_768, "A payment by x402 v1."),
                    "Prefer",
                    header(
                            "Prefer",
                            255,
                            "`receipt` asks for a signed receipt of what the call is charged."),
                    "Idempotency",
                    header(
                            "Idempotency-Key",
                            255,
                            "A name for this call: the same again gets the same answer, for a day,"
                                    + " without a second effect or charge."),
                    "Owner",
                    header(
                            Request.OWNER,
                            Owner.MAX_CHARS,
                            "Whose data the call is about, by a grant of that address; the caller's own"
                                    + " if left out."));

    private static final Map<String, Object> FREE_PARAMETERS =
            Ordered.of(
                    "Idempotency", PARAMETERS.getOrDefault("Idempotency", ""),
                    "Owner", PARAMETERS.getOrDefault("Owner", ""));

    private static final Map<String, Object> HEADERS =
            Ordered.of(
                    "PaymentRequired",
                    Ordered.of(
                            "description",
                            "What can be signed (x402 v2), base64 of JSON.",
                            "schema",
                            Ordered.of("type", "string")),
                    "PaymentResponse",
                    Ordered.of(
                            "description",
                            "The receipt of a payment by x402 v2, base64 of JSON.",
                            "schema",
                            Ordered.of("type", "string")),
                    "Charge",
                    Ordered.of(
                            "description",
                            "What was debited, with its unit: `1000 uSTX`.",
                            "schema",
                            Ordered.of("type", "string")),
                    "Receipt",
                    Ordered.of(
                            "description",
                            "A signed receipt of the charge, a compact JWS, for who asks by"
                                    + " `Prefer: receipt`; its keys are at /.well-known/jwks.json.",
                            "schema",
                            Ordered.of("type", "string")),
                    "RetryAfter",
                    Ordered.of(
                            "description",
                            "Seconds after which the same again may succeed.",
                            "schema",
                            Ordered.of("type", "integer")));

    private static final Map<String, Object> SECURITY =
            Ordered.of(
                    "token",
                    Ordered.of(
                            "type", "http",
                            "scheme", "bearer",
                            "bearerFormat", "cof_...",
                            "description", "A token of an account: calls are paid by its balance."),
                    "signIn",
                    Ordered.of(
                            "type", "apiKey",
                            "in", "header",
                            "name", "SIGN-IN-WITH-X",
                            "x-agentcash-auth-kind", "siwx",
                            "description", "A wallet's signature of what a 401 or 402 asks for."));

    private static final Map<String, Object> NAMES =
            Ordered.of(
                    "payer",
                    Ordered.of(
                            "type", "apiKey",
                            "in", "header",
                            "name", "X-Payer",
                            "description", "A name that is believed, where payments are off."));
}
