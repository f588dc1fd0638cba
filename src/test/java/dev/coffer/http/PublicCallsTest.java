package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Capacity;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;

/** Free calls that reach the store are limited per address; the address is not the caller's say. */
class PublicCallsTest {

    private static final Options LOCAL = Options.listen("127.0.0.1", 0);

    /** One that forgives so slowly that what it refused once is refused a moment later too. */
    private static TestServer limited(Options options) {
        List<String> slowly = List.of("publicCallsPerSecond=1");
        return new TestServer(options, AccessLog.off(), Capacities.usual().with(slowly));
    }

    @Test
    void freeReadsAreLimitedAndPlainAnswersAreNot() throws Exception {
        try (TestServer server = limited(LOCAL);
                Wiretap wire = server.connect()) {
            Wiretap.Heard refused = callUntilRefused(wire);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.code()).isEqualTo("rate_limited");
            assertThat(refused.headers()).containsEntry("retry-after", "1");

            for (int i = 0; i < 2 * Capacity.PUBLIC_CALLS_BURST.value(); i++) {
                assertThat(wire.ask("GET /public HTTP/1.1").hear().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aForwardedAddressCountsOnlyBehindATrustedProxy() throws Exception {
        try (TestServer server = limited(LOCAL);
                Wiretap wire = server.connect()) {
            callUntilRefused(wire);
            String forged = "X-Forwarded-For: 203.0.113.9";
            assertThat(wire.ask("GET /free-read HTTP/1.1", forged).hear().status()).isEqualTo(429);
        }
        Options proxied = LOCAL.behindProxy();
        try (TestServer server = limited(proxied);
                Wiretap wire = server.connect()) {
            callUntilRefused(wire, "X-Forwarded-For: 203.0.113.9");
            // What stands before the proxy's own entry is forged, so it is the same caller.
            String[] forged = {"X-Forwarded-For: 198.51.100.1", "X-Forwarded-For: 203.0.113.9"};
            assertThat(wire.ask("GET /free-read HTTP/1.1", forged).hear().status()).isEqualTo(429);
            String other = "X-Forwarded-For: 203.0.113.9, 198.51.100.1";
            assertThat(wire.ask("GET /free-read HTTP/1.1", other).hear().status()).isEqualTo(200);
        }
    }

    @Test
    void anIpv6NetworkIsOneCaller() throws Exception {
        try (TestServer server = limited(LOCAL.behindProxy());
                Wiretap wire = server.connect()) {
            callUntilRefused(wire, "X-Forwarded-For: 2001:db8:1:2::1");
            String neighbour = "X-Forwarded-For: 2001:db8:1:2:ffff::9";
            assertThat(wire.ask("GET /free-read HTTP/1.1", neighbour).hear().status())
                    .isEqualTo(429);
            String stranger = "X-Forwarded-For: 2001:db8:1:3::1";
            assertThat(wire.ask("GET /free-read HTTP/1.1", stranger).hear().status())
                    .isEqualTo(200);
        }
    }

    @Test
    void linksGoToThePublicUrlOrToWhereTheCallerIs() throws Exception {
        Options proxied = LOCAL.behindProxy();
        try (TestServer server = new TestServer(proxied);
                Wiretap wire = server.connect()) {
            String https = "X-Forwarded-Proto: https";
            assertThat(wire.ask("GET /headers HTTP/1.1", https).hear().body())
                    .contains("\"baseUrl\":\"https://a\"");
            assertThat(wire.ask("GET /headers HTTP/1.1").hear().body())
                    .contains("\"baseUrl\":\"http://a\"");
        }
        try (TestServer server = new TestServer(proxied.withPublicUrl("https://c.example/"));
                Wiretap wire = server.connect()) {
            assertThat(wire.ask("GET /headers HTTP/1.1").hear().body())
                    .contains("\"baseUrl\":\"https://c.example\"");
        }
    }

    private static Wiretap.Heard callUntilRefused(Wiretap wire, String... headers)
            throws IOException {
        // Bounded, so that a limit that does not work fails and does not hang.
        for (int i = 0; i < 100 * Capacity.PUBLIC_CALLS_BURST.value(); i++) {
            Wiretap.Heard answer = wire.ask("GET /free-read HTTP/1.1", headers).hear();
            if (answer.status() != 200) {
                return answer;
            }
        }
        throw new AssertionError("never refused");
    }
}
