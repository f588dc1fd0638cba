package dev.coffer.describe.mcp;

import dev.coffer.endpoint.InputReader;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Problem;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON-RPC message, as far as anybody here looks at one. Read in one pass; a tool's arguments
 * stay the bytes that came.
 *
 * @param id empty for a notification
 * @param method empty for an answer to a request that nobody sent
 * @param texts those of the parameters that are texts
 * @param meta the parameter {@code _meta}, an object
 * @param fault what it breaks of JSON-RPC
 */
record Message(
        Optional<Object> id,
        Optional<String> method,
        Map<String, String> texts,
        JsonNode meta,
        Arguments arguments,
        Optional<String> fault) {

    static final String VERSION = "2.0";

    static final Map<String, String> HEADERS =
            Map.of("Content-Type", "application/json", "Cache-Control", "no-store");

    /** It comes back with the answer. */
    private static final int ID_CHARS = 256;

    /** Bytes: a payment, and what clients say of themselves. */
    private static final int META_BYTES = 64 * 1024;

    /**
     * Reads one.
     *
     * @throws RpcError for what is no JSON, or several at once
     */
    static Message read(byte[] body) {
        try {
            InputReader.checkUtf8(body);
        } catch (Problem problem) {
            throw new RpcError(400, RpcError.PARSE_ERROR, problem.detail(), Map.of());
        }
        try (JsonParser parser = Json.parser(body)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                throw RpcError.invalidRequest("Batches are not taken; send one message at a time.");
            }
            Reading reading = new Reading(parser, body);
            if (first == JsonToken.START_OBJECT) {
                reading.message();
            } else if (first != null) {
                reading.wrong("A message is an object.");
            }
            if (first == null || parser.nextToken() != null) {
                throw new RpcError(
                        400, RpcError.PARSE_ERROR, "The body is not one JSON object.", Map.of());
            }
            return reading.done();
        } catch (JacksonException e) {
            throw new RpcError(400, RpcError.PARSE_ERROR, "The body is not JSON.", Map.of());
        }
    }

    private static final class Reading {
        private final JsonParser parser;
        private final byte[] body;
        private final Map<String, String> texts = new HashMap<>();
        private Optional<Object> id = Optional.empty();
        private Optional<String> method = Optional.empty();
        private JsonNode meta = JsonNodeFactory.instance.objectNode();
        private Arguments arguments = Arguments.none();
        private Optional<String> fault = Optional.empty();
        private boolean versioned;
        private boolean answers;

        Reading(JsonParser parser, byte[] body) {
            this.parser = parser;
            this.body = body;
        }

        /** The first is told: what follows may follow from it. */
        void wrong(String what) {
            fault = fault.or(() -> Optional.of(what));
        }

        void message() {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "jsonrpc" -> versioned = VERSION.equals(text(value));
                    case "id" -> id = id(value);
                    case "method" -> {
                        method = Optional.ofNullable(text(value));
                        if (method.isEmpty()) {
                            wrong("`method` must be a string.");
                        }
                    }
                    case "params" -> params(value);
                    case "result", "error" -> {
                        answers = true;
                        parser.skipChildren();
                    }
                    default -> parser.skipChildren();
                }
            }
        }

        Message done() {
            if (!versioned) {
                wrong("`jsonrpc` must be \"2.0\".");
            }
            if (method.isEmpty() && !answers) {
                wrong("`method` is required.");
            }
            return new Message(id, method, texts, meta, arguments, fault);
        }

        private Optional<Object> id(JsonToken value) {
            boolean text = value == JsonToken.VALUE_STRING;
            if ((text || value == JsonToken.VALUE_NUMBER_INT)
                    && parser.getStringLength() <= ID_CHARS) {
                String id = parser.getString();
                return Optional.of(text ? id : new BigInteger(id));
            }
            wrong(
                    "`id` must be a string or a whole number, of at most %d characters."
                            .formatted(ID_CHARS));
            parser.skipChildren();
            return Optional.empty();
        }

        private @Nullable String text(JsonToken value) {
            if (value == JsonToken.VALUE_STRING) {
                return parser.getString();
            }
            parser.skipChildren();
            return null;
        }

        private void params(JsonToken value) {
            if (value != JsonToken.START_OBJECT) {
                wrong("`params` must be an object.");
                parser.skipChildren();
                return;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken param = parser.nextToken();
                if (name.equals("_meta")) {
                    meta(param);
                } else if (name.equals("arguments") && param == JsonToken.START_OBJECT) {
                    arguments = Arguments.read(parser, body);
                } else if (name.equals("arguments")) {
                    wrong("`params.arguments` must be an object.");
                    parser.skipChildren();
                } else if (param == JsonToken.VALUE_STRING) {
                    texts.put(name, parser.getString());
                } else {
                    parser.skipChildren();
                }
            }
        }

        private void meta(JsonToken value) {
            int start = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            parser.finishToken();
            int length = (int) parser.currentLocation().getByteOffset() - start;
            if (value != JsonToken.START_OBJECT) {
                wrong("`params._meta` must be an object.");
            } else if (length > META_BYTES) {
                wrong("`params._meta` is longer than %d bytes.".formatted(META_BYTES));
            } else {
                meta = Json.MAPPER.readTree(body, start, length);
            }
        }
    }
}
