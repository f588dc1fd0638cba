package dev.coffer.describe;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Catalog;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.payment.Prices;
import dev.coffer.room.Room;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The service in OpenAPI 3.1, made from the catalog: operations, schemas of what they take and
 * answer, the codes that they refuse with, and examples that were answered as they stand there.
 *
 * <p>Clients that tell an agent at once what there is (agentcash, x402scan) read no reference where
 * a path's operations may stand, ask for each of those that they see, and are to see 40 at most. So
 * the first of each room that keeps something stand in {@code paths} themselves; all others are
 * referred to from there, which any other client follows.
 */
final class OpenApi {

    /** What stands there for the URL that the service is asked at. */
    static final String BASE = "https://coffer.invalid";

    private static final int SEEN_AT_ONCE = 40;

    static final String SUMMARY = "Durable state for AI agents, paid per call";

    private static final String GUIDANCE =
            """
            Coffer keeps state for agents: keys and values, pastes, counters, locks, queues, links, \
            an SQL database, memories, memos; and has tools besides. No account is needed. Pay a \
            call by x402: call it, sign one of the offers of the 402, and send it again. Or deposit \
            once (POST /api/account/deposit) and send the token that you get as \
            Authorization: Bearer; each call then costs a part of the balance. Nobody pays for a \
            call that failed. A write with an Idempotency-Key may be repeated without a second \
            effect or a second charge. Refusals are problem+json: go by `code`, and by `retryable`. \
            GET / lists all endpoints, GET /api/prices the prices, GET /api/limits the limits.\
            """;

    private final List<Room> rooms;
    private final Catalog catalog;
    private final Components components;
    private final Operations operations;

    private OpenApi(List<Room> rooms, Prices prices, boolean free) {
        this.rooms =
                rooms.stream()
                        .filter(room -> room.endpoints().stream().anyMatch(OpenApi::isTold))
                        .toList();
        this.catalog =
                new Catalog(rooms.stream().flatMap(room -> room.endpoints().stream()).toList());
        this.components = new Components(free);
        this.operations = new Operations(catalog, components, prices, free);
    }

    /**
     * The document.
     *
     * @param free whether nothing costs anything, and callers say their names
     */
    static Map<String, Object> document(
            List<Room> rooms, Prices prices, boolean free, String version) {
        return new OpenApi(rooms, prices, free).document(version);
    }

    /** Nodes of a chain of one's own are no part of what is offered. */
    static boolean isTold(Endpoint<?, ?> endpoint) {
        return !endpoint.path().startsWith("/devnet");
    }

    private Map<String, Object> document(String version) {
        Map<String, Object> paths = paths();
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("title", "Coffer");
        info.put("summary", SUMMARY);
        info.put("description", GUIDANCE);
        info.put("version", version);
        info.put("contact", Ordered.of("name", "The operator", "url", BASE));
        info.put("license", Ordered.of("name", "Apache-2.0", "identifier", "Apache-2.0"));
        info.put("x-guidance", GUIDANCE);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put("info", info);
        document.put("servers", List.of(Ordered.of("url", BASE)));
        document.put(
                "tags",
                rooms.stream()
                        .map(room -> Ordered.of("name", room.name(), "description", room.says()))
                        .toList());
        document.put("paths", paths);
        document.put("components", components.all());
        return document;
    }

    private Map<String, Object> paths() {
        Map<String, Map<String, Object>> items = new LinkedHashMap<>();
        for (Room room : rooms) {
            for (Endpoint<?, ?> endpoint : told(room)) {
                Map<String, Object> item =
                        items.computeIfAbsent(path(endpoint), _ -> new LinkedHashMap<>());
                for (String method : endpoint.methods()) {
                    item.put(
                            method.toLowerCase(Locale.ROOT), operations.of(room, endpoint, method));
                }
            }
        }
        Set<String> seen = seenAtOnce(items);
        Map<String, Object> paths = new LinkedHashMap<>();
        items.forEach((path, item) ->
                paths.put(path, seen.contains(path) ? item : components.pathItem(path, item)));
        return paths;
    }

    /** Where one deposits; then of each room that keeps something the next one, in turn. */
    private Set<String> seenAtOnce(Map<String, Map<String, Object>> items) {
        Set<String> wanted = new LinkedHashSet<>();
        catalog.endpoints().stream()
                .filter(endpoint -> endpoint.access() instanceof Access.Deposit<?>)
                .forEach(endpoint -> wanted.add(path(endpoint)));
        for (int turn = 0; turn < SEEN_AT_ONCE; turn++) {
            for (Room room : rooms) {
                if (!room.kept().isEmpty() && turn < told(room).size()) {
                    wanted.add(path(told(room).get(turn)));
                }
            }
        }
        Set<String> seen = new LinkedHashSet<>();
        int operations = 0;
        for (String path : wanted) {
            operations += items.getOrDefault(path, Map.of()).size();
            if (operations > SEEN_AT_ONCE) {
                break;
            }
            seen.add(path);
        }
        return seen;
    }

    private static List<Endpoint<?, ?>> told(Room room) {
        return room.endpoints().stream().filter(OpenApi::isTold).toList();
    }

    /** The template as OpenAPI has it, which knows no rest of a path. */
    static String path(Endpoint<?, ?> endpoint) {
        return endpoint.path().replace("*}", "}");
    }
}
