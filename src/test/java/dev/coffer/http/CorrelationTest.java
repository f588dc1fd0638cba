package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;

/** Each answer has an id, by which it is found in what is logged: the caller's own if it is one. */
class CorrelationTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final AccessLog log = AccessLog.to(out);
    private final TestServer server = new TestServer(Options.listen("127.0.0.1", 0), log);

    @AfterEach
    void stop() {
        server.close();
        log.close();
    }

    /** Its lines, once there are no more to come. */
    private List<JsonNode> logged() {
        stop();
        return out.toString(StandardCharsets.UTF_8).lines().map(Json.MAPPER::readTree).toList();
    }

    private Wiretap.Heard ask(String line, String... headers) throws Exception {
        try (Wiretap wire = server.connect()) {
            return wire.ask(line, headers).hear(/* withBody= */ !line.startsWith("HEAD"));
        }
    }

    private static String id(Wiretap.Heard answer) {
        return answer.headers().getOrDefault("x-request-id", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /plain HTTP/1.1",
                "HEAD /plain HTTP/1.1",
                "OPTIONS /plain HTTP/1.1",
                "OPTIONS * HTTP/1.1",
                "GET /tagged HTTP/1.0",
                "GET /nowhere HTTP/1.1",
                "BREW /plain HTTP/1.1",
                "GET /throwing HTTP/1.1",
                "GET /split-header HTTP/1.1",
                "GET /%zz HTTP/1.1",
                "GET /plain HTTP/2.7",
                "what is that"
            })
    void eachAnswerHasOne(String line) throws Exception {
        Wiretap.Heard answer = ask(line);
        assertThat(id(answer)).matches("[0-9a-f]{16}");
        if (answer.headers().getOrDefault("content-type", "").contains("problem")) {
            assertThat(Json.MAPPER.readTree(answer.body()).path("requestId").asString(""))
                    .isEqualTo(id(answer));
        }
        assertThat(logged())
                .singleElement()
                .satisfies(
                        seen -> assertThat(seen.get("requestId").asString()).isEqualTo(id(answer)));
    }

    @Test
    void noTwoAreTheSame() throws Exception {
        Set<String> ids = new HashSet<>();
        try (Wiretap wire = server.connect()) {
            for (int i = 0; i < 100; i++) {
                ids.add(id(wire.ask("GET /plain HTTP/1.1").hear()));
            }
        }
        assertThat(ids).hasSize(100);
    }

    @Test
    void theCallersOwnIsTaken() throws Exception {
        String own = "Aa0._:+/=-".repeat(12) + "12345678";
        for (String line :
                List.of("GET /plain HTTP/1.1", "GET /throwing HTTP/1.1", "GET /p HTTP/3.0")) {
            assertThat(id(ask(line, "X-Request-ID: " + own))).as(line).isEqualTo(own);
        }
        assertThat(logged()).extracting(seen -> seen.get("requestId").asString()).containsOnly(own);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a,b", "ä", "<script>", "\"", "a\\b", "{}", "a\tb"})
    void whatIsNoIdIsNotRepeated(String text) throws Exception {
        assertThat(id(ask("GET /plain HTTP/1.1", "X-Request-Id: " + text))).matches("[0-9a-f]{16}");
    }

    @Test
    void whatIsTooLongOrTwoIsNotRepeated() throws Exception {
        assertThat(id(ask("GET /plain HTTP/1.1", "X-Request-Id: " + "a".repeat(129)))).hasSize(16);
        assertThat(id(ask("GET /plain HTTP/1.1", "X-Request-Id: a", "X-Request-Id: b")))
                .hasSize(16);
    }

    @Test
    void pagesMayReadIt() throws Exception {
        Wiretap.Heard answer = ask("GET /plain HTTP/1.1", "Origin: https://a.example");
        assertThat(answer.headers().get("access-control-expose-headers")).contains("X-Request-Id");
        Wiretap.Heard preflight = ask("OPTIONS /plain HTTP/1.1", "Origin: https://a.example");
        assertThat(preflight.headers().get("access-control-allow-headers"))
                .contains("X-Request-Id", "traceparent");
    }

    @Test
    void theTraceIsInWhatIsLoggedOfTheCall() throws Exception {
        try (LogTap tap = new LogTap()) {
            Wiretap.Heard answer = ask("GET /throwing HTTP/1.1", "traceparent: " + PARENT);
            assertThat(tap.atLeast(Level.SEVERE)).hasSize(1);
            assertThat(tap.lines())
                    .singleElement()
                    .satisfies(line -> {
                        JsonNode json = Json.MAPPER.readTree(line);
                        assertThat(json.get("requestId").asString()).isEqualTo(id(answer));
                        assertThat(json.get("traceId").asString()).isEqualTo(TRACE);
                    });
        }
        assertThat(logged().getFirst().get("traceId").asString()).isEqualTo(TRACE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cc-" + TRACE + "-00f067aa0ba902b7-01",
                "cc-" + TRACE + "-00f067aa0ba902b7-01-what-the-future-has",
                "00-" + TRACE + "-00f067aa0ba902b7-00",
            })
    void thisIsATraceParent(String text) {
        assertThat(TraceParent.of(text))
                .hasValueSatisfying(parent -> {
                    assertThat(parent.traceId()).isEqualTo(TRACE);
                    assertThat(parent.parentId()).isEqualTo("00f067aa0ba902b7");
                    assertThat(parent.sampled()).isEqualTo(text.contains("b7-01"));
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "ff-" + TRACE + "-00f067aa0ba902b7-01",
                "00-" + TRACE + "-00f067aa0ba902b7-01-more",
                "cc-" + TRACE + "-00f067aa0ba902b7-01.more",
                "00-" + TRACE + "-00f067aa0ba902b7-0",
                "00-" + TRACE + "-00f067aa0ba902b7-0x",
                "0x-" + TRACE + "-00f067aa0ba902b7-01",
                "00-" + TRACE + "-00F067AA0BA902B7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00_" + TRACE + "_00f067aa0ba902b7_01",
                " " + PARENT,
                PARENT + ", " + PARENT,
            })
    void thisIsNone(String text) {
        assertThat(TraceParent.of(text)).isEmpty();
    }
}
