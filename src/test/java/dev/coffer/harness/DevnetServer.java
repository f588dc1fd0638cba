package dev.coffer.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Coffer;
import dev.coffer.Config;
import dev.coffer.endpoint.Json;
import dev.coffer.http.AccessLog;
import dev.coffer.http.Options;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Prices;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A server with play money, as tests talk to it: over HTTP and nothing else. */
public final class DevnetServer implements AutoCloseable {

    public static final JsonNode VECTORS = vectors();

    /** Who is paid: the vectors' payee. */
    public static final String PAY_TO = VECTORS.at("/keys/payTo/testnet").stringValue();

    public static final String NETWORK = "stacks:2147483648";

    private static JsonNode vectors() {
        try (InputStream in = DevnetServer.class.getResourceAsStream("/x402-vectors.json")) {
            if (in == null) {
                throw new IllegalStateException("the vectors are not there");
            }
            return Json.MAPPER.readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A time that each call moves on, so that no limit of calls a second is met by accident. */
    public static final class Ticking implements InstantSource {
        private final AtomicLong ms = new AtomicLong(System.currentTimeMillis());

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(ms.get());
        }

        public void pass(Duration time) {
            ms.addAndGet(time.toMillis());
        }
    }

    /** An answer. */
    public record Got(int status, HttpHeaders headers, byte[] body) {

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            return Json.MAPPER.readTree(body);
        }

        public String code() {
            return json().path("code").asString("");
        }

        public Optional<String> header(String name) {
            return headers.firstValue(name);
        }

        /** A header that holds base64 of JSON. */
        public JsonNode decoded(String name) {
            return Json.MAPPER.readTree(Base64.getDecoder().decode(header(name).orElseThrow()));
        }
    }

    public final Ticking clock = new Ticking();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Coffer coffer;

    private DevnetServer(Path data, Prices prices, boolean realTime) {
        this(data, Optional.empty(), prices, realTime);
    }

    private DevnetServer(Path data, Optional<String> database, Prices prices, boolean realTime) {
        InstantSource time = realTime ? InstantSource.system() : clock;
        coffer =
                Coffer.start(
                        new Config(
                                data,
                                database,
                                Config.Money.DEVNET,
                                PAY_TO,
                                prices,
                                Options.listen("127.0.0.1", 0),
                                AccessLog.to(log),
                                time,
                                new SecureRandom()));
    }

    public static DevnetServer start(Path data) {
        return new DevnetServer(data, Prices.defaults(), false);
    }

    /** On a store as the command line names it: a directory, or a URL of PostgreSQL. */
    public static DevnetServer startOn(String store) {
        return store.startsWith("jdbc:")
                ? new DevnetServer(Path.of(""), Optional.of(store), Prices.defaults(), true)
                : startInRealTime(Path.of(store));
    }

    /** With other prices: {@code storage_read.sBTC=0.0000001}. */
    public static DevnetServer start(Path data, String... prices) {
        return new DevnetServer(data, Prices.defaults().with(List.of(prices)), false);
    }

    /** With the machine's time, which clients of other languages have too. */
    public static DevnetServer startInRealTime(Path data) {
        return new DevnetServer(data, Prices.defaults(), true);
    }

    public String url() {
        return coffer.url();
    }

    public Got get(String target, String... headers) {
        return send("GET", target, "", headers);
    }

    public Got post(String target, String body, String... headers) {
        return send("POST", target, body, headers);
    }

    /** Makes a call; one to the chain that came too soon after others is made again in time. */
    public Got send(String method, String target, String body, String... headers) {
        while (true) {
            Got got = sendOnce(method, target, body, headers);
            if (got.status() != 429 || !target.startsWith("/devnet/")) {
                return got;
            }
            LockSupport.parkNanos(got.json().path("retryAfterMs").asLong(1) * 1_000_000);
        }
    }

    private Got sendOnce(String method, String target, String body, String... headers) {
        clock.pass(Duration.ofSeconds(2));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url() + target))
                        .timeout(Duration.ofSeconds(60))
                        .method(
                                method,
                                method.equals("GET")
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<byte[]> got =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Got(got.statusCode(), got.headers(), got.body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A new payer with some of each asset. */
    public Payer payer() {
        Payer payer = Payer.random();
        fund(payer.address());
        return payer;
    }

    public void fund(String address) {
        Got poured = post("/devnet/faucet", "{\"address\": \"%s\"}".formatted(address));
        if (poured.status() != 200) {
            throw new IllegalStateException(poured.text());
        }
    }

    /** What the chain says of an account: nonce and balances. */
    public JsonNode onChain(String address) {
        return get("/devnet/v2/accounts/" + address).json();
    }

    public long nonce(String address) {
        return onChain(address).path("nonce").asLong();
    }

    /** A bearer token, by a deposit with the payer's next nonce. */
    public String token(Payer payer, Asset asset, long amount) {
        String hex = payer.pays(asset, amount, nonce(payer.address()));
        Got got = post("/api/account/deposit", "{}", Payer.v2(asset, amount, hex));
        if (got.status() != 200) {
            throw new IllegalStateException(got.text());
        }
        return got.json().path("token").stringValue();
    }

    public static String[] bearer(String token) {
        return new String[] {"Authorization", "Bearer " + token};
    }

    /** A read is charged without waiting for the disk; a write that waits comes after it. */
    private void awaitCharges() {
        fund("ST000000000000000000002AMW42H");
    }

    public long balance(String token, Asset asset) {
        awaitCharges();
        return get("/api/account", bearer(token))
                .json()
                .path("balances")
                .path(asset.symbol())
                .asLong();
    }

    public JsonNode statement(String token) {
        awaitCharges();
        return get("/api/account/statement?from=2000-01-01T00:00:00Z", bearer(token)).json();
    }

    /** Credits less charges are the balances, in each asset. */
    public void addsUp(String token) {
        JsonNode statement = statement(token);
        assertThat(statement.path("complete").asBoolean()).isTrue();
        Map<String, Long> sums = new HashMap<>(Map.of("STX", 0L, "sBTC", 0L, "USDCx", 0L));
        for (JsonNode credit : statement.path("credits")) {
            String asset = credit.path("tokenType").stringValue();
            sums.merge(asset, credit.path("amount").asLong(), Long::sum);
        }
        for (JsonNode charge : statement.path("charges")) {
            long amount = charge.path("price").asLong() * charge.path("calls").asLong();
            assertThat(charge.path("amount").asLong()).isEqualTo(amount);
            sums.merge(charge.path("tokenType").stringValue(), -amount, Long::sum);
        }
        sums.forEach((asset, sum) ->
                assertThat(statement.path("balances").path(asset).asLong())
                        .as(asset)
                        .isEqualTo(sum));
    }

    /** One line of JSON a call; complete once the server is closed. */
    public List<String> accessLog() {
        return log.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Override
    public void close() {
        coffer.close();
        http.close();
    }
}
