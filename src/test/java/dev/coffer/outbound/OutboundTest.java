package dev.coffer.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.endpoint.Problem;
import dev.coffer.harness.FarSide;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutboundTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final FarSide far = FarSide.open();
    private final Outbound outbound = outbound(true);

    private Outbound outbound(boolean on) {
        return new Outbound(new Outbound.Rules(on, far, Optional.of("https://own.example")));
    }

    @BeforeEach
    void forget() {
        far.forget();
    }

    @AfterAll
    void close() {
        outbound.close();
        far.close();
    }

    private Fetched get(String url) {
        return outbound.fetch("alice", Fetch.of("url", "GET", url, LONG));
    }

    private Problem refusal(String url) {
        return refusal(Fetch.of("url", "GET", url, LONG));
    }

    private Problem refusal(Fetch ask) {
        return catchThrowableOfType(Problem.class, () -> outbound.fetch("alice", ask));
    }

    static List<String> hostile() {
        return HostileUrls.all();
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void whatLeadsInsideIsRefusedAndNothingIsSent(String url) {
        HostileUrls.name(far);
        Problem problem = refusal(url);
        assertThat(problem).as(url).isNotNull();
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.code()).isIn("outbound_refused", "invalid_input");
        assertThat(problem.members()).containsEntry("field", "url");
        assertThat(far.dialled()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void whatRedirectsInsideIsNotFollowed(String url) {
        HostileUrls.name(far);
        if (url.startsWith("//example") || url.startsWith("http://example.com/a")) {
            return; // As a reference it is a good one, or longer than a header here.
        }
        String location = url.replaceAll("[\r\n\u0000].*", "").replaceAll("[^\\x00-\\x7f]", "?");
        far.on("/away", FarSide.text(302, "", "Location: " + location));
        Fetched went;
        try {
            went = get("http://example.com/away");
        } catch (Problem problem) {
            assertThat(problem.status()).isIn(400, 422);
            went = null;
        }
        assertThat(went == null || went.url().host().equals("example.com")).isTrue();
        assertThat(far.dialled())
                .allSatisfy(to -> {
                    assertThat(to.getAddress().getHostAddress()).isEqualTo(FarSide.PUBLIC);
                    assertThat(to.getPort()).isEqualTo(80);
                });
    }

    @Test
    void aNameIsResolvedOnceAndTheConnectionGoesThere() {
        far.named("rebinding.example", FarSide.PUBLIC, "127.0.0.1");
        assertThat(get("http://rebinding.example/").status()).isEqualTo(200);
        assertThat(far.resolved().stream().filter("rebinding.example"::equals)).hasSize(1);
        assertThat(far.dialled())
                .singleElement()
                .satisfies(to -> {
                    assertThat(to.getAddress()).isEqualTo(InetAddress.ofLiteral(FarSide.PUBLIC));
                    assertThat(to.getHostString()).isEqualTo(FarSide.PUBLIC);
                });
        assertThat(refusal("http://rebinding.example/").code()).isEqualTo("outbound_refused");
        assertThat(far.dialled()).hasSize(1);
    }

    @Test
    void aRedirectToItselfIsResolvedAndLookedAtAgain() {
        far.named("rebinding.example", FarSide.PUBLIC, "10.1.2.3");
        far.on("/again", FarSide.text(307, "", "Location: /inside"));
        assertThat(refusal("http://rebinding.example/again").code()).isEqualTo("outbound_refused");
        assertThat(far.dialled()).hasSize(1);
    }

    @Test
    void itsOwnAddressesAreNotReached() throws Exception {
        List<InetAddress> own =
                java.net.NetworkInterface.networkInterfaces()
                        .flatMap(java.net.NetworkInterface::inetAddresses)
                        .toList();
        for (InetAddress address : own) {
            String bare = address.getHostAddress().split("%", 2)[0];
            far.named("me.example", bare);
            assertThat(refusal("http://me.example/").code()).isEqualTo("outbound_refused");
        }
        // Another name for where the public URL leads.
        far.named("own.example", "93.184.216.34").named("alias.example", "93.184.216.34");
        try (Outbound other = outbound(true)) {
            Fetch ask = Fetch.of("url", "GET", "http://alias.example/", LONG);
            Problem problem = catchThrowableOfType(Problem.class, () -> other.fetch("alice", ask));
            assertThat(problem.detail()).contains("this service itself");
        }
    }

    @Test
    void redirectsAreFollowedAsBrowsersDo() {
        far.on("/a/one", FarSide.text(302, "", "Location: two?x=1"));
        far.on("/a/two", FarSide.text(303, "", "Location: https://example.com/three#part"));
        Fetched fetched =
                outbound.fetch(
                        "alice",
                        Fetch.of("url", "POST", "http://example.com/a/one", LONG)
                                .with(List.of(Map.entry("X-Key", "k")), "body".getBytes(UTF_8)));
        assertThat(fetched.url().text()).isEqualTo("https://example.com/three");
        assertThat(fetched.hops())
                .containsExactly(
                        new Fetched.Hop("http://example.com/a/one", 302),
                        new Fetched.Hop("http://example.com/a/two?x=1", 303));
        assertThat(far.asked())
                .extracting(FarSide.Asked::method)
                .containsExactly("POST", "GET", "GET");
        assertThat(far.asked().getFirst().head()).contains("X-Key: k");
        assertThat(far.asked().getLast().head()).doesNotContain("X-Key");
        assertThat(far.asked().getLast().body()).isEmpty();
    }

    @Test
    void redirectsEnd() {
        far.on("/loop", FarSide.text(301, "", "Location: /loop"));
        Problem problem = refusal("http://example.com/loop");
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.members()).containsEntry("reason", "redirects");
        assertThat(far.asked()).hasSize(1 + OutboundLimits.OUTBOUND_REDIRECTS.whole());
        assertThat(
                        outbound.fetch(
                                        "alice",
                                        Fetch.of("url", "GET", "http://example.com/loop", LONG)
                                                .following(false))
                                .status())
                .isEqualTo(301);
    }

    @Test
    void nothingOfItsOwnIsSent() {
        get("http://example.com:8080/a%20b?c=\u00e9#f");
        String head = far.asked().getFirst().head();
        assertThat(head)
                .startsWith("GET /a%20b?c=%C3%A9 HTTP/1.1\r\nHost: example.com:8080\r\n")
                .doesNotContainIgnoringCase("cookie")
                .doesNotContainIgnoringCase("authorization")
                .doesNotContainIgnoringCase("forwarded");
    }

    @Test
    void aHostThatDripsIsLeftInTime() {
        CountDownLatch over = new CountDownLatch(1);
        far.on("/drip", (_, out) -> drip(out, "HTTP/1.1 200 OK\r\nX: ", over));
        long start = System.nanoTime();
        Problem problem = refusal(Fetch.of("url", "GET", "http://example.com/drip", SHORT));
        over.countDown();
        assertThat(problem.members()).containsEntry("reason", "timeout");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    private static void drip(OutputStream out, String head, CountDownLatch over)
            throws IOException {
        out.write(head.getBytes(UTF_8));
        while (over.getCount() > 0) {
            out.write('x');
            out.flush();
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void anEndlessBodyIsCutOff() {
        far.on(
                "/endless",
                (_, out) -> {
                    out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(UTF_8));
                    for (byte[] some = new byte[65_536]; ; ) {
                        out.write(some);
                    }
                });
        Fetched fetched =
                outbound.fetch(
                        "alice",
                        Fetch.of("url", "GET", "http://example.com/endless", LONG).reading(1000));
        assertThat(fetched.cut()).isTrue();
        assertThat(fetched.body()).hasSize(1000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\n\r\nhello",
                "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello and more",
                "Transfer-Encoding: chunked\r\n\r\n2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
                "\r\nhello",
            })
    void bodiesComeInAnyFraming(String rest) {
        far.on("/framed", FarSide.raw("HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200\r\n" + rest));
        Fetched fetched = get("http://example.com/framed");
        assertThat(new String(fetched.body(), UTF_8)).isEqualTo("hello");
        assertThat(fetched.cut()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH\r\n",
                "HTTP/1.1 99 No\r\n\r\n",
                "HTTP/1.1 101 Switching\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno header\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxyz\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
                "HTTP/1.1 200 OK\r\n",
                "",
            })
    void whatIsNoHttpIsNoAnswer(String raw) {
        far.on("/odd", FarSide.raw(raw));
        Problem problem = refusal("http://example.com/odd");
        assertThat(problem.code()).isEqualTo("target_unreachable");
        assertThat(problem.members().get("reason")).isIn("not_http", "not_connected");
    }

    @Test
    void headersWithoutEndAreNotRead() {
        far.on(
                "/heads",
                (_, out) -> {
                    out.write("HTTP/1.1 200 OK\r\n".getBytes(UTF_8));
                    for (int i = 0; i < 100_000; i++) {
                        out.write("X-Some: thing\r\n".getBytes(UTF_8));
                    }
                });
        assertThat(refusal("http://example.com/heads").members())
                .containsEntry("reason", "not_http");
    }

    @Test
    void certificatesMustBeGoodForTheName() {
        far.named("www.example.com", FarSide.PUBLIC).named("other.example", FarSide.PUBLIC);
        assertThat(get("https://www.example.com/").status()).isEqualTo(200);
        assertThat(refusal("https://other.example/").members()).containsEntry("reason", "tls");
        try (FarSide strange = FarSide.untrusted();
                Outbound strict =
                        new Outbound(new Outbound.Rules(true, strange, Optional.empty()))) {
            Fetch ask = Fetch.of("url", "GET", "https://example.com/", LONG);
            Problem untrusted =
                    catchThrowableOfType(Problem.class, () -> strict.fetch("alice", ask));
            assertThat(untrusted.members()).containsEntry("reason", "tls");
        }
    }

    @Test
    void aHandshakeShowsTheChainWithoutAskingAnything() {
        Handshake seen = outbound.handshake("alice", "domain", "example.com", 443, LONG);
        assertThat(seen.chain().getFirst().getSubjectX500Principal().getName())
                .isEqualTo("CN=example.com");
        assertThat(seen.trusted()).isTrue();
        assertThat(far.asked()).isEmpty();
        for (String inside : List.of("127.0.0.1", "loop.example", "0x7f.1", "[::1]", "a@b")) {
            HostileUrls.name(far);
            Problem problem =
                    catchThrowableOfType(
                            Problem.class,
                            () -> outbound.handshake("alice", "domain", inside, 443, LONG));
            assertThat(problem.status()).as(inside).isEqualTo(400);
        }
        assertThat(far.dialled()).hasSize(1);
    }

    @Test
    void unknownNamesAndClosedPortsAreToldApart() {
        assertThat(refusal("http://nowhere.example/").members())
                .containsEntry("reason", "name_not_found");
    }

    @Test
    void oneCallerHasOnlySoManyAtOnce() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch there =
                new CountDownLatch(OutboundLimits.OUTBOUND_CONNECTIONS_OF_CALLER.whole());
        far.on(
                "/wait",
                (asked, out) -> {
                    there.countDown();
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    FarSide.text(200, "done").answer(asked, out);
                });
        List<Future<Fetched>> waiting = new ArrayList<>();
        try (var calls = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < OutboundLimits.OUTBOUND_CONNECTIONS_OF_CALLER.value(); i++) {
                waiting.add(calls.submit(() -> get("http://example.com/wait")));
            }
            there.await();
            Problem problem = refusal("http://example.com/");
            assertThat(problem.code()).isEqualTo("overloaded");
            assertThat(problem.retryable()).isTrue();
            Fetch ask = Fetch.of("url", "GET", "http://example.com/", LONG);
            assertThat(outbound.fetch("bob", ask).status()).isEqualTo(200);
            over.countDown();
            for (Future<Fetched> one : waiting) {
                assertThat(one.get().status()).isEqualTo(200);
            }
        }
        assertThat(get("http://example.com/").status()).isEqualTo(200);
    }

    @Test
    void whatIsOffReachesNothing() {
        try (Outbound off = outbound(false)) {
            Fetch ask = Fetch.of("url", "GET", "http://example.com/", LONG);
            Problem problem = catchThrowableOfType(Problem.class, () -> off.fetch("alice", ask));
            assertThat(problem.code()).isEqualTo("not_configured");
            assertThat(problem.members()).containsEntry("option", Outbound.OPTION);
        }
        assertThat(far.dialled()).isEmpty();
        assertThat(far.resolved()).isEmpty();
    }
}
