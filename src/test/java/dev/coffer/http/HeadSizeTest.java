package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.harness.Samples;
import dev.coffer.harness.SchemaCheck;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Proxies take heads of 4 KiB unless they are told otherwise: no answer's has more than 3. */
class HeadSizeTest {

    private static final int MOST_BYTES = 3 * 1024;
    private static final String OFFER = "payment-required";

    @Test
    void everyInvitationToPayPassesAProxy() throws Exception {
        int paid = 0;
        try (Service service = Service.devnet()) {
            Samples samples = Samples.of(service.endpoints());
            for (Endpoint<?, ?> endpoint : service.endpoints()) {
                if (endpoint.access() instanceof Access.Anybody<?>) {
                    continue;
                }
                try (Wiretap wire = new Wiretap(service.port())) {
                    String method = endpoint.methods().getLast();
                    wire.ask(
                            method + " " + samples.path(endpoint) + " HTTP/1.1",
                            "Content-Length: 0");
                    Wiretap.Heard answer = wire.hear();
                    int bytes =
                            answer.headers().entrySet().stream()
                                    .mapToInt(h -> h.getKey().length() + h.getValue().length() + 4)
                                    .sum();
                    assertThat(bytes).as(endpoint.path()).isLessThan(MOST_BYTES - 40);
                    String offer = answer.headers().get(OFFER);
                    if (offer != null) {
                        paid++;
                        JsonNode bazaar = bazaar(offer);
                        assertThat(SchemaCheck.faults(bazaar.path("schema"), bazaar.path("info")))
                                .as(endpoint.path())
                                .isEmpty();
                    }
                }
            }
        }
        assertThat(paid).isGreaterThan(20);
    }

    @Test
    void oneCallersLongNamesTakeNothingFromTheNextOnesOffer() throws Exception {
        try (Service service = Service.devnet();
                Wiretap wire = new Wiretap(service.port())) {
            JsonNode before = offered(wire.ask("GET /api/kv/get HTTP/1.1"));
            wire.say("GET /api/kv/get HTTP/1.1\r\nHost: " + "a".repeat(250) + "\r\n\r\n").hear();
            JsonNode after = offered(wire.ask("GET /api/kv/get HTTP/1.1"));
            assertThat(after.path("info").path("input").path("body").isEmpty()).isFalse();
            assertThat(after).isEqualTo(before);
        }
    }

    /** What an invitation says of the endpoint's input. */
    private static JsonNode offered(Wiretap wire) throws Exception {
        return bazaar(wire.hear().headers().getOrDefault(OFFER, ""));
    }

    private static JsonNode bazaar(String offer) {
        String text = new String(Base64.getDecoder().decode(offer), StandardCharsets.UTF_8);
        return new JsonMapper().readTree(text).path("extensions").path("bazaar");
    }
}
