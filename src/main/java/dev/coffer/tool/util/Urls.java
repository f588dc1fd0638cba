package dev.coffer.tool.util;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.JsonText;
import dev.coffer.tool.Texts;
import dev.coffer.tool.Toolbox;
import dev.coffer.tool.WebUrl;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** URLs taken apart, and put together. */
final class Urls {

    record Parsed(
            String original,
            String protocol,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> username,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> password,
            String host,
            String hostname,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> port,
            String pathname,
            List<String> pathSegments,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> search,
            Map<String, RawJson> query,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> hash,
            String origin,
            boolean isSecure) {}

    record Components(
            String protocol,
            String hostname,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Long> port,
            String pathname,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<RawJson> query,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> hash) {
        static final Shape<Components> SHAPE =
                Shape.of(
                        Components::new,
                        Field.text("protocol", 1, 32, "The scheme.")
                                .map(text ->
                                        text.endsWith(":") ? text.replaceFirst(":$", "") : text)
                                .orElse("https"),
                        Field.text("hostname", 1, 255, "A domain, or an address."),
                        Field.whole("port", 1, 65_535, "The port.").optional(),
                        Field.text("pathname", 0, 8_192, "The path.").orElse("/"),
                        Field.json("query", 16_384, "An object of parameters.").optional(),
                        Field.text("hash", 0, 8_192, "What stands behind the number sign.")
                                .optional());
    }

    record Built(String url, Components components) {}

    private Urls() {}

    static List<Endpoint<?, ?>> of(Toolbox tools) {
        return List.of(
                tools.tool(
                        "/api/util/url-parse",
                        Shape.of(url -> url, Texts.url("An absolute URL.")),
                        Parsed.class,
                        "Takes a URL apart.",
                        "{\"url\": \"https://example.com/a?x=1&x=2#top\"}",
                        text ->
                                WebUrl.parse(text)
                                        .map(url -> parsed(text, url))
                                        .orElseThrow(() ->
                                                Problem.invalid("url", "must be an absolute URL"))),
                tools.tool(
                        "/api/util/url-build",
                        Components.SHAPE,
                        Built.class,
                        "Puts a URL together, all of it escaped.",
                        "{\"hostname\": \"example.com\", \"pathname\": \"/a b\"}",
                        in -> new Built(built(in), in)));
    }

    private static Parsed parsed(String text, WebUrl url) {
        return new Parsed(
                text,
                url.scheme(),
                filled(url.username()),
                filled(url.password()),
                url.hostAndPort(),
                url.host().orElse(""),
                url.port().map(String::valueOf),
                url.path(),
                Arrays.stream(url.path().split("/")).filter(s -> !s.isEmpty()).toList(),
                url.query().filter(q -> !q.isEmpty()).map(q -> "?" + q),
                parameters(url.query().orElse("")),
                url.fragment().filter(f -> !f.isEmpty()),
                url.origin(),
                url.scheme().equals("https"));
    }

    private static Optional<String> filled(String text) {
        return Optional.of(text).filter(t -> !t.isEmpty());
    }

    /** What stands there once is a text, what stands there more often a list. */
    private static Map<String, RawJson> parameters(String query) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                all.computeIfAbsent(decoded(name), _ -> new ArrayList<>()).add(decoded(value));
            }
        }
        Map<String, RawJson> shown = new LinkedHashMap<>();
        all.forEach((name, values) -> {
            Object one = values.size() == 1 ? values.getFirst() : values;
            shown.put(name, new RawJson(Json.write(one)));
        });
        return shown;
    }

    private static String decoded(String text) {
        return WebUrl.unescaped(text.replace('+', ' '));
    }

    private static String built(Components in) {
        if (!in.hostname().matches("\\[[0-9A-Fa-f:.]+\\]|[^\\s/?#@\\\\:\\[\\]]+")) {
            throw Problem.invalid("hostname", "must be a host alone: no user, port, path or query");
        }
        String path = WebUrl.escaped(in.pathname(), " ?#");
        String query = in.query().map(Urls::query).orElse("");
        String text =
                in.protocol()
                        + "://"
                        + in.hostname()
                        + in.port().map(p -> ":" + p).orElse("")
                        + (path.startsWith("/") ? "" : "/")
                        + path
                        + (query.isEmpty() ? "" : "?" + query)
                        + in.hash()
                                .filter(h -> !h.isEmpty())
                                .map(h -> h.startsWith("#") ? h : "#" + h)
                                .orElse("");
        return WebUrl.parse(text)
                .filter(url -> !url.host().orElse("").isEmpty())
                .map(WebUrl::text)
                .orElseThrow(() ->
                        Problem.invalid("hostname", "must be a host, and `protocol` a scheme"));
    }

    private static String query(RawJson raw) {
        Object value = JsonText.read(new String(raw.bytes(), StandardCharsets.UTF_8));
        if (!(value instanceof Map<?, ?> parameters)) {
            throw Problem.invalid("query", "must be an object");
        }
        List<String> pairs = new ArrayList<>();
        parameters.forEach((name, each) -> {
            List<?> values = each instanceof List<?> list ? list : List.of(each);
            values.forEach(one -> pairs.add(encoded(name) + "=" + encoded(one)));
        });
        return String.join("&", pairs);
    }

    private static String encoded(Object value) {
        if (value instanceof Map<?, ?> || value instanceof List<?> || value == JsonText.NULL) {
            throw Problem.invalid("query", "must have texts, numbers, true and false as values");
        }
        String text = value instanceof String string ? string : JsonText.compact(value);
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
