package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whatever form a proxy gives it, an address is an address, or it is not used. */
class ForwardedTest {

    private static Forwarded of(Map<String, String> headers) {
        return Forwarded.of(name -> Optional.ofNullable(headers.get(name)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "192.0.2.1 | 192.0.2.1",
                "192.0.2.1:4711 | 192.0.2.1",
                "2001:db8::1 | 2001:db8:0:0:0:0:0:1",
                "[2001:DB8::1] | 2001:db8:0:0:0:0:0:1",
                "[2001:db8::1]:80 | 2001:db8:0:0:0:0:0:1",
                "::ffff:192.0.2.1 | 192.0.2.1",
                "198.51.100.1, 192.0.2.1 | 192.0.2.1",
                "198.51.100.1,192.0.2.1 , | -",
                "unknown | -",
                "_hidden | -",
                "localhost | -",
                "1 | -",
                "300.1.1.1 | -",
                "192.0.2.1 evil | -",
                "<script> | -",
                "::1%eth0 | -",
            })
    void theLastAddressOfXForwardedFor(String header, String address) {
        assertThat(of(Map.of("X-Forwarded-For", header)).address())
                .isEqualTo(Optional.ofNullable(address));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "for=192.0.2.1 | 192.0.2.1 | -",
                "For=\"[2001:db8::1]:47\"; PROTO=HTTPS | 2001:db8:0:0:0:0:0:1 | https",
                "for=192.0.2.9, for=\"192.0.2.1:80\";proto=http;by=_x | 192.0.2.1 | http",
                "for=_hidden;proto=https | - | https",
                "for=unknown | - | -",
                "for=\"a,b\\\"\", for=192.0.2.1 | 192.0.2.1 | -",
                "proto=gopher;for=192.0.2.1 | 192.0.2.1 | -",
                "nonsense | - | -",
            })
    void theLastElementOfForwarded(String header, String address, String scheme) {
        Forwarded forwarded = of(Map.of("Forwarded", header));
        assertThat(forwarded.address()).isEqualTo(Optional.ofNullable(address));
        assertThat(forwarded.scheme()).isEqualTo(Optional.ofNullable(scheme));
    }

    @Test
    void whatIsLongerThanAnyProxySaysIsNotUsed() {
        for (String more : List.of("a", "\\\"", ",")) {
            String header = "for=192.0.2.1;by=\"" + more.repeat(30_000) + "\"";
            assertThat(of(Map.of("Forwarded", header)).address()).isEmpty();
        }
    }

    @Test
    void ofTwoFormsThatDifferNeitherIsBelieved() {
        String header = "for=192.0.2.1";
        assertThat(of(Map.of("Forwarded", header, "X-Forwarded-For", "192.0.2.2")).address())
                .isEmpty();
        assertThat(of(Map.of("Forwarded", header, "X-Forwarded-For", "192.0.2.1")).address())
                .hasValue("192.0.2.1");
    }

    @Test
    void schemeAndHostAreTheProxysToo() {
        Forwarded forwarded =
                of(
                        Map.of(
                                "X-Forwarded-Proto",
                                "http, HTTPS",
                                "X-Forwarded-Host",
                                "c.example:8443"));
        assertThat(forwarded.scheme()).hasValue("https");
        assertThat(forwarded.host()).hasValue("c.example:8443");
        assertThat(of(Map.of("X-Forwarded-Host", "a/b")).host()).isEmpty();
    }

    @Test
    void itCountsOnlyWhereTheProxyIsTrusted() throws Exception {
        String[] said = {"Forwarded: for=192.0.2.1;proto=https;host=c.example"};
        try (TestServer server = new TestServer();
                Wiretap wire = server.connect()) {
            assertThat(wire.ask("GET /headers HTTP/1.1", said).hear().body())
                    .contains("\"remoteAddress\":\"127.0.0.1\"", "\"baseUrl\":\"http://a\"");
        }
        try (TestServer server = new TestServer(Options.listen("127.0.0.1", 0).behindProxy());
                Wiretap wire = server.connect()) {
            assertThat(wire.ask("GET /headers HTTP/1.1", said).hear().body())
                    .contains(
                            "\"remoteAddress\":\"192.0.2.1\"", "\"baseUrl\":\"https://c.example\"");
        }
    }
}
