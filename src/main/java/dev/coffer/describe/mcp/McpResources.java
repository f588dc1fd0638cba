package dev.coffer.describe.mcp;

import dev.coffer.describe.Docs;
import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Catalog;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Request;
import dev.coffer.room.Room;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is read and costs nothing: prices, limits, health, the docs, and by token the balance; as
 * templates what owners made public. A resource's URI is {@code coffer:/} and the endpoint's path.
 */
final class McpResources {

    private static final String SCHEME = "coffer:/";

    /** Not the pages for people, but what is said of the service as JSON or text. */
    private static final Pattern FOR_PROGRAMS =
            Pattern.compile("/api/[^{]*|/[a-z0-9-]+\\.(json|txt)");

    /** Pages about the service, as markdown for who wants it. */
    private static final String DOCS = "/docs/";

    /** What does not change while the service runs is asked for again after this. */
    static final long TTL_MS = 300_000;

    /** Not found, as it was until 2025-11-25. */
    private static final int NOT_FOUND = -32002;

    private final Catalog catalog;
    private final McpCall call;

    McpResources(List<Room> rooms, McpCall call) {
        this.call = call;
        this.catalog =
                new Catalog(
                        rooms.stream()
                                .flatMap(room -> room.endpoints().stream())
                                .<Endpoint<?, ?>>map(endpoint -> endpoint)
                                .filter(e -> says(e) || shows(e))
                                .toList());
    }

    /** Whether it says something to whoever asks for it by its name alone. */
    static boolean says(Endpoint<?, ?> endpoint) {
        return reads(endpoint)
                && !(endpoint.access() instanceof Access.Paid<?>)
                && FOR_PROGRAMS.matcher(endpoint.path()).matches()
                && endpoint.takes().fields().isEmpty();
    }

    /** Whether it shows anybody what owners made public, or a page. */
    private static boolean shows(Endpoint<?, ?> endpoint) {
        return reads(endpoint)
                && endpoint.access() instanceof Access.Anybody<?>
                && (endpoint.kind() == Endpoint.Kind.READ || endpoint.path().startsWith(DOCS))
                && !endpoint.path().startsWith("/api/")
                && endpoint.path().indexOf('{') >= 0
                && !endpoint.takes().fields().isEmpty();
    }

    private static boolean reads(Endpoint<?, ?> endpoint) {
        return endpoint.kind() != Endpoint.Kind.WRITE && endpoint.methods().contains("GET");
    }

    /** As {@code resources/list} shows them. */
    List<Map<String, Object>> listed() {
        Stream<Map<String, Object>> said =
                catalog.endpoints().stream()
                        .filter(McpResources::says)
                        .map(endpoint -> {
                            Map<String, Object> resource = described("uri", endpoint);
                            if (!endpoint.gives().variants().isEmpty()) {
                                resource.put("mimeType", "application/json");
                            }
                            return resource;
                        });
        return Stream.concat(said, Docs.all().stream().map(McpResources::described)).toList();
    }

    private static Map<String, Object> described(Docs.Page page) {
        Map<String, Object> resource = new LinkedHashMap<>();
        resource.put("uri", SCHEME + DOCS + page.file());
        resource.put("name", DOCS.substring(1) + page.file());
        resource.put("title", page.title());
        resource.put("description", page.says());
        resource.put("mimeType", page.markdown() ? "text/markdown" : "text/plain");
        return resource;
    }

    /** As {@code resources/templates/list} shows them. */
    List<Map<String, Object>> templates() {
        return catalog.endpoints().stream()
                .filter(McpResources::shows)
                .map(endpoint -> described("uriTemplate", endpoint))
                .toList();
    }

    /** In RFC 6570's spelling, {@code {key*}} is {@code {+key}}. */
    private static Map<String, Object> described(String uri, Endpoint<?, ?> endpoint) {
        Map<String, Object> resource = new LinkedHashMap<>();
        String path = endpoint.path().replaceAll("\\{(\\w+)\\*\\}", "{+$1}");
        resource.put(uri, SCHEME + path);
        resource.put("name", path.substring(1));
        resource.put("description", endpoint.summary());
        return resource;
    }

    /**
     * What a resource says, with how long that holds and for whom.
     *
     * @throws RpcError if there is none, or not for this caller
     */
    Map<String, Object> read(String uri, Request carrier, Era era) {
        Catalog.Match match = match(uri, era);
        Answer answer = call.read(match.endpoint(), carrier, match.pathValues());
        if (answer.status() == 404 || answer.status() == 410) {
            throw notFound(uri, era);
        }
        if (answer.status() >= 400) {
            String detail = Json.MAPPER.readTree(answer.body()).path("detail").asString("");
            throw new RpcError(
                    RpcError.IN_BAND, answer.status(), detail, new RawJson(answer.body()));
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("contents", List.of(contents(uri, answer)));
        if (era == Era.MODERN) {
            boolean own = match.endpoint().access() instanceof Access.Account<?>;
            boolean still = match.endpoint().kind() == Endpoint.Kind.PURE;
            result.put("ttlMs", still ? TTL_MS : 0);
            result.put("cacheScope", own ? "private" : "public");
        }
        return result;
    }

    private Catalog.Match match(String uri, Era era) {
        try {
            String path = uri.startsWith(SCHEME + "/") ? uri.substring(SCHEME.length()) : "";
            return catalog.match(
                    "GET", URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | Problem e) {
            throw notFound(uri, era);
        }
    }

    private static RpcError notFound(String uri, Era era) {
        return new RpcError(
                RpcError.IN_BAND,
                era == Era.MODERN ? RpcError.INVALID_PARAMS : NOT_FOUND,
                "Resource not found; resources/list and resources/templates/list say which there are.",
                Map.of("uri", uri));
    }

    /** What leads elsewhere is where it leads (RFC 2483). */
    private static Map<String, Object> contents(String uri, Answer answer) {
        Map<String, Object> contents = new LinkedHashMap<>();
        contents.put("uri", uri);
        String location = answer.headers().get("Location");
        String type = answer.headers().getOrDefault("Content-Type", "application/octet-stream");
        contents.put("mimeType", location == null ? type : "text/uri-list");
        if (location != null) {
            contents.put("text", location);
        } else if (ToolResult.isText(type)) {
            contents.put("text", new String(answer.body(), StandardCharsets.UTF_8));
        } else {
            contents.put("blob", Base64.getEncoder().encodeToString(answer.body()));
        }
        return contents;
    }
}
