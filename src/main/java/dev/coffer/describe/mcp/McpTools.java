package dev.coffer.describe.mcp;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.RawJson;
import dev.coffer.payment.Prices;
import dev.coffer.room.Room;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All tools, made of the rooms: one for each room that sells, but for the families of tools, which
 * need less attention and share two. An agent reads all of them before it does anything.
 */
final class McpTools {

    /** What is asked nothing but its input, and what looks outside for it. */
    private static final Map<String, String> SHARED =
            Map.of(
                    "text", "compute",
                    "data", "compute",
                    "crypto", "compute",
                    "random", "compute",
                    "math", "compute",
                    "util", "compute",
                    "net", "lookup",
                    "stacks", "lookup",
                    "ai", "lookup",
                    "sign-in", "account");

    private static final Set<String> OUTSIDE = Set.of("lookup", "registry", "batch");

    /** Below it is what programs call; beside it are pages. */
    private static final String API = "/api/";

    private static final String OPERATORS = "/api/admin/";

    /** What libraries of another service call, and no agent does. */
    private static final String OTHERS = "/api/v1/";

    private final Map<String, McpTool> tools = new LinkedHashMap<>();
    private final RawJson listed;

    McpTools(List<Room> rooms, Prices prices) {
        Map<String, List<Room>> grouped = new LinkedHashMap<>();
        for (Room room : rooms) {
            String tool = SHARED.getOrDefault(room.name(), room.name());
            if (!actions(room).isEmpty()) {
                grouped.computeIfAbsent(tool, _ -> new ArrayList<>()).add(room);
            }
        }
        grouped.forEach((name, of) -> {
            List<Endpoint<?, ?>> actions = of.stream().flatMap(r -> actions(r).stream()).toList();
            tools.put(name, McpTool.of(name, of, actions, OUTSIDE.contains(name), prices));
        });
        listed = new RawJson(Json.write(tools.values().stream().map(McpTool::definition).toList()));
    }

    /**
     * What of a room an agent may want to do, and can here; what just says something is a resource.
     */
    private static List<Endpoint<?, ?>> actions(Room room) {
        return room.endpoints().stream()
                .<Endpoint<?, ?>>map(endpoint -> endpoint)
                .filter(e -> (e.path() + "/").startsWith(API))
                .filter(e -> !e.path().startsWith(OPERATORS) && !e.path().startsWith(OTHERS))
                .filter(e -> e.missing().isEmpty())
                .filter(e -> !McpResources.says(e) || !(e.access() instanceof Access.Anybody<?>))
                .toList();
    }

    Optional<McpTool> named(String name) {
        return Optional.ofNullable(tools.get(name));
    }

    /** The names, in their order. */
    Set<String> names() {
        return tools.keySet();
    }

    /** As {@code tools/list} shows them: always the same. */
    RawJson listed() {
        return listed;
    }
}
