package dev.coffer.payment.x402;

import static dev.coffer.harness.Npm.statuses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.EvmWallet;
import dev.coffer.harness.FarSide;
import dev.coffer.harness.Npm;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.payment.evm.EvmNetwork;
import dev.coffer.payment.evm.EvmVerifier;
import dev.coffer.payment.evm.RemoteFacilitator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Every genuine client, at one server that has the devnet and a scripted facilitator for USDC, in
 * one run: they pay, name an operation, sign in, and have payments to others settled.
 */
class EveryClientTest {

    private static final Path SCRIPTS = Path.of("src/test/js/sign-in");
    private static final EvmNetwork USDC = EvmNetwork.BASE_SEPOLIA;
    private static final String PAY_TO = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
    private static final String SHOP = "ST1PQHQKV0RJXZFY1DGX8MNSNYVE3VGZJSRTPGZGM";
    private static final String EVM_SHOP = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    private final AtomicInteger settles = new AtomicInteger();

    @Test
    void allOfThemPayOneServer(@TempDir Path data) throws Exception {
        Npm.install(SCRIPTS, SCRIPTS.resolveSibling("v1"), SCRIPTS.getParent());
        String key = Payer.randomKey();
        String evmKey = Payer.randomKey();
        EvmWallet evm = EvmWallet.of(evmKey);
        try (FarSide far = facilitator();
                Service service = Service.inRealTime(Config.Money.DEVNET, data)) {
            service.restartPaidOn(
                    EvmVerifier.rail(
                            USDC,
                            PAY_TO,
                            new RemoteFacilitator(
                                    USDC,
                                    "https://coffer.test/",
                                    URI.create(far.url()),
                                    Optional.empty()),
                            InstantSource.system()));
            Payer payer = Payer.of(service, key);
            payer.fund();
            JsonNode all =
                    Npm.script(
                            SCRIPTS,
                            "--import",
                            "../devnet.mjs",
                            "every-client.mjs",
                            service.url(),
                            key + "01",
                            evmKey,
                            SHOP,
                            EVM_SHOP);
            paid(all, payer.address(), evm.owner());
            signedIn(all, evm.owner());
            facilitated(all, payer.address(), evm.owner());
            // Three calls, one of them twice; a deposit; one for a shop.
            assertThat(settles).hasValue(5);
            assertThat(Long.decode(Payer.onChain(service, SHOP).path("balance").asString()))
                    .isEqualTo(210_000);
            assertThat(Long.decode(Payer.onChain(service, X402.PAY_TO).path("balance").asString()))
                    .isEqualTo(2_000);
            assertThat(balance(service, payer.address(), "stx")).isZero();
            assertThat(balance(service, evm.owner(), "usdc")).isEqualTo(100_000 - 1_000 - 500);
        }
    }

    private FarSide facilitator() {
        FarSide far = FarSide.open();
        far.on("/supported", FarSide.json("{\"kinds\": []}"));
        far.on("/verify", FarSide.json("{\"isValid\": true}"));
        far.on(
                "/settle",
                (asked, out) ->
                        FarSide.json(
                                        "{\"success\": true, \"transaction\": \"0xfeed%d\", \"network\": \"eip155:84532\"}"
                                                .formatted(settles.incrementAndGet()))
                                .answer(asked, out));
        return far;
    }

    private static long balance(Service service, String owner, String column) {
        return service
                .query("select %s from owner where owner = '%s'".formatted(column, owner))
                .stream()
                .mapToLong(row -> Long.parseLong(row.getFirst()))
                .sum();
    }

    private static void paid(JsonNode all, String stacks, String evm) {
        for (String name : List.of("stacksV2", "stacksV1", "evmV2", "evmV1", "identified")) {
            JsonNode result = all.path(name);
            boolean usdc = !name.startsWith("stacks");
            assertThat(statuses(result).getLast()).as(name + result).isEqualTo(200);
            assertThat(result.at("/charge").asString())
                    .as(name)
                    .isEqualTo(usdc ? "1000 uUSDC" : "1000 uSTX");
            JsonNode receipt = result.path("receipt");
            if (name.equals("stacksV1")) {
                assertThat(receipt.path("status").asString()).isEqualTo("success");
            } else {
                assertThat(receipt.path("success").asBoolean()).as(name + receipt).isTrue();
                assertThat(receipt.path("payer").asString()).isEqualTo(usdc ? evm : stacks);
            }
        }
        assertThat(statuses(all.path("evmV2"))).containsExactly(402, 200);
        assertThat(statuses(all.path("evmV1"))).containsExactly(402, 200);
        JsonNode again = all.path("identifiedAgain");
        assertThat(statuses(again)).containsExactly(402, 200);
        assertThat(again.path("replayed").asString()).isEqualTo("true");
        assertThat(again.path("body")).isEqualTo(all.path("identified").path("body"));
    }

    private static void signedIn(JsonNode all, String evm) {
        assertThat(all.at("/deposit/body/account").asString()).isEqualTo(evm);
        assertThat(statuses(all.path("signedIn"))).containsExactly(402, 200);
        assertThat(all.at("/signedIn/receipt").isNull()).isTrue();
        assertThat(all.at("/signedIn/charge").asString()).isEqualTo("1000 uUSDC");
        assertThat(statuses(all.path("onlySignedIn"))).containsExactly(402, 200);
        assertThat(all.at("/onlySignedIn/body/value").asInt()).isEqualTo(7);
    }

    private static void facilitated(JsonNode all, String stacks, String evm) {
        JsonNode core = all.path("coreStacks");
        assertThat(core.at("/supported/kinds").toString())
                .contains("base-sepolia", "eip155:84532", "stacks:2147483648");
        assertThat(core.at("/verified/isValid").asBoolean()).as(core.toString()).isTrue();
        assertThat(core.at("/settled/success").asBoolean()).as(core.toString()).isTrue();
        assertThat(core.at("/settled/payer").asString()).isEqualTo(stacks);
        assertThat(core.path("again")).isEqualTo(core.path("settled"));
        assertThat(core.at("/wrong/invalidReason").asString()).isEqualTo("amount_insufficient");
        assertThat(all.at("/coreEvm/verified/isValid").asBoolean()).isTrue();
        assertThat(all.at("/coreEvm/settled/success").asBoolean()).isTrue();
        assertThat(all.at("/coreEvm/settled/payer").asString()).isEqualTo(evm);

        JsonNode newer = all.path("verifierV2");
        assertThat(newer.path("supported").asBoolean()).isTrue();
        assertThat(newer.at("/settled/success").asBoolean()).as(newer.toString()).isTrue();
        assertThat(newer.path("again")).isEqualTo(newer.path("settled"));

        JsonNode older = all.path("verifierV1");
        assertThat(older.at("/settled/isValid").asBoolean()).as(older.toString()).isTrue();
        assertThat(older.at("/settled/status").asString()).isEqualTo("success");
        assertThat(older.at("/settled/sender").asString()).isEqualTo(stacks);
        assertThat(older.at("/verified/isValid").asBoolean()).as(older.toString()).isTrue();
        assertThat(older.at("/verified/amount").asString()).isEqualTo("70000");
        assertThat(older.at("/tooLittle/isValid").asBoolean(true)).isFalse();
        assertThat(older.at("/tooLittle/validationError").asString())
                .startsWith("amount_insufficient");
    }
}
