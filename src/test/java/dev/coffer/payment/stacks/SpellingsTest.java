package dev.coffer.payment.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Clients name an asset, and the transaction, in more than one way; all of them pay. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpellingsTest {

    private static final String SBTC = X402.assetName(Asset.SBTC);
    private static final String USDCX = X402.assetName(Asset.USDCX);

    private Service server;

    @BeforeAll
    void start() {
        server = Service.devnet();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static Stream<Map.Entry<Asset, String>> spellings() {
        List<Map.Entry<Asset, String>> all = new ArrayList<>();
        for (String prefix : List.of("", X402.NETWORK + "/")) {
            all.add(Map.entry(Asset.STX, prefix + "STX"));
            all.add(Map.entry(Asset.STX, prefix + "slip44:5757"));
            all.add(Map.entry(Asset.SBTC, prefix + SBTC));
            all.add(Map.entry(Asset.SBTC, prefix + "sip010:" + SBTC));
            all.add(Map.entry(Asset.SBTC, prefix + "sip010:" + SBTC + ".sbtc-token"));
            all.add(Map.entry(Asset.USDCX, prefix + "sip010:" + USDCX + "::usdcx-token"));
        }
        return all.stream();
    }

    @TestFactory
    Stream<DynamicTest> anAssetIsTaken() {
        return spellings()
                .map(spelt ->
                        DynamicTest.dynamicTest(
                                spelt.getValue(),
                                () ->
                                        paid(spelt.getKey(), spelt.getValue(), "transaction")
                                                .expect(200)));
    }

    @TestFactory
    Stream<DynamicTest> anotherIsNot() {
        return Stream.of(
                        "slip44:0",
                        "stacks:1/slip44:5757",
                        "sip010:" + SBTC + ".other",
                        "sip010:SP000000000000000000002Q6VF78.sbtc-token",
                        SBTC + "::sbtc-token")
                .map(name ->
                        DynamicTest.dynamicTest(
                                name,
                                () ->
                                        assertThat(paid(Asset.SBTC, name, "transaction").code())
                                                .isEqualTo("unrecognized_asset")));
    }

    @TestFactory
    Stream<DynamicTest> theTransactionIsFound() {
        return Stream.of("transaction", "signedTransaction")
                .map(member ->
                        DynamicTest.dynamicTest(
                                member, () -> paid(Asset.STX, "STX", member).expect(200)));
    }

    private Answered paid(Asset asset, String name, String member) {
        Payer payer = Payer.funded(server);
        long amount = asset == Asset.SBTC ? 100 : 1000;
        Map<String, Object> accepted = new LinkedHashMap<>(X402.accepted(asset, amount));
        accepted.put("asset", name);
        Map<String, Object> payment = new LinkedHashMap<>();
        payment.put("x402Version", 2);
        payment.put("accepted", accepted);
        payment.put("payload", Map.of(member, payer.pays(asset, amount, 0)));
        return server.post(
                "/api/kv/set",
                "{\"key\": \"k\", \"value\": 1}",
                "PAYMENT-SIGNATURE",
                X402.base64(payment));
    }
}
