package dev.coffer.tool.util;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Toolbox;

import org.jspecify.annotations.Nullable;

import ua_parser.Client;
import ua_parser.Parser;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a browser says of itself. */
final class AgentParse {

    private static final Shape<Optional<String>> UA =
            Shape.of(
                    ua -> ua,
                    Field.text(
                                    "ua",
                                    1,
                                    UtilLimits.USER_AGENT_CHARS,
                                    "A User-Agent; that of the call itself if it is left out.")
                            .optional());

    record Named(String name, @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> version) {}

    record Device(String type, @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> model) {}

    record Agent(
            String userAgent,
            Named browser,
            Named os,
            Device device,
            boolean isBot,
            boolean isMobile,
            boolean isTablet,
            boolean isDesktop) {}

    private static final String OTHER = "Other";

    /** What people call what the rules name more exactly. */
    private static final Map<String, String> USUAL_NAMES =
            Map.of(
                    "Mac OS X", "macOS",
                    "Mobile Safari", "Safari",
                    "Mobile Safari UI/WKWebView", "Safari",
                    "Edge Mobile", "Edge",
                    "Opera Mobile", "Opera",
                    "IE Mobile", "IE");

    /** Rules by the thousand, read when the first agent is asked for. */
    private static final class Rules {
        static final Parser PARSER = new Parser();
    }

    private AgentParse() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.heavy(
                "/api/util/user-agent-parse",
                UA,
                Gives.json(Agent.class),
                "Says which browser, system and device a User-Agent names.",
                "{\"ua\": \"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\"}",
                AgentParse::agent);
    }

    private static Reply<Agent> agent(Call<Optional<String>> call) {
        String text =
                call.input()
                        .or(() -> call.request().header("User-Agent"))
                        .filter(ua -> !ua.isBlank())
                        .orElseThrow(() -> Problem.invalid("ua", "is required"));
        if (text.length() > UtilLimits.USER_AGENT_CHARS.value()) {
            throw Problem.invalid("ua", "is too long");
        }
        Client client = Rules.PARSER.parse(text);
        boolean bot = client.device.family.equals("Spider");
        boolean tablet =
                !bot
                        && (text.contains("iPad")
                                || text.contains("Tablet")
                                || text.contains("Android") && !text.contains("Mobile"));
        boolean mobile = !bot && !tablet && (text.contains("Mobi") || text.contains("iPhone"));
        String type = bot ? "bot" : tablet ? "tablet" : mobile ? "mobile" : "desktop";
        return Reply.of(
                new Agent(
                        text,
                        new Named(
                                usual(client.userAgent.family),
                                version(
                                        client.userAgent.major,
                                        client.userAgent.minor,
                                        client.userAgent.patch)),
                        new Named(
                                usual(client.os.family),
                                version(client.os.major, client.os.minor, client.os.patch)),
                        new Device(
                                type,
                                Optional.of(client.device.family)
                                        .filter(f -> !f.equals(OTHER) && !bot)),
                        bot,
                        mobile,
                        tablet,
                        type.equals("desktop")));
    }

    private static String usual(String family) {
        String name = USUAL_NAMES.getOrDefault(family, family);
        return name.equals(OTHER)
                ? "Unknown"
                : name.replaceFirst(" (Mobile|iOS|Mobile WebView|Mobile iOS)$", "");
    }

    private static Optional<String> version(@Nullable String... parts) {
        String version = Stream.of(parts).filter(Objects::nonNull).collect(Collectors.joining("."));
        return version.isEmpty() ? Optional.empty() : Optional.of(version);
    }
}
