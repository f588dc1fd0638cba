package dev.coffer.describe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Npm;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.List;

/** The linters of Redocly and Spectral, and the discovery client of agentcash, on a server. */
class OpenApiClientsTest {

    private static final Path SCRIPTS = Path.of("src/test/js/openapi");

    @Test
    void lintersFindNoErrorAndTheDiscoveryClientHasNoWarning() throws Exception {
        Npm.install(SCRIPTS);
        try (Service service = Service.ticking()) {
            JsonNode said = Npm.script(SCRIPTS, "read.mjs", service.url());
            assertThat(texts(said.path("redocly"))).isEmpty();
            assertThat(texts(said.path("spectral"))).isEmpty();
            JsonNode discover = said.path("discover");
            assertThat(discover.path("ok").asBoolean()).isTrue();
            assertThat(discover.path("routes").asInt()).isBetween(30, 40);
            assertThat(texts(discover.path("warnings"))).isEmpty();
            JsonNode check = said.path("check");
            assertThat(check.path("found").asBoolean()).isTrue();
            assertThat(texts(check.path("warnings"))).isEmpty();
            JsonNode set = check.path("advisories").path(0);
            assertThat(set.path("authMode").asString()).isEqualTo("paid");
            assertThat(set.path("estimatedPrice").asString()).isEqualTo("0.001-0.005 USD");
            assertThat(texts(set.path("protocols"))).containsExactly("\"x402\"");
        }
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::toString).toList();
    }
}
