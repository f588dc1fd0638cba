package dev.coffer.payment.signin;

import static dev.coffer.harness.Npm.statuses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.EvmWallet;
import dev.coffer.harness.Npm;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.payment.Asset;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.List;

/**
 * The npm clients that agents sign in with, from nothing but a key: {@code @x402/extensions} for
 * EVM wallets, {@code @stacks/transactions} for Stacks wallets.
 */
class SignInClientsTest {

    private static final Path SCRIPTS = Path.of("src/test/js/sign-in");
    private static final String SET =
            "{\"method\":\"POST\",\"path\":\"/api/kv/set\",\"body\":{\"key\":\"k\",\"value\":7}}";
    private static final String GET = "{\"method\":\"GET\",\"path\":\"/api/kv/get?key=k\"}";
    private static final String SIGN_IN =
            "{\"method\":\"POST\",\"path\":\"/api/account/sign-in\",\"body\":{}}";
    private static final String ACCOUNT = "{\"method\":\"GET\",\"path\":\"/api/account\"}";

    @BeforeAll
    static void install() throws Exception {
        Npm.install(SCRIPTS);
    }

    private static List<JsonNode> call(
            Service service, String kind, String address, String key, String... calls)
            throws Exception {
        String json = "[" + String.join(",", calls) + "]";
        JsonNode printed = Npm.script(SCRIPTS, "sign-in.mjs", kind, service.url(), key, json);
        assertThat(printed.path("address").asString()).isEqualTo(address);
        return List.copyOf(printed.path("results").values());
    }

    private static void credit(Service service, String address, long stx) {
        service.execute("insert into owner (owner, stx) values ('%s', %d)".formatted(address, stx));
    }

    /** A client that would pay too: each call is let in by its signature, as there is a balance. */
    @Test
    void thePayingClientsExtensionSignsInForEachCall(@TempDir Path data) throws Exception {
        String key = Payer.randomKey();
        String address = EvmWallet.of(key).address();
        try (Service service = Service.inRealTime(Config.Money.DEVNET, data)) {
            credit(service, address, 2000);
            List<JsonNode> results =
                    call(service, "extension", address, key, SET, GET, SIGN_IN, SET);
            for (JsonNode result : results.subList(0, 3)) {
                assertThat(statuses(result)).as(result.toString()).containsExactly(402, 200);
            }
            assertThat(results.get(0).path("charge").asString()).isEqualTo("1000 uSTX");
            assertThat(results.get(1).path("charge").asString()).isEqualTo("500 uSTX");
            assertThat(results.get(1).path("body").path("value").asInt()).isEqualTo(7);
            JsonNode entered = results.get(2).path("body");
            assertThat(entered.path("account").asString()).isEqualTo(address);
            Payer holder = Payer.poor(service).withToken(entered.path("token").asString());
            assertThat(holder.balance(Asset.STX)).isEqualTo(500);
            // What is left does not cover another: asked to pay, it goes on to, and can't.
            assertThat(statuses(results.get(3))).containsExactly(402, 402);
            assertThat(results.get(3).path("error").asString()).contains("payment");
        }
    }

    /** One that only signs in, and that only for the network of the first offer. */
    @Test
    void theClientThatOnlySignsInGetsAToken(@TempDir Path data) throws Exception {
        String key = Payer.randomKey();
        String address = EvmWallet.of(key).address();
        try (Service service = Service.inRealTime(Config.Money.DEVNET, data)) {
            credit(service, address, 2000);
            JsonNode result = call(service, "siwx", address, key, SIGN_IN).getFirst();
            assertThat(statuses(result)).as(result.toString()).containsExactly(402, 200);
            JsonNode entered = result.path("body");
            assertThat(entered.path("balances").path("STX").asLong()).isEqualTo(2000);
            Payer holder = Payer.poor(service).withToken(entered.path("token").asString());
            assertThat(holder.get("/api/account").expect(200).at("account").asString())
                    .isEqualTo(address);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "data"})
    void aStacksWalletSignsEither(String form, @TempDir Path data) throws Exception {
        String key = Payer.randomKey() + "01";
        try (Service service = Service.inRealTime(Config.Money.DEVNET, data)) {
            Payer payer = Payer.of(service, key);
            payer.fund();
            payer.deposit(Asset.STX, 2000);
            List<JsonNode> results = call(service, form, payer.address(), key, SET, GET, ACCOUNT);
            assertThat(statuses(results.getFirst())).containsExactly(200, 200);
            assertThat(results.get(1).path("body").path("value").asInt()).isEqualTo(7);
            assertThat(results.get(2).path("body").path("balances").path("STX").asLong())
                    .isEqualTo(500);
        }
    }
}
