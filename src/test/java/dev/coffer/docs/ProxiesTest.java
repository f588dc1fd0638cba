package dev.coffer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Caller;
import dev.coffer.harness.Child;
import dev.coffer.harness.Http;
import dev.coffer.harness.Payer;
import dev.coffer.harness.X402;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The paid path through Debian's proxies, with the configurations of docs/ as they stand there. */
class ProxiesTest {

    private static final int VALUE_BYTES = 5 << 20;

    @TempDir private Path directory;

    @Test
    void throughNginx() throws Exception {
        Path nginx = installed("/usr/sbin/nginx");
        int port = freePort();
        try (Child coffer = Child.start(directory.resolve("data"), Config.Money.DEVNET, log())) {
            String site =
                    Files.readString(Path.of("docs/nginx.conf"))
                            .replace("listen 80;", "listen 127.0.0.1:" + port + ";")
                            .replace("127.0.0.1:8402", backend(coffer));
            // Started by root it would become somebody who may not write here.
            String user = System.getProperty("user.name").equals("root") ? "user root; " : "";
            StringBuilder temporary = new StringBuilder();
            for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
                temporary.append("%s_temp_path %s;\n".formatted(kind, directory.resolve(kind)));
            }
            Path file = directory.resolve("nginx.conf");
            Files.writeString(
                    file,
                    "%sdaemon off; pid %s; error_log stderr;\nevents {}\nhttp {\naccess_log off;\n%s%s}\n"
                            .formatted(user, directory.resolve("pid"), temporary, site));
            run(port, nginx.toString(), "-c", file.toString(), "-p", directory.toString());
        }
    }

    @Test
    void throughHaproxy() throws Exception {
        Path haproxy = installed("/usr/sbin/haproxy");
        int port = freePort();
        try (Child coffer = Child.start(directory.resolve("data"), Config.Money.DEVNET, log())) {
            Path file = directory.resolve("haproxy.cfg");
            Files.writeString(
                    file,
                    Files.readString(Path.of("docs/haproxy.cfg"))
                            .replace("bind :80", "bind 127.0.0.1:" + port)
                            .replace("127.0.0.1:8402", backend(coffer)));
            run(port, haproxy.toString(), "-db", "-f", file.toString());
        }
    }

    @Test
    void throughCaddy() throws Exception {
        Path caddy = installed("/usr/bin/caddy");
        int port = freePort();
        try (Child coffer = Child.start(directory.resolve("data"), Config.Money.DEVNET, log())) {
            Path file = directory.resolve("Caddyfile");
            Files.writeString(
                    file,
                    "{\n\tadmin off\n\tstorage file_system %s\n}\n".formatted(directory)
                            + Files.readString(Path.of("docs/Caddyfile"))
                                    .replace("coffer.example {", "http://127.0.0.1:" + port + " {")
                                    .replace("127.0.0.1:8402", backend(coffer)));
            run(
                    port,
                    caddy.toString(),
                    "run",
                    "--adapter",
                    "caddyfile",
                    "--config",
                    file.toString());
        }
    }

    private static Path installed(String binary) {
        Path path = Path.of(binary);
        if (!Files.isExecutable(path)) {
            System.err.println("SKIPPED: ProxiesTest needs " + binary + ", which is not installed");
        }
        Assumptions.assumeTrue(Files.isExecutable(path), binary + " is not installed");
        return path;
    }

    private Path log() {
        return directory.resolve("coffer.log");
    }

    private static String backend(Child coffer) {
        return "127.0.0.1:" + URI.create(coffer.url()).getPort();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void run(int port, String... command) throws Exception {
        Path output = directory.resolve("proxy.log");
        Process proxy =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try (Http http = new Http(() -> "http://127.0.0.1:" + port, Duration.ofSeconds(60))) {
            awaitReady(http, proxy, output);
            pay(http);
        } finally {
            proxy.destroyForcibly().waitFor();
        }
    }

    private static void awaitReady(Http http, Process proxy, Path output) throws IOException {
        while (true) {
            assertThat(proxy.isAlive()).as(Files.readString(output)).isTrue();
            try {
                if (http.send("GET", "/api/health", new byte[0]).status() == 200) {
                    return;
                }
            } catch (RuntimeException | AssertionError _) {
                Thread.onSpinWait(); // It does not listen yet.
            }
        }
    }

    private static void pay(Http http) {
        String set = "{\"key\":\"k\",\"value\":\"v\"}";
        Payer payer = Payer.named(http, "proxied").filled();
        Answered challenge = http.post("/api/kv/set", set).expect(402);
        for (JsonNode offer : challenge.decoded("PAYMENT-REQUIRED").path("accepts")) {
            http.post("/api/kv/set", set, X402.v2(offer, signed(payer, offer))).expect(200);
            http.post("/api/kv/set", set, "X-PAYMENT", signed(payer, offer)).expect(200);
        }
        List<String> bearer = List.of(payer.bearer());
        var paid = http.with(bearer);
        paid.post("/api/kv/set", set).expect(200);

        String large = "x".repeat(VALUE_BYTES);
        paid.post("/api/kv/set", "{\"key\":\"large\",\"value\":\"" + large + "\"}").expect(200);
        Answered got = paid.get("/api/kv/get?key=large").expect(200);
        assertThat(got.body().length).isGreaterThan(VALUE_BYTES);
        follow(http, paid);
        // A long poll that ends empty, and one header with all that an offer says.
        paid.post("/api/queue/pop", "{\"queue\":\"q\",\"wait\":2}").expect(200);
        assertThat(http.get("/api/kv/get?key=k").header("PAYMENT-REQUIRED")).isNotEmpty();
    }

    /** A link is followed as people do, and the longest target passes. */
    private static void follow(Http http, Caller paid) {
        String url = "https://example.com/" + "p".repeat(2048 - 20);
        String link = "{\"url\":\"%s\",\"slug\":\"proxied\"}".formatted(url);
        Answered created = paid.post("/api/links/create", link).expect(200);
        assertThat(created.at("shortUrl").asString()).endsWith("/l/proxied");
        Answered followed = http.get("/l/proxied?utm_source=mail&fbclid=x").expect(302);
        assertThat(followed.header("Location")).isEqualTo(url);
        assertThat(followed.header("Cache-Control")).isEqualTo("no-store");
        http.send("HEAD", "/l/proxied", new byte[0]).expect(302);
        http.get("/l/proxied.svg").expect(200);
        String ours = created.at("shortUrl").asString();
        paid.post("/api/links/create", "{\"url\":\"%s\"}".formatted(ours)).expect(400);
    }

    private static String signed(Payer payer, JsonNode offer) {
        return Payer.signed(
                payer.wallet(),
                offer.path("asset").stringValue(),
                Long.parseLong(offer.path("amount").stringValue()),
                offer.path("payTo").stringValue(),
                payer.nonce());
    }
}
