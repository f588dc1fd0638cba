package dev.coffer.tool.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Reach;
import dev.coffer.harness.Answered;
import dev.coffer.harness.FarSide;
import dev.coffer.harness.GeoFile;
import dev.coffer.harness.Service;
import dev.coffer.outbound.HostileUrls;
import dev.coffer.scenario.Problems;
import dev.coffer.tool.Spending;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The tools of the net over HTTP, with play money, and a stand-in for the outside. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetToolsTest {

    private static final JsonMapper JSON = new JsonMapper();

    private final FarSide far = FarSide.open();
    private final Service service = Service.devnet();
    private final Service.Client alice;

    NetToolsTest() {
        reach(true, List.of(GeoFile.path()));
        alice = service.payer("ALICE");
    }

    private void reach(boolean outbound, List<Path> geoDbs) {
        service.restartReaching(Reach.usual().by(far).outbound(outbound).geoDbs(geoDbs));
    }

    @BeforeEach
    void forget() {
        far.forget();
    }

    @AfterAll
    void close() {
        service.close();
        far.close();
    }

    private Answered post(String path, Map<String, ?> input) {
        return post(alice, path, input);
    }

    private static Answered post(Service.Client caller, String path, Map<String, ?> input) {
        return caller.post(path, JSON.writeValueAsString(input));
    }

    @Test
    void hostileUrlsAreRefusedAndCostNothing() {
        HostileUrls.name(far);
        Spending spending = Spending.of(service);
        for (String path : List.of("/api/net/http-probe", "/api/net/cors-proxy")) {
            for (String url : HostileUrls.all()) {
                if (url.startsWith("http://own.example")) {
                    continue; // This service has another public URL.
                }
                Answered answered = post(spending.payer(), path, Map.of("url", url));
                assertThat(answered.status()).as(url).isEqualTo(400);
                Problems.check(answered);
            }
        }
        assertThat(far.dialled()).isEmpty();
        spending.requireNothing();
    }

    @Test
    void aProbeSaysHowAUrlAnswers() {
        far.on("/old", FarSide.text(301, "", "Location: /new"));
        far.on(
                "/new",
                FarSide.text(200, "text", "Content-Type: text/plain", "Server: s", "A: 1", "a: 2"));
        JsonNode probed =
                post("/api/net/http-probe", Map.of("url", "http://example.com/old"))
                        .expect(200)
                        .json();
        assertThat(probed.path("finalUrl").asString()).isEqualTo("http://example.com/new");
        assertThat(probed.path("redirectChain").toString())
                .isEqualTo("[{\"url\":\"http://example.com/old\",\"status\":301}]");
        assertThat(probed.path("headers").path("a").asString()).isEqualTo("1, 2");
        assertThat(probed.path("contentLength").asInt()).isEqualTo(4);
        assertThat(far.asked()).extracting(FarSide.Asked::method).containsOnly("HEAD");
        JsonNode stayed =
                post(
                                "/api/net/http-probe",
                                Map.of(
                                        "url", "http://example.com/old",
                                        "followRedirects", false,
                                        "method", "GET"))
                        .expect(200)
                        .json();
        assertThat(stayed.path("status").asInt()).isEqualTo(301);
        assertThat(stayed.path("redirectChain").isNull()).isTrue();
    }

    @Test
    void whatDoesNotAnswerIsNotCharged() {
        Spending spending = Spending.of(service);
        Answered answered =
                post(
                        spending.payer(),
                        "/api/net/http-probe",
                        Map.of("url", "http://nowhere.example/"));
        assertThat(answered.status()).isEqualTo(422);
        assertThat(answered.code()).isEqualTo("target_unreachable");
        Problems.check(answered);
        spending.requireNothing();
    }

    @Test
    void aProxyPassesOnBodiesAndNoCredentials() {
        far.on("/echo", (asked, out) -> FarSide.json(asked.text()).answer(asked, out));
        far.on("/bytes", FarSide.raw("HTTP/1.1 200 OK\r\n\r\n\u00ff\u00fe"));
        JsonNode came =
                post(
                                "/api/net/cors-proxy",
                                Map.of(
                                        "url", "https://example.com/echo",
                                        "method", "POST",
                                        "headers", Map.of("X-Key", "k"),
                                        "body", "{\"a\":\"\u00e9\"}"))
                        .expect(200)
                        .json();
        assertThat(came.path("body").asString()).isEqualTo("{\"a\":\"\u00e9\"}");
        assertThat(far.asked().getFirst().head()).contains("X-Key: k\r\n");
        String base64 =
                post("/api/net/cors-proxy", Map.of("url", "http://example.com/bytes"))
                        .expect(200)
                        .at("bodyBase64")
                        .asString();
        assertThat(Base64.getDecoder().decode(base64)).containsExactly(0xff, 0xfe);
        for (String header :
                List.of(
                        "Authorization",
                        "cookie",
                        "Host",
                        "X-Forwarded-For",
                        "X-PAYMENT",
                        "TE",
                        "a b")) {
            Answered refused =
                    post(
                            "/api/net/cors-proxy",
                            Map.of("url", "http://example.com/", "headers", Map.of(header, "x")));
            assertThat(refused.status()).as(header).isEqualTo(400);
            assertThat(refused.at("field").asString()).isEqualTo("headers");
        }
        for (String value : List.of("a\r\nHost: b", "\u0000", "\u20ac")) {
            post(
                            "/api/net/cors-proxy",
                            Map.of("url", "http://example.com/", "headers", Map.of("X", value)))
                    .expect(400);
        }
        assertThat(far.asked()).hasSize(2);
    }

    @Test
    void certificatesAreShownAndJudged() {
        far.on(
                "/",
                (asked, out) ->
                        (asked.head().contains("Host: example.com\r\n")
                                        ? FarSide.text(
                                                200,
                                                "",
                                                "Strict-Transport-Security: max-age=63072000; includeSubDomains")
                                        : FarSide.text(404, ""))
                                .answer(asked, out));
        JsonNode good =
                post("/api/net/ssl-check", Map.of("domain", "example.com")).expect(200).json();
        assertThat(good.path("valid").asBoolean()).isTrue();
        assertThat(good.path("certificate").path("subject").asString()).isEqualTo("CN=example.com");
        assertThat(good.path("certificate").path("subjectAltNames").toString())
                .isEqualTo("[\"example.com\",\"www.example.com\"]");
        assertThat(good.path("chain").size()).isEqualTo(1);
        assertThat(good.path("securityHeaders").path("hasHSTS").asBoolean()).isTrue();
        assertThat(good.path("securityHeaders").path("hstsMaxAge").asLong()).isEqualTo(63072000);
        assertThat(good.path("redirectsToHttps").asBoolean()).isFalse();

        far.named("other.example", FarSide.PUBLIC);
        JsonNode other =
                post("/api/net/ssl-check", Map.of("domain", "other.example")).expect(200).json();
        assertThat(other.path("valid").asBoolean()).isFalse();
        assertThat(other.path("error").asString()).contains("other names");
        assertThat(other.path("securityHeaders").isNull()).isTrue();
        for (Map<String, ?> inside :
                List.of(
                        Map.of("domain", "127.0.0.1"),
                        Map.of("domain", "localhost"),
                        Map.of("domain", "http://example.com"),
                        Map.of("domain", "example.com/x"),
                        Map.of("domain", "u@example.com"),
                        Map.of("domain", "example.com", "port", 22))) {
            HostileUrls.name(far);
            post("/api/net/ssl-check", inside).expect(400);
        }
    }

    @Test
    void recordsOfTheDnsAreShown() {
        far.record("my-site.example", "MX", "10 mail.my-site.example.");
        far.record("my-site.example", "TXT", "\"v=spf1 -all\"");
        JsonNode mx = dns("my-site.example", "MX");
        assertThat(mx.path("records").toString())
                .isEqualTo(
                        """
                        [{"name":"my-site.example","ttl":300,"data":"10 mail.my-site.example.",\
                        "priority":10,"exchange":"mail.my-site.example"}]\
                        """);
        assertThat(dns("MY-site.example.", "TXT").path("records").path(0).path("data").asString())
                .isEqualTo("v=spf1 -all");
        assertThat(dns("my-site.example", "A").path("status").asString()).isEqualTo("no_records");
        assertThat(dns("no.example", "A").path("status").asString()).isEqualTo("no_such_name");
        Spending spending = Spending.of(service);
        Answered broken =
                post(spending.payer(), "/api/util/dns-lookup", Map.of("domain", "broken.example"));
        assertThat(broken.status()).isEqualTo(503);
        assertThat(broken.code()).isEqualTo("upstream_failed");
        spending.requireNothing();
        for (String name :
                List.of(
                        "localhost",
                        "db.internal",
                        "x.local",
                        "10.0.0.1",
                        "a b.com",
                        "nodot",
                        "-a.com")) {
            post("/api/util/dns-lookup", Map.of("domain", name)).expect(400);
        }
    }

    private JsonNode dns(String domain, String type) {
        return post("/api/util/dns-lookup", Map.of("domain", domain, "type", type))
                .expect(200)
                .json();
    }

    @Test
    void addressesAreLocatedByTheOperatorsFile() {
        JsonNode geo = alice.get("/api/net/geo-ip").expect(200).json();
        assertThat(geo.path("ip").asString()).isEqualTo("127.0.0.1");
        assertThat(geo.path("country").asString()).isEqualTo("New Zealand");
        assertThat(geo.path("latitude").asDouble()).isEqualTo(-41.25);
        assertThat(alice.get("/api/net/asn-lookup").at("asn").asInt()).isEqualTo(64500);
        JsonNode info = alice.get("/api/util/ip-info?ip=8.8.8.8").expect(200).json();
        assertThat(info.path("city").asString()).isEqualTo("Wellington");
        JsonNode six = alice.get("/api/util/ip-info?ip=2001:db8::1").expect(200).json();
        assertThat(six.has("country")).isFalse();
        assertThat(six.path("version").asInt()).isEqualTo(6);
    }

    @Test
    void aCallersHeadersTellItFromOthers() {
        Answered one = alice.send("GET", "/api/net/request-fingerprint", new byte[0], "DNT", "1");
        Answered other =
                alice.send(
                        "GET",
                        "/api/net/request-fingerprint",
                        new byte[0],
                        "X-Forwarded-For",
                        "1.2.3.4");
        assertThat(one.at("dnt").asString()).isEqualTo("1");
        assertThat(other.at("ip").asString()).isEqualTo("127.0.0.1");
        assertThat(one.at("fingerprint")).isNotEqualTo(other.at("fingerprint"));
        assertThat(one.json().path("clientHints").isNull()).isTrue();
    }

    @Test
    void whatIsNotConfiguredSaysSoBeforeAnyPayment() {
        reach(false, List.of());
        Spending spending = Spending.of(service);
        Map<String, Map<String, ?>> calls =
                Map.of(
                        "/api/net/http-probe", Map.of("url", "http://example.com/"),
                        "/api/net/cors-proxy", Map.of("url", "http://example.com/"),
                        "/api/net/ssl-check", Map.of("domain", "example.com"),
                        "/api/util/dns-lookup", Map.of("domain", "example.com"),
                        "/api/net/geo-ip", Map.of(),
                        "/api/net/asn-lookup", Map.of());
        JsonNode unavailable = service.anyone().get("/api/prices").at("unavailable");
        calls.forEach((path, input) -> {
            for (Service.Client caller : List.of(spending.payer(), service.anyone())) {
                Answered answered = caller.post(path, JSON.writeValueAsString(input));
                assertThat(answered.status()).as(path).isEqualTo(503);
                assertThat(answered.code()).isEqualTo("not_configured");
                assertThat(answered.at("option").asString()).startsWith("--");
                Problems.check(answered);
            }
            assertThat(unavailable.has(path)).isTrue();
        });
        JsonNode offered = service.anyone().get("/").at("endpoints");
        assertThat(
                        offered.valueStream()
                                .filter(e -> e.has("unavailable"))
                                .map(e -> e.path("path").asString()))
                .containsAll(calls.keySet());
        spending.requireNothing();
        assertThat(far.dialled()).isEmpty();
        alice.get("/api/util/ip-info?ip=8.8.8.8").expect(200);
        reach(true, List.of(GeoFile.path()));
    }
}
