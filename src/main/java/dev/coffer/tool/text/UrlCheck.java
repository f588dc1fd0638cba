package dev.coffer.tool.text;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Texts;
import dev.coffer.tool.Toolbox;
import dev.coffer.tool.WebUrl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether a text is a URL that leads somewhere. */
final class UrlCheck {

    private static final Shape<String> URL =
            Shape.of(url -> url, Texts.url("What is to be a URL."));

    record Parts(
            String protocol,
            String hostname,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> port,
            String pathname,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> search,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> hash) {}

    record Judged(
            String url,
            boolean isValid,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<List<String>> issues,
            Optional<Parts> parsed,
            Optional<Boolean> isSecure,
            Optional<Boolean> hasQuery,
            Optional<Boolean> hasFragment) {}

    private static final Set<String> USUAL = Set.of("http", "https", "ftp", "mailto", "tel");
    private static final Set<String> WITHOUT_HOST = Set.of("mailto", "tel");

    private UrlCheck() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.tool(
                "/api/text/validate-url",
                URL,
                Judged.class,
                "Says whether a text is a URL, and what is odd about it.",
                "{\"url\": \"https://example.com/a?b=c\"}",
                text ->
                        WebUrl.parse(text)
                                .map(url -> judged(text, url))
                                .orElseGet(() -> none(text)));
    }

    private static Judged none(String text) {
        return new Judged(
                text,
                false,
                Optional.of(List.of("Invalid URL format")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Judged judged(String text, WebUrl url) {
        List<String> issues = new ArrayList<>();
        if (!USUAL.contains(url.scheme())) {
            issues.add("Unusual protocol: " + url.scheme() + ":");
        }
        if (url.host().orElse("").isEmpty() && !WITHOUT_HOST.contains(url.scheme())) {
            issues.add("Missing hostname");
        }
        Optional<String> search = url.query().filter(q -> !q.isEmpty()).map(q -> "?" + q);
        Optional<String> hash = url.fragment().filter(f -> !f.isEmpty()).map(f -> "#" + f);
        return new Judged(
                text,
                issues.isEmpty(),
                Optional.of(issues).filter(some -> !some.isEmpty()),
                Optional.of(
                        new Parts(
                                url.scheme(),
                                url.host().orElse(""),
                                url.port().map(String::valueOf),
                                url.path(),
                                search,
                                hash)),
                Optional.of(url.scheme().equals("https")),
                Optional.of(search.isPresent()),
                Optional.of(hash.isPresent()));
    }
}
