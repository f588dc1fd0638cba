package dev.coffer.describe.mcp;

import dev.coffer.endpoint.Request;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a client speaks. Until 2025-11-25 it begins with {@code initialize} and names its revision
 * in a header; from 2026-07-28 on each request says all itself, and its headers say what its body
 * does (SEP-2575, SEP-2243).
 */
enum Era {
    LEGACY,
    MODERN;

    static final List<String> MODERN_REVISIONS = List.of("2026-07-28");

    /** The newest first: it is offered to who asks for one that is not known. */
    static final List<String> LEGACY_REVISIONS = List.of("2025-11-25", "2025-06-18", "2025-03-26");

    static final List<String> REVISIONS =
            Stream.of(MODERN_REVISIONS, LEGACY_REVISIONS).flatMap(List::stream).toList();

    static final String INITIALIZE = "initialize";

    private static final String PREFIX = "io.modelcontextprotocol/";
    private static final String VERSION_HEADER = "MCP-Protocol-Version";

    /** What the header {@code Mcp-Name} says of a request, by its method. */
    private static final Map<String, String> NAMED_BY =
            Map.of("tools/call", "name", "prompts/get", "name", "resources/read", "uri");

    /** A header's value that is no plain ASCII. */
    private static final String ENCODED = "=?base64?";

    private static final String ENCODED_END = "?=";

    /**
     * The era of a message.
     *
     * @throws RpcError 400 if it is of none that is spoken here, or says two things
     */
    static Era of(Request request, Message message) {
        Optional<String> header = request.header(VERSION_HEADER).map(String::strip);
        String method = message.method().orElse("");
        boolean claims = message.meta().has(PREFIX + "protocolVersion");
        if (claims && !(method.equals(INITIALIZE) && header.isEmpty())) {
            return claimed(request, message, header);
        }
        if (header.isEmpty() || LEGACY_REVISIONS.contains(header.get())) {
            return LEGACY;
        }
        require(header.get());
        if (message.id().isEmpty()) {
            return MODERN;
        }
        throw method.equals(INITIALIZE)
                ? RpcError.mismatch("There is no initialize in " + header.get() + ".")
                : missing("protocolVersion");
    }

    private static Era claimed(Request request, Message message, Optional<String> header) {
        String version = message.meta().path(PREFIX + "protocolVersion").asString("");
        if (!header.equals(Optional.of(version))) {
            throw RpcError.mismatch(
                    "The header %s is %s, and _meta says %s."
                            .formatted(VERSION_HEADER, header.orElse("missing"), version));
        }
        require(version);
        if (LEGACY_REVISIONS.contains(version)) {
            return LEGACY;
        }
        if (!message.meta().path(PREFIX + "clientCapabilities").isObject()) {
            throw missing("clientCapabilities");
        }
        if (message.id().isPresent()) {
            String method = message.method().orElse("");
            same("Mcp-Method", request.header("Mcp-Method"), method);
            String named = message.texts().get(NAMED_BY.getOrDefault(method, ""));
            if (named != null) {
                same("Mcp-Name", request.header("Mcp-Name").map(Era::decoded), named);
            }
        }
        return MODERN;
    }

    private static void require(String version) {
        if (!REVISIONS.contains(version)) {
            throw new RpcError(
                    400,
                    RpcError.UNSUPPORTED_VERSION,
                    "Unsupported protocol version",
                    Map.of("supported", REVISIONS, "requested", version));
        }
    }

    private static RpcError missing(String key) {
        return new RpcError(
                400,
                RpcError.INVALID_PARAMS,
                "The request must have %s in its `_meta`.".formatted(PREFIX + key),
                Map.of());
    }

    private static void same(String name, Optional<String> header, String inBody) {
        if (!header.map(String::strip).equals(Optional.of(inBody))) {
            throw RpcError.mismatch(
                    "The header %s is %s, and the body says %s."
                            .formatted(name, header.orElse("missing"), inBody));
        }
    }

    private static String decoded(String value) {
        String text = value.strip();
        if (!text.startsWith(ENCODED)
                || !text.endsWith(ENCODED_END)
                || text.length() < ENCODED.length() + ENCODED_END.length()) {
            return text;
        }
        try {
            String base64 = text.substring(ENCODED.length(), text.length() - ENCODED_END.length());
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw RpcError.mismatch("The header Mcp-Name is no base64.");
        }
    }
}
