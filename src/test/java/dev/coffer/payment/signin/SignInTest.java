package dev.coffer.payment.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.EvmWallet;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Samples;
import dev.coffer.harness.Service;
import dev.coffer.harness.SignsIn;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Whoever holds an address's key is let in once by each signature, and nobody else is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class SignInTest {

    private static final String SET = "/api/kv/set";
    private static final String BODY = "{\"key\":\"k\",\"value\":1}";

    private Service server;

    @BeforeAll
    void start() {
        server = Service.ticking();
        // Each call here is one of a stranger.
        server.restartWith("publicCallsBurst=100000");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Answered signIn(String json, String... headers) {
        return server.post(SignsIn.PATH, json, headers);
    }

    /** A refusal that says what to sign, which is good. */
    private void refused(Answered got, String code) {
        assertThat(got.expect(401, code).header("WWW-Authenticate")).startsWith("Bearer");
        EvmWallet wallet = EvmWallet.random();
        assertThat(signIn("", wallet.answers(got)).expect(200).at("account").asString())
                .isEqualTo(wallet.owner());
    }

    /** An EVM wallet with a balance, which no chain of theirs gave it. */
    private EvmWallet rich() {
        EvmWallet wallet = EvmWallet.random();
        server.execute(
                "insert into owner (owner, stx) values ('%s', 1000000)".formatted(wallet.owner()));
        return wallet;
    }

    private long stx(EvmWallet wallet) {
        return Long.parseLong(
                server.query("select stx from owner where owner = '%s'".formatted(wallet.owner()))
                        .getFirst()
                        .getFirst());
    }

    private Answered asked() {
        return server.post(SET, BODY).expect(402);
    }

    @ParameterizedTest
    @EnumSource
    void aStacksWalletThatLostItsTokenGetsOne(SignsIn how) {
        Payer payer = Payer.funded(server);
        payer.deposit(Asset.STX, 5000);
        JsonNode asked = SignsIn.asked(server, payer.address());
        Answered entered = signIn(how.body(asked, payer.wallet())).expect(200);
        assertThat(entered.at("account").asString()).isEqualTo(payer.address());
        assertThat(entered.at("balances").path("STX").asLong()).isEqualTo(5000);
        assertThat(Instant.parse(entered.at("expiresAt").asString()))
                .isAfter(server.clock().instant());
        Payer again = Payer.poor(server).withToken(entered.at("token").asString());
        again.post(SET, BODY).expect(200);
        assertThat(again.balance(Asset.STX)).isEqualTo(4000);
        payer.addsUp();
    }

    @Test
    void aSignatureMayBeWrittenEitherWayRound() {
        Payer payer = Payer.poor(server);
        JsonNode asked = SignsIn.asked(server, payer.address());
        String hex = payer.wallet().signMessage(SignsIn.BY_TEXT.hash(asked)).hex();
        String body = SignsIn.body(asked, hex);
        String vrs = "0x" + hex.substring(128) + hex.substring(0, 128);
        signIn(SignsIn.body(asked, vrs)).expect(200);
        // It is the same signature.
        refused(signIn(body), "sign_in_used");
    }

    @Test
    void anEvmWalletGetsATokenByTheHeader() {
        EvmWallet wallet = rich();
        Answered entered = signIn("", wallet.answers(signIn("").expect(402))).expect(200);
        assertThat(entered.at("account").asString()).isEqualTo(wallet.owner());
        assertThat(entered.at("balances").path("STX").asLong()).isEqualTo(1_000_000);
        Payer payer = Payer.poor(server).withToken(entered.at("token").asString());
        payer.post(SET, BODY).expect(200);
        assertThat(stx(wallet)).isEqualTo(999_000);
    }

    @Test
    void whoNeverPaidHasABalanceOfNothing() {
        EvmWallet evm = EvmWallet.random();
        Payer stacks = Payer.poor(server);
        String body =
                SignsIn.BY_DATA.body(SignsIn.asked(server, stacks.address()), stacks.wallet());
        for (Answered entered : List.of(signIn("", evm.answers(asked())), signIn(body))) {
            assertThat(entered.expect(200).at("balances").properties())
                    .isNotEmpty()
                    .allSatisfy(balance -> assertThat(balance.getValue().asLong()).isZero());
            server.post(SET, BODY, "Authorization", "Bearer " + entered.at("token").asString())
                    .expect(402, "insufficient_balance");
        }
        server.post(SET, BODY, EvmWallet.random().answers(asked()))
                .expect(402, "insufficient_balance");
    }

    /** Keys cost nothing: who only signs must not fill a table. */
    @Test
    void ofAStrangerNothingStays() {
        EvmWallet stranger = EvmWallet.random();
        String[] account = stranger.answers(asked());
        server.get("/api/account", account).expect(200);
        refused(server.get("/api/account", account), "sign_in_used");
        signIn("", stranger.answers(asked())).expect(200);
        server.post(SET, BODY, stranger.answers(asked())).expect(402, "insufficient_balance");
        String rows = "select owner from %s where owner = '" + stranger.owner() + "'";
        assertThat(server.query(rows.formatted("used_sign_in"))).hasSize(2);
        assertThat(server.query(rows.formatted("owner"))).isEmpty();
        server.clock().advance(Duration.ofSeconds(300));
        server.sweep();
        assertThat(server.query(rows.formatted("used_sign_in"))).isEmpty();
        assertThat(server.query(rows.formatted("owner"))).isEmpty();
    }

    @Test
    void theHeaderLetsInOneCall() {
        EvmWallet wallet = rich();
        String[] header = wallet.answers(asked());
        Answered done = server.post(SET, BODY, header).expect(200);
        assertThat(done.header("Coffer-Charge")).isEqualTo("1000 uSTX");
        refused(server.post(SET, BODY, header), "sign_in_used");
        refused(server.get("/api/kv/get?key=k", header), "sign_in_used");
        refused(server.get("/api/account", header), "sign_in_used");
        refused(signIn("", header), "sign_in_used");
        assertThat(stx(wallet)).isEqualTo(999_000);

        String[] reads = wallet.answers(asked());
        assertThat(server.get("/api/kv/get?key=k", reads).expect(200).at("value").asInt())
                .isEqualTo(1);
        refused(server.get("/api/kv/get?key=k", reads), "sign_in_used");
        assertThat(stx(wallet)).isEqualTo(998_500);

        String[] account = wallet.answers(server.get("/api/account").expect(401));
        assertThat(server.get("/api/account", account).expect(200).at("account").asString())
                .isEqualTo(wallet.owner());
        refused(server.get("/api/account", account), "sign_in_used");
    }

    @Test
    void aCallThatIsRefusedUsesNothingUp() {
        EvmWallet wallet = rich();
        String[] header = wallet.answers(asked());
        server.get("/api/kv/get?key=missing", header).expect(404);
        server.post(SET, "{}", header).expect(400);
        server.post(SET, BODY, header).expect(200);
        refused(server.post(SET, BODY, header), "sign_in_used");
        assertThat(stx(wallet)).isEqualTo(999_000);
    }

    @Test
    void aNamedCallIsStillDoneOnce() {
        EvmWallet wallet = rich();
        String[] first = wallet.answers(asked());
        String[] next = wallet.answers(asked());
        String increment = "{\"name\":\"n\"}";
        Answered done =
                server.with(List.of(first))
                        .post("/api/counter/increment", increment, "Idempotency-Key", "once")
                        .expect(200);
        refused(
                server.with(List.of(first))
                        .post("/api/counter/increment", increment, "Idempotency-Key", "once"),
                "sign_in_used");
        Answered again =
                server.with(List.of(next))
                        .post("/api/counter/increment", increment, "Idempotency-Key", "once")
                        .expect(200);
        assertThat(again.text()).isEqualTo(done.text());
        assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
        assertThat(stx(wallet)).isEqualTo(999_000);
    }

    @Test
    void aCallThatWaitsIsLetInOnce() {
        EvmWallet wallet = rich();
        String[] waiter = wallet.answers(asked());
        Call<Answered> pop =
                Call.start(() ->
                        server.post("/api/queue/pop", "{\"queue\":\"q\",\"wait\":20}", waiter));
        Call.until("it waits", () -> server.waitingCalls() == 1);
        String[] pusher = wallet.answers(asked());
        server.post("/api/queue/push", "{\"queue\":\"q\",\"payload\":7}", pusher).expect(200);
        assertThat(pop.get().expect(200).at("payload").asInt()).isEqualTo(7);
        refused(server.post("/api/queue/pop", "{\"queue\":\"q\"}", waiter), "sign_in_used");
        assertThat(stx(wallet)).isEqualTo(998_000);
    }

    @Test
    void aPaymentThatComesAlongCounts() {
        Payer payer = Payer.funded(server);
        String[] proof = EvmWallet.random().answers(asked());
        String[] payment = X402.v1(Asset.STX, payer.pays(Asset.STX, 1000, 0));
        Answered paid = server.with(List.of(proof)).post(SET, BODY, payment).expect(200);
        assertThat(paid.header("X-PAYMENT-RESPONSE")).isNotEmpty();
        signIn("", proof).expect(200);
    }

    /** What of the header is changed, and whether it is signed so. */
    @ParameterizedTest
    @CsvSource({
        "domain, evil.example, true",
        "domain, evil.example, false",
        "uri, http://evil.example, true",
        "uri, http://evil.example, false",
        "version, 2, true",
        "chainId, eip155:1, true",
        "chainId, solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp, false",
        "chainId, stacks:1, true",
        "type, ed25519, true",
        "signatureScheme, eip1271, true",
        "nonce, 00, true",
        "nonce, 000000000000000000000000000000000000000000000000, true",
        "issuedAt, 2026-01-01T00:00:00.000Z, true",
        "expirationTime, 2099-01-01T00:00:00.000Z, true",
        "expirationTime, 2099-01-01T00:00:00.000Z, false",
        "statement, Give all to Mallory, true",
        "address, 0x70997970C51812dc3A010C7d01b50e0d17dc79C8, true",
        "address, 0x70997970C51812dc3A010C7d01b50e0d17dc79C8, false",
        "address, 0x70997970c51812DC3A010C7d01b50e0d17dc79C8, true",
        "address, ST000000000000000000002AMW42H, true",
        "address, '', true",
        "signature, 0x, false",
        "signature, nonsense, false"
    })
    void whatIsNotTheAddressesWordForUsIsRefused(String field, String value, boolean signed) {
        EvmWallet wallet = rich();
        ObjectNode payload = wallet.payload(EvmWallet.challenge(asked()));
        payload.put(field, value);
        if (signed) {
            wallet.signed(payload);
        }
        refused(server.post(SET, BODY, EvmWallet.header(payload)), "invalid_sign_in");
        refused(signIn("", EvmWallet.header(payload)), "invalid_sign_in");
        assertThat(stx(wallet)).isEqualTo(1_000_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "????", "e30=", "W10=", "bnVsbA==", "InRleHQi", "eyJhZGRyZXNzIjpbXX0="})
    void whatIsNoHeaderIsRefused(String text) {
        refused(server.post(SET, BODY, "SIGN-IN-WITH-X", text), "invalid_sign_in");
        refused(signIn("", "SIGN-IN-WITH-X", text), "invalid_sign_in");
    }

    @Test
    void anothersSignatureIsNot() {
        EvmWallet victim = rich();
        EvmWallet thief = EvmWallet.random();
        ObjectNode payload = EvmWallet.info(EvmWallet.challenge(asked()));
        payload.put("address", victim.address());
        refused(server.post(SET, BODY, EvmWallet.header(thief.signed(payload))), "invalid_sign_in");

        Payer payer = Payer.poor(server);
        Payer other = Payer.poor(server);
        JsonNode asked = SignsIn.asked(server, payer.address());
        for (SignsIn how : SignsIn.values()) {
            refused(signIn(how.body(asked, other.wallet())), "invalid_sign_in");
            // What another address was asked to sign is nothing for this one.
            ObjectNode theirs = SignsIn.asked(server, other.address()).asObject();
            theirs.put("address", payer.address());
            refused(signIn(how.body(theirs, payer.wallet())), "invalid_sign_in");
            signIn(how.body(SignsIn.asked(server, payer.address()), payer.wallet())).expect(200);
        }
    }

    @Test
    void itIsGoodForFiveMinutes() {
        Payer payer = Payer.poor(server);
        EvmWallet wallet = rich();
        server.hearTime();
        String[] first = wallet.answers(asked());
        String[] header = wallet.answers(asked());
        JsonNode asked = SignsIn.asked(server, payer.address());
        String body = SignsIn.BY_TEXT.body(asked, payer.wallet());
        // The clock goes on by two seconds with each call.
        server.clock().advance(Duration.ofSeconds(285));
        server.post(SET, BODY, first).expect(200);
        server.clock().advance(Duration.ofSeconds(15));
        refused(server.post(SET, BODY, header), "invalid_sign_in");
        refused(signIn("", header), "invalid_sign_in");
        refused(signIn(body), "invalid_sign_in");
    }

    @Test
    void whatIsUsedIsForgottenWhenItIsOver() {
        EvmWallet wallet = rich();
        String[] header = wallet.answers(asked());
        server.post(SET, BODY, header).expect(200);
        String used = "select nonce from used_sign_in where owner = '%s'".formatted(wallet.owner());
        server.sweep();
        assertThat(server.query(used)).hasSize(1);
        server.clock().advance(Duration.ofSeconds(300));
        server.sweep();
        assertThat(server.query(used)).isEmpty();
        refused(server.post(SET, BODY, header), "invalid_sign_in");
    }

    @Test
    void oneSignedWhileTheClockWasAheadIsNotGoodWhenItIsSetRight() {
        try (Service own = Service.devnet()) {
            EvmWallet wallet = EvmWallet.random();
            String[] header = wallet.answers(own.post(SET, BODY).expect(402));
            own.clock().advance(Duration.ofDays(-1));
            own.post(SignsIn.PATH, "", header).expect(401, "invalid_sign_in");
        }
    }

    @Test
    void theBodyMustBeWhole() {
        JsonNode asked = SignsIn.asked(server, Payer.poor(server).address());
        signIn("{\"nonce\":%s}".formatted(asked.path("nonce"))).expect(400, "invalid_input");
        signIn(
                        "{\"address\":%s,\"nonce\":%s}"
                                .formatted(asked.path("address"), asked.path("nonce")))
                .expect(400, "invalid_input");
        signIn(
                        "{\"address\":\"0x70997970C51812dc3A010C7d01b50e0d17dc79C8\",\"nonce\":\"a\",\"signature\":\"%s\"}"
                                .formatted("0".repeat(130)))
                .expect(400, "invalid_input");
        for (String bad : List.of("00", "x".repeat(130), "0".repeat(132))) {
            Answered got =
                    signIn(
                            "{\"address\":%s,\"nonce\":%s,\"signature\":\"%s\"}"
                                    .formatted(asked.path("address"), asked.path("nonce"), bad));
            assertThat(got.expect(400, "invalid_input").at("field").asString())
                    .isEqualTo("signature");
        }
        for (String bad :
                List.of("", "ST", "bob", "SM000", "0x70997970C51812dc3A010C7d01b50e0d17dc79C8")) {
            server.get(SignsIn.PATH + "?address=" + bad).expect(400, "invalid_input");
        }
    }

    /** The price and the account's own endpoints both say how to sign in, whatever was wrong. */
    @Test
    void everyInvitationAndEveryUnauthorizedSaysWhatToSign() {
        Samples samples = Samples.of(server.endpoints());
        int told = 0;
        for (Endpoint<?, ?> endpoint : server.endpoints()) {
            if (endpoint.access() instanceof Access.Anybody<?>) {
                continue;
            }
            String method = endpoint.methods().getLast();
            for (String[] with :
                    new String[][] {
                        {}, {"Authorization", "Bearer cof_x.y"}, {"SIGN-IN-WITH-X", "e30="}
                    }) {
                Answered got = server.send(method, samples.path(endpoint), new byte[0], with);
                assertThat(got.status()).as(endpoint.path()).isIn(401, 402);
                JsonNode info = EvmWallet.challenge(got).path("info");
                assertThat(info.path("domain").asString())
                        .as(endpoint.path())
                        .isEqualTo("127.0.0.1:" + server.port());
                assertThat(info.path("uri").asString()).isEqualTo(server.url());
                assertThat(info.path("nonce").asString()).matches("[0-9a-f]{48}");
                assertThat(got.at("signIn").asString()).isEqualTo(server.url() + SignsIn.PATH);
                told++;
            }
        }
        assertThat(told).isGreaterThan(60);
    }

    @Test
    void theHeadOfTheInvitationPassesAProxy() {
        assertThat(signIn("").expect(402).header("PAYMENT-REQUIRED").length()).isLessThan(2_000);
    }

    @Test
    void badOnesAreLimitedAsFreeCallsAre() {
        try (Service own = Service.devnet()) {
            own.restartWith("publicCallsBurst=5", "publicCallsPerSecond=1");
            for (int i = 0; i < 5; i++) {
                own.post(SET, BODY, "SIGN-IN-WITH-X", "e30=").expect(401, "invalid_sign_in");
            }
            own.post(SET, BODY, "SIGN-IN-WITH-X", "e30=").expect(429, "rate_limited");
            own.post(SignsIn.PATH, "").expect(429, "rate_limited");
            own.post(SET, BODY).expect(402);
        }
    }
}
