package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With payments off, a web page of elsewhere gets nothing from the developer's machine. */
class LocalOnlyTest {

    private static Service service;

    @BeforeAll
    static void start() {
        service = Service.off();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static Wiretap.Heard get(String host, String... headers) throws Exception {
        try (Wiretap wire = new Wiretap(service.port())) {
            wire.say("GET /api/health HTTP/1.1\r\nHost: " + host + "\r\n");
            for (String header : headers) {
                wire.say(header + "\r\n");
            }
            return wire.say("\r\n").hear();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:80",
                "a.localhost",
                "127.0.0.1:1",
                "127.9.9.9",
                "[::1]:8"
            })
    void thisMachineIsAnswered(String host) throws Exception {
        assertThat(get(host).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "192.0.2.1",
                "localhost.evil.example",
                "[2001:db8::1]",
                "0.0.0.0"
            })
    void anotherNameForItIsRefused(String host) throws Exception {
        Wiretap.Heard answer = get(host);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("foreign_host");
    }

    @Test
    void onlyPagesOfThisMachineMayRead() throws Exception {
        for (String origin :
                new String[] {"https://evil.example", "null", "x y", "http://localhost.a"}) {
            assertThat(get("localhost", "Origin: " + origin).headers())
                    .doesNotContainKey("access-control-allow-origin");
        }
        assertThat(get("localhost", "Origin: http://localhost:3000").headers())
                .containsEntry("access-control-allow-origin", "http://localhost:3000");
    }

    @Test
    void whereCallersPayAnyPageMay() throws Exception {
        try (Service paid = Service.devnet();
                Wiretap wire = new Wiretap(paid.port())) {
            assertThat(
                            wire.ask("GET /api/health HTTP/1.1", "Origin: https://a.example")
                                    .hear()
                                    .headers())
                    .containsEntry("access-control-allow-origin", "*");
        }
    }

    @Test
    void whatIsAddedToALinkIsPassedOver() throws Exception {
        try (Wiretap wire = new Wiretap(service.port())) {
            for (String target :
                    new String[] {"/?fbclid=a", "/api/health?t=1&t=2", "/api/prices?x"}) {
                wire.say("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(wire.hear().status()).as(target).isEqualTo(200);
            }
            for (String target : new String[] {"/p/abc234?utm=1&code=x", "/public/a/b?owner=c"}) {
                wire.say("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(wire.hear().code()).as(target).isEqualTo("not_found");
            }
        }
    }
}
