package dev.coffer.endpoint;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * All endpoints, and which of them a request is for. A literal path goes before a template; of
 * templates, the first that fits.
 */
public final class Catalog {

    /** The endpoint of a request, and what its template's names matched. */
    public record Match(Endpoint<?, ?> endpoint, Map<String, String> pathValues) {}

    /** The end of a last name that takes the rest of the path, slashes included: {@code {key*}}. */
    private static final String REST = "*}";

    private record Template(String[] segments, Endpoint<?, ?> endpoint) {}

    private final List<Endpoint<?, ?>> endpoints;
    private final Map<String, Map<String, Match>> literal = new HashMap<>();
    private final List<Template> templates;

    public Catalog(List<Endpoint<?, ?>> endpoints) {
        this.endpoints = List.copyOf(endpoints);
        for (Endpoint<?, ?> endpoint : endpoints) {
            if (endpoint.path().indexOf('{') < 0) {
                for (String method : endpoint.methods()) {
                    Match twice =
                            literal.computeIfAbsent(endpoint.path(), _ -> new TreeMap<>())
                                    .put(method, new Match(endpoint, Map.of()));
                    if (twice != null) {
                        throw new IllegalArgumentException("twice " + method + endpoint.path());
                    }
                }
            }
        }
        this.templates =
                this.endpoints.stream()
                        .filter(e -> e.path().indexOf('{') >= 0)
                        .map(e -> new Template(e.path().split("/", -1), e))
                        .toList();
    }

    public List<Endpoint<?, ?>> endpoints() {
        return endpoints;
    }

    /** All codes that an endpoint may refuse with; several calls at once also with each one's. */
    public Set<ErrorCode> failures(Endpoint<?, ?> endpoint) {
        Set<ErrorCode> codes = Failures.of(endpoint);
        if (endpoint.access() instanceof Access.Paid<?>(_, Touches.Each<?> _)) {
            endpoints.stream()
                    .filter(one -> one.access() instanceof Access.Paid<?>)
                    .forEach(one -> codes.addAll(Failures.of(one)));
        }
        return codes;
    }

    /**
     * The endpoint for a method (HEAD counts as GET) and a decoded path.
     *
     * @throws Problem 404 or 405
     */
    public Match match(String method, String path) {
        Map<String, Match> found = find(path);
        Match match = found.get(method.equals("HEAD") ? "GET" : method);
        if (match == null) {
            String allow = String.join(", ", withImplied(found.keySet()));
            throw new Problem(
                            ErrorCode.METHOD_NOT_ALLOWED,
                            "%s does not take %s; use %s.".formatted(path, method, allow))
                    .withHeader("Allow", allow);
        }
        return match;
    }

    /**
     * The endpoint that takes a decoded path in a body: by POST if it has that, else by GET.
     *
     * @throws Problem 404
     */
    public Match match(String path) {
        Map<String, Match> found = find(path);
        Match post = found.get("POST");
        return post == null ? found.values().iterator().next() : post;
    }

    /**
     * The methods that a path answers, for OPTIONS.
     *
     * @throws Problem 404
     */
    public Set<String> methods(String path) {
        return withImplied(find(path).keySet());
    }

    /** What a path answers, by method. */
    private Map<String, Match> find(String path) {
        Map<String, Match> found = literal.get(path);
        if (found != null) {
            return found;
        }
        Map<String, Match> fitting = new TreeMap<>();
        String[] segments = path.split("/", -1);
        for (Template template : templates) {
            Map<String, String> values = fit(template.segments(), segments);
            if (values != null) {
                Match match = new Match(template.endpoint(), values);
                template.endpoint().methods().forEach(m -> fitting.putIfAbsent(m, match));
            }
        }
        if (fitting.isEmpty()) {
            throw unknownPath(path);
        }
        return fitting;
    }

    /** The path, as it is declared, of what a path is for; names that vary may be secrets. */
    public Optional<String> route(String path) {
        if (literal.containsKey(path)) {
            return Optional.of(path);
        }
        String[] segments = path.split("/", -1);
        return templates.stream()
                .filter(template -> fit(template.segments(), segments) != null)
                .map(template -> template.endpoint().path())
                .findFirst();
    }

    private static @org.jspecify.annotations.Nullable Map<String, String> fit(
            String[] template, String[] segments) {
        boolean open = template[template.length - 1].endsWith(REST);
        if (open ? segments.length < template.length : segments.length != template.length) {
            return null;
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < template.length; i++) {
            String part = template[i];
            if (!part.startsWith("{")) {
                if (!part.equals(segments[i])) {
                    return null;
                }
            } else if (part.endsWith(REST)) {
                List<String> rest = Arrays.asList(segments).subList(i, segments.length);
                values.put(part.substring(1, part.length() - 2), String.join("/", rest));
            } else if (segments[i].isEmpty()) {
                return null;
            } else {
                values.put(part.substring(1, part.length() - 1), segments[i]);
            }
        }
        return values;
    }

    private Problem unknownPath(String path) {
        String shown = path.length() > 128 ? path.substring(0, 128) + "..." : path;
        Problem problem =
                Closest.to(path, endpoints.stream().map(Endpoint::path).toList())
                        .map(known ->
                                new Problem(
                                                ErrorCode.UNKNOWN_PATH,
                                                "There is no %s here; did you mean %s?"
                                                        .formatted(shown, known))
                                        .with("closest", known))
                        .orElseGet(() ->
                                new Problem(
                                        ErrorCode.UNKNOWN_PATH,
                                        "There is no %s here; GET / lists what there is."
                                                .formatted(shown)));
        return problem.with("path", shown);
    }

    private static Set<String> withImplied(Set<String> methods) {
        Set<String> all = new LinkedHashSet<>(methods);
        if (methods.contains("GET")) {
            all.add("HEAD");
        }
        all.add("OPTIONS");
        return all;
    }
}
