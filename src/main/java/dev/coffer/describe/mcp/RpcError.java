package dev.coffer.describe.mcp;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Json;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A refusal in the protocol's own words (JSON-RPC 2.0, 5.1; MCP 2026-07-28, Error Codes). What a
 * tool refuses is none: that is a result, which models get to read.
 */
final class RpcError extends RuntimeException {

    static final int PARSE_ERROR = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int METHOD_NOT_FOUND = -32601;
    static final int INVALID_PARAMS = -32602;
    static final int HEADER_MISMATCH = -32020;
    static final int UNSUPPORTED_VERSION = -32022;

    /** JSON-RPC's refusals are answers as any other. */
    static final int IN_BAND = 200;

    private final int status;
    private final int code;
    private final Object data;

    /**
     * @param status of HTTP
     * @param data further members, a map or JSON; an empty map for none
     */
    RpcError(int status, int code, String message, Object data) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.data = data;
    }

    static RpcError invalidRequest(String message) {
        return new RpcError(400, INVALID_REQUEST, message, Map.of());
    }

    static RpcError invalidParams(String message) {
        return new RpcError(IN_BAND, INVALID_PARAMS, message, Map.of());
    }

    static RpcError mismatch(String message) {
        return new RpcError(400, HEADER_MISMATCH, message, Map.of());
    }

    /** As it goes out; without an id where that could not be read. */
    Answer answer(Optional<Object> id) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", String.valueOf(getMessage()));
        if (!Map.of().equals(data)) {
            error.put("data", data);
        }
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("jsonrpc", Message.VERSION);
        id.ifPresent(known -> message.put("id", known));
        message.put("error", error);
        return new Answer(status, Message.HEADERS, Json.write(message));
    }
}
