package dev.coffer.describe.mcp;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Request;
import dev.coffer.endpoint.Shape;
import dev.coffer.payment.Prices;
import dev.coffer.room.Room;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * MCP at one path: revision 2026-07-28, of single requests that say all, and those before it, that
 * begin with a handshake; here that leaves nothing behind, so that any node answers any request.
 * Answers are plain JSON, never a stream: nothing is told before it is done.
 */
public final class McpRoom {

    private static final String PATH = "/mcp";

    /** Bytes of a message around the largest input. */
    private static final long ENVELOPE_BYTES = 128 << 10;

    private static final String INSTRUCTIONS =
            """
            Durable state for agents, paid per call: what is stored here is there tomorrow, for the same account only unless it is made public. Each tool is a room; its `action` says what to do there. A refused call costs nothing and says in its result what to do instead. What a call cost and what is left is in the result's _meta. Give `idempotencyKey` to whatever must not happen twice. Without a token or a payment, a call that costs something answers how to pay. Resources: coffer://api/prices, coffer://api/limits, and by token coffer://api/account, the balance.\
            """;

    /** Lists do not change while the service runs, and nobody is told of changes. */
    private static final Map<String, Object> CAPABILITIES =
            Map.of("tools", Map.of(), "resources", Map.of());

    /** All that is made of the rooms, once there are all. */
    private record Made(McpTools tools, McpResources resources) {}

    private final Supplier<List<Room>> rooms;
    private final Prices prices;
    private final String version;
    private final Consumer<Optional<String>> origins;
    private final McpCall call;
    private volatile Optional<Made> made = Optional.empty();

    private McpRoom(
            Supplier<List<Room>> rooms,
            Prices prices,
            String version,
            Consumer<Optional<String>> origins,
            BiFunction<Endpoint<?, ?>, Request, Answer> path) {
        this.rooms = rooms;
        this.prices = prices;
        this.version = version;
        this.origins = origins;
        this.call = new McpCall(path);
    }

    /**
     * The room.
     *
     * @param rooms all rooms, once there are all
     * @param origins refuses a page that may not call: 403
     * @param path the path of a call
     */
    public static Room room(
            Supplier<List<Room>> rooms,
            Prices prices,
            String version,
            Consumer<Optional<String>> origins,
            BiFunction<Endpoint<?, ?>, Request, Answer> path) {
        McpRoom does = new McpRoom(rooms, prices, version, origins, path);
        return Room.of("mcp", "The same for MCP hosts, as tools and resources")
                .sells(
                        Endpoint.pure(PATH, Shape.raw(), Gives.content())
                                .forAnybody()
                                .methods("POST")
                                .fails(ErrorCode.FOREIGN_ORIGIN)
                                .maxBodyBytes(Limits.LARGEST_BODY_BYTES.value() + ENVELOPE_BYTES)
                                .says(
                                        "Model Context Protocol over Streamable HTTP: every paid endpoint as an action of a few tools.")
                                .example(
                                        "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/list\"}")
                                .does(asked -> reply(does.answer(asked.request()))));
    }

    private static Reply<Reply.Content> reply(Answer answer) {
        Map<String, String> headers = new LinkedHashMap<>(answer.headers());
        String type = Optional.ofNullable(headers.remove("Content-Type")).orElse("");
        return new Reply.Content(answer.status(), type, answer.body(), headers);
    }

    private Answer answer(Request carrier) {
        origins.accept(carrier.header("Origin"));
        byte[] body = carrier.body().read(Limits.LARGEST_BODY_BYTES.value() + ENVELOPE_BYTES);
        Optional<Object> id = Optional.empty();
        try {
            Message message = Message.read(body);
            id = message.id();
            if (message.fault().isPresent()) {
                throw RpcError.invalidRequest(message.fault().get());
            }
            return answer(carrier, message, Era.of(carrier, message));
        } catch (RpcError error) {
            return error.answer(id);
        }
    }

    private Answer answer(Request carrier, Message message, Era era) {
        if (message.method().isEmpty() && era == Era.MODERN) {
            throw RpcError.invalidRequest("Nothing was asked that this could answer.");
        }
        if (message.method().isEmpty() || message.id().isEmpty()) {
            return new Answer(202, Message.HEADERS, new byte[0]);
        }
        return switch (message.method().get()) {
            case "tools/call" -> {
                Answer answer = called(carrier, message);
                yield written(message, era, ToolResult.of(answer), ToolResult.headers(answer));
            }
            default -> written(message, era, result(carrier, message, era), Message.HEADERS);
        };
    }

    private Map<String, Object> result(Request carrier, Message message, Era era) {
        String method = message.method().orElse("");
        return switch (method) {
            case "tools/list" -> list(message, era, "tools", made().tools().listed());
            case "resources/list" -> list(message, era, "resources", made().resources().listed());
            case "resources/templates/list" ->
                    list(message, era, "resourceTemplates", made().resources().templates());
            case "resources/read" -> made().resources().read(text(message, "uri"), carrier, era);
            default -> era == Era.MODERN ? modern(method) : legacy(method, message);
        };
    }

    private Map<String, Object> modern(String method) {
        if (!method.equals("server/discover")) {
            throw unknown(404, method);
        }
        Map<String, Object> discovered = new LinkedHashMap<>();
        discovered.put("supportedVersions", Era.REVISIONS);
        discovered.put("capabilities", CAPABILITIES);
        discovered.put("instructions", INSTRUCTIONS);
        discovered.put("ttlMs", McpResources.TTL_MS);
        discovered.put("cacheScope", "public");
        return discovered;
    }

    private Map<String, Object> legacy(String method, Message message) {
        Map<String, Object> result = new LinkedHashMap<>();
        switch (method) {
            case "ping" -> {
                // There is nothing to say.
            }
            case Era.INITIALIZE -> {
                String asked = text(message, "protocolVersion");
                boolean known = Era.LEGACY_REVISIONS.contains(asked);
                result.put("protocolVersion", known ? asked : Era.LEGACY_REVISIONS.getFirst());
                result.put("capabilities", CAPABILITIES);
                result.put("serverInfo", server());
                result.put("instructions", INSTRUCTIONS);
            }
            default -> throw unknown(RpcError.IN_BAND, method);
        }
        return result;
    }

    private static RpcError unknown(int status, String method) {
        return new RpcError(
                status, RpcError.METHOD_NOT_FOUND, "Method not found", Map.of("method", method));
    }

    private Map<String, Object> server() {
        return Map.of("name", "coffer", "title", "Coffer", "version", version);
    }

    /** A list, of which there is one page. */
    private static Map<String, Object> list(Message message, Era era, String name, Object list) {
        if (message.texts().containsKey("cursor")) {
            throw RpcError.invalidParams("Lists have one page here; no cursor is known.");
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put(name, list);
        if (era == Era.MODERN) {
            result.put("ttlMs", McpResources.TTL_MS);
            result.put("cacheScope", "public");
        }
        return result;
    }

    /** What a tool's endpoint answers; what the model gets wrong is such an answer too. */
    private Answer called(Request carrier, Message message) {
        String name = text(message, "name");
        McpTool tool =
                made().tools()
                        .named(name)
                        .orElseThrow(() ->
                                RpcError.invalidParams(
                                        "Unknown tool: %s. Known: %s."
                                                .formatted(name, made().tools().names())));
        try {
            return call.answer(
                    tool.endpoint(message.arguments().text(Arguments.ACTION)), carrier, message);
        } catch (Problem problem) {
            return Answer.of(problem);
        }
    }

    private static String text(Message message, String name) {
        return Optional.ofNullable(message.texts().get(name))
                .orElseThrow(() -> RpcError.invalidParams("`%s` is required.".formatted(name)));
    }

    private Answer written(
            Message message, Era era, Map<String, Object> result, Map<String, String> headers) {
        if (era == Era.MODERN) {
            result.put("resultType", "complete");
            Map<String, Object> meta = new LinkedHashMap<>();
            if (result.get("_meta") instanceof Map<?, ?> before) {
                before.forEach((key, value) -> meta.put((String) key, value));
            }
            meta.put("io.modelcontextprotocol/serverInfo", server());
            result.put("_meta", meta);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("jsonrpc", Message.VERSION);
        answer.put("id", message.id().orElseThrow());
        answer.put("result", result);
        return new Answer(200, headers, Json.write(answer));
    }

    /** Made when it is first asked for; twice at the same time is as good as once. */
    private Made made() {
        Made all =
                made.orElseGet(() ->
                        new Made(
                                new McpTools(rooms.get(), prices),
                                new McpResources(rooms.get(), call)));
        made = Optional.of(all);
        return all;
    }
}
