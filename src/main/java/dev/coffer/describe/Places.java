package dev.coffer.describe;

import dev.coffer.room.Room;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where a caller looks first: what leads to all the rest, of this service as it is run. */
final class Places {

    /**
     * A place.
     *
     * @param forPeople whether it is a page to look at
     * @param opens whether a link to it shows something: it takes GET
     */
    record Place(String name, String path, String says, boolean forPeople, boolean opens) {

        /** Its name as a heading. */
        String title() {
            return Character.toUpperCase(name.charAt(0)) + name.substring(1);
        }
    }

    private static final List<Place> ALL =
            List.of(
                    page(
                            "console",
                            "/console",
                            "Your balance and data; try any call, see its price."),
                    page(
                            "docs",
                            "/docs",
                            "Every endpoint with its fields, to be tried, and all pages."),
                    page("agents", "/docs/agents", "One page that an agent reads to use it all."),
                    page(
                            "pricing",
                            "/docs/prices",
                            "What calls cost, and how many a deposit buys."),
                    page("dashboard", "/dashboard", "What is called, how it goes, what it brings."),
                    text(
                            "openapi",
                            "/openapi.json",
                            "Every endpoint, input, answer and error (OpenAPI 3.1)."),
                    text("mcp", "/mcp", "The same as tools of the Model Context Protocol."),
                    text(
                            "x402",
                            "/.well-known/x402",
                            "What can be paid for, as x402 crawlers read it."),
                    text("llms", "/llms.txt", "What this service is, for agents, with links."),
                    text("llms-full", "/llms-full.txt", "Every endpoint and page in one text."),
                    text("prices", "/api/prices", "What each tier costs in each asset."),
                    text("limits", "/api/limits", "Every limit, with its unit."),
                    text("health", "/api/health", "Whether the service can do its work."));

    private Places() {}

    private static Place page(String name, String path, String says) {
        return new Place(name, path, says, true, true);
    }

    private static Place text(String name, String path, String says) {
        return new Place(name, path, says, false, true);
    }

    /** Those that these rooms have. */
    static List<Place> of(List<Room> rooms) {
        Map<String, Set<String>> methods = new HashMap<>();
        rooms.forEach(room ->
                room.endpoints()
                        .forEach(endpoint ->
                                methods.computeIfAbsent(endpoint.path(), _ -> new HashSet<>())
                                        .addAll(endpoint.methods())));
        Set<String> pages = Set.of("GET"); // Of a path that is a template's.
        return ALL.stream()
                .filter(place -> methods.containsKey(place.path()) || isPage(place))
                .map(place ->
                        new Place(
                                place.name(),
                                place.path(),
                                place.says(),
                                place.forPeople(),
                                methods.getOrDefault(place.path(), pages).contains("GET")))
                .toList();
    }

    private static boolean isPage(Place place) {
        return place.path().startsWith("/docs/");
    }
}
