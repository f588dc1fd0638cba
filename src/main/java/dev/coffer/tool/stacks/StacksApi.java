package dev.coffer.tool.stacks;

import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Problem;
import dev.coffer.outbound.Outbound;
import dev.coffer.outbound.Upstream;
import dev.coffer.stacks.StacksNetwork;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The API that the operator named for each network, as far as the look-ups ask it. */
public final class StacksApi {

    private static final String OPTION = "--stacks-api";
    private static final Duration TIME = Duration.ofMillis(StacksLimits.STACKS_API_MS.value());

    private final Map<StacksNetwork, Upstream> apis = new EnumMap<>(StacksNetwork.class);
    private final Optional<String> missing;

    public StacksApi(Outbound outbound, Map<StacksNetwork, URI> urls) {
        urls.forEach((network, url) -> apis.put(network, outbound.upstream("Stacks API", url)));
        this.missing =
                outbound.missing()
                        .or(() ->
                                urls.isEmpty()
                                        ? Optional.of(OPTION + " NETWORK=URL")
                                        : Optional.empty());
    }

    /** The option without which there is none at all. */
    public Optional<String> missing() {
        return missing;
    }

    /**
     * Refuses a network that nobody named an API for.
     *
     * @throws Problem 503 {@code not_configured}
     */
    public void require(StacksNetwork network) {
        if (missing.isEmpty() && !apis.containsKey(network)) {
            throw Problem.notConfigured(OPTION + " " + network.v1Name() + "=URL");
        }
    }

    /** What it says, as JSON; empty if it says that there is no such thing. */
    public Optional<JsonNode> get(StacksNetwork network, String target) {
        int most = StacksLimits.STACKS_API_BYTES.whole();
        return asked(network, Upstream.Ask.get(target, TIME, most));
    }

    Optional<JsonNode> post(StacksNetwork network, String target, Object json) {
        int most = StacksLimits.STACKS_API_BYTES.whole();
        byte[] body = Json.write(json);
        return asked(network, Upstream.Ask.postJson(target, body, List.of(), TIME, most));
    }

    private Optional<JsonNode> asked(StacksNetwork network, Upstream.Ask ask) {
        Upstream.Answer answer = api(network).ask(ask);
        if (!answer.isFound()) {
            return Optional.empty();
        }
        try {
            String text = new String(answer.body(), StandardCharsets.UTF_8);
            return Optional.of(Json.MAPPER.readTree(text));
        } catch (JacksonException e) {
            throw api(network).failed();
        }
    }

    /** What is read of an answer; one without what must be in it is a failure of the API. */
    <T> T read(StacksNetwork network, JsonNode answer, Function<JsonNode, T> reading) {
        try {
            return reading.apply(answer);
        } catch (JacksonException | IllegalArgumentException e) {
            throw api(network).failed();
        }
    }

    private Upstream api(StacksNetwork network) {
        Upstream api = apis.get(network);
        if (api == null) {
            throw Problem.notConfigured(OPTION + " " + network.v1Name() + "=URL");
        }
        return api;
    }
}
