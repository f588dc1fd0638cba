package dev.coffer.call;

import static dev.coffer.call.Paid.BODY;
import static dev.coffer.call.Paid.GET;
import static dev.coffer.call.Paid.SET;
import static dev.coffer.call.Paid.addsUp;
import static dev.coffer.call.Paid.failed;
import static dev.coffer.call.Paid.is;
import static dev.coffer.call.Paid.isOk;
import static dev.coffer.call.Paid.stx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/** What becomes of payments, over HTTP, on the devnet. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PaymentScenariosTest {

    private Service server;

    @BeforeAll
    void start() {
        server = Service.ticking();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void onePaymentInBothHeadersIsOne() {
        for (String prefix : List.of("", "0x")) {
            Payer payer = Payer.funded(server);
            String hex = payer.pays(Asset.STX, 1000, 0);
            String[] v2 = stx(hex);
            Answered got = server.post(SET, BODY, v2[0], v2[1], "X-PAYMENT", prefix + hex);
            isOk(got);
            assertThat(got.header("Coffer-Charge")).isEqualTo("1000 uSTX");
            addsUp(payer);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "STX, 1, 1000", "SBTC, 1, 100", "USDCX, 1, 1000",
        "STX, 2, 1000", "SBTC, 2, 100", "USDCX, 2, 1000"
    })
    void aCallIsPaidInEachAssetAndProtocol(Asset asset, int version, long price) {
        Payer payer = Payer.funded(server);
        String hex = payer.pays(asset, price, 0);
        Answered got =
                server.post(
                        SET, BODY, version == 1 ? X402.v1(asset, hex) : X402.v2(asset, price, hex));
        isOk(got);
        assertThat(got.header("Coffer-Charge")).isEqualTo(asset.show(price));
        assertThat(got.header("Coffer-Balance")).isEqualTo(asset.show(0));
        assertThat(got.json().path("tokenType").stringValue()).isEqualTo(asset.symbol());
        if (version == 1) {
            JsonNode receipt = got.decoded("X-PAYMENT-RESPONSE");
            assertThat(receipt.path("status").stringValue()).isEqualTo("success");
            assertThat(receipt.path("txId").stringValue()).hasSize(64);
            assertThat(receipt.path("blockHeight").asLong()).isPositive();
            assertThat(got.header("PAYMENT-RESPONSE")).isEmpty();
        } else {
            JsonNode receipt = got.decoded("PAYMENT-RESPONSE");
            assertThat(receipt.path("success").asBoolean()).isTrue();
            assertThat(receipt.path("payer").stringValue()).isEqualTo(payer.address());
            assertThat(receipt.path("transaction").stringValue()).hasSize(64);
            assertThat(receipt.path("network").stringValue()).isEqualTo(X402.NETWORK);
            assertThat(got.header("X-PAYMENT-RESPONSE")).isEmpty();
        }
        assertThat(payer.nonce()).isEqualTo(1);
        addsUp(payer);
    }

    @Test
    void whatIsOverStaysAsBalance() {
        Payer payer = Payer.funded(server);
        Answered got = server.post(SET, BODY, stx(payer.pays(Asset.STX, 5000, 0)));
        isOk(got);
        assertThat(got.header("Coffer-Balance")).isEqualTo("4000 uSTX");
        payer.deposit(Asset.STX, 1);
        assertThat(payer.balance(Asset.STX)).isEqualTo(4001);
        isOk(payer.get(GET));
        assertThat(payer.balance(Asset.STX)).isEqualTo(3501);
        payer.addsUp();
    }

    @Test
    void aNonceThatIsNotNextIsToldTheNextOne() {
        Payer payer = Payer.funded(server);
        Answered got = server.post(SET, BODY, stx(payer.pays(Asset.STX, 1000, 5)));
        is(got, 409, "conflicting_nonce");
        assertThat(got.json().path("nextNonce").asLong(-1)).isZero();
        failed(got, "conflicting_nonce");
        isOk(server.post(SET, BODY, stx(payer.pays(Asset.STX, 1000, 0))));
        Answered held = server.post(SET, BODY, stx(payer.pays(Asset.STX, 1000, 0)));
        is(held, 409, "conflicting_nonce");
        assertThat(held.json().path("nextNonce").asLong()).isEqualTo(1);
        isOk(server.post(SET, BODY, stx(payer.pays(Asset.STX, 1000, 1))));
        addsUp(payer);
    }

    @Test
    void withoutFundsThePaymentWaitsForThem() {
        Payer payer = Payer.poor(server);
        for (Asset asset : List.of(Asset.STX, Asset.SBTC)) {
            String hex = payer.pays(asset, 1000, payer.nonce());
            String[] payment = X402.v2(asset, 1000, hex);
            if (asset == Asset.SBTC) {
                payer = Payer.poor(server);
                payment = X402.v2(asset, 1000, payer.pays(asset, 1000, 0));
            }
            Answered got = server.post(SET, BODY, payment);
            is(got, 400, "insufficient_funds");
            failed(got, "insufficient_funds");
            assertThat(payer.nonce()).isZero();
            payer.fund();
            isOk(server.post(SET, BODY, payment));
            assertThat(payer.nonce()).isEqualTo(1);
            addsUp(payer);
        }
    }

    @Test
    void anInvalidRequestLeavesItsPaymentGood() {
        Payer payer = Payer.funded(server);
        String[] payment = stx(payer.pays(Asset.STX, 1000, 0));
        is(server.post(SET, "{\"key\": \"k\"}", payment), 400, "invalid_input");
        is(server.post(SET, "{\"kee\": \"k\"}", payment), 400, "unknown_field");
        is(server.post(SET, "{", payment), 400, "invalid_json");
        is(server.post(SET + "?tokenType=DOGE", BODY, payment), 400, "invalid_input");
        assertThat(payer.nonce()).isZero();
        isOk(server.post(SET, BODY, payment));
        payer.deposit(Asset.STX, 1);
        assertThat(payer.balance(Asset.STX)).isEqualTo(1);
        payer.addsUp();
    }

    @Test
    void aCallThatFailsAfterItsPaymentLeavesTheMoneyAsBalance() {
        Payer payer = Payer.funded(server);
        String[] payment =
                X402.keyed("a key", X402.v2(Asset.STX, 500, payer.pays(Asset.STX, 700, 0)));
        for (int i = 0; i < 3; i++) {
            Answered got = server.get(GET, payment);
            is(got, 404, "not_found");
            assertThat(got.decoded("PAYMENT-RESPONSE").path("success").asBoolean()).isTrue();
            assertThat(got.header("Coffer-Charge")).isEmpty();
            JsonNode credited = got.json().path("credited");
            // Once: a repetition credits nothing.
            assertThat(credited.isMissingNode()).isEqualTo(i > 0);
            if (i == 0) {
                assertThat(credited.path("account").stringValue()).isEqualTo(payer.address());
                assertThat(credited.path("asset").stringValue()).isEqualTo("STX");
                assertThat(credited.path("amount").asLong()).isEqualTo(700);
            }
        }
        payer.deposit(Asset.STX, 1300);
        assertThat(payer.balance(Asset.STX)).isEqualTo(2000);
        isOk(payer.post(SET, BODY));
        // What failed may be asked again with the same payment; its credit is still there.
        Answered found = server.get(GET, payment);
        isOk(found);
        assertThat(found.header("Coffer-Balance")).isEqualTo("500 uSTX");
        payer.addsUp();
    }

    @Test
    void aCreditThatWasSpentMeanwhileIsNoInvitationToPayAgain() {
        Payer payer = Payer.funded(server);
        String[] payment =
                X402.keyed("a key", X402.v2(Asset.STX, 500, payer.pays(Asset.STX, 500, 0)));
        is(server.get(GET, payment), 404, "not_found");
        payer.deposit(Asset.STX, 500);
        isOk(payer.post(SET, BODY));
        Answered got = server.get(GET, payment);
        is(got, 409, "credit_spent");
        assertThat(payer.balance(Asset.STX)).isZero();
    }

    @Test
    void aTokenAndAPaymentMustBeOfOneOwner() {
        Payer payer = Payer.funded(server);
        Payer other = Payer.funded(server);
        other.deposit(Asset.STX, 1);
        String[] payment = stx(payer.pays(Asset.STX, 1000, 0));
        Answered got = server.post(SET, BODY, both(payment, other.bearer()));
        is(got, 400, "payer_mismatch");
        failed(got, "payer_mismatch");
        assertThat(payer.nonce()).isZero();
        isOk(server.post(SET, BODY, payment));
        payer.deposit(Asset.STX, 1);
        String[] next = stx(payer.pays(Asset.STX, 1000, 2));
        isOk(server.post(SET, BODY, both(next, payer.bearer())));
        payer.addsUp();
    }

    private static String[] both(String[] some, String[] more) {
        List<String> all = new ArrayList<>(List.of(some));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void depositsOfAnyAmountAndOfANamedOne() {
        Payer payer = Payer.funded(server);
        Answered any =
                server.post(
                        "/api/account/deposit",
                        "",
                        X402.v2(Asset.USDCX, 1_000_000, payer.pays(Asset.USDCX, 42, 0)));
        isOk(any);
        assertThat(any.json().path("account").stringValue()).isEqualTo(payer.address());
        assertThat(any.json().path("balances").path("USDCx").asLong()).isEqualTo(42);
        assertThat(any.header("Coffer-Charge")).isEmpty();
        String named = "{\"amount\": 2000}";
        Answered less =
                server.post("/api/account/deposit", named, stx(payer.pays(Asset.STX, 1999, 1)));
        is(less, 400, "amount_insufficient");
        Answered exact =
                server.post("/api/account/deposit", named, stx(payer.pays(Asset.STX, 2000, 1)));
        isOk(exact);
        assertThat(exact.header("Coffer-Charge")).isEmpty();
        assertThat(exact.json().path("balances").path("STX").asLong()).isEqualTo(2000);
        assertThat(payer.withToken(exact.at("token").stringValue()).balance(Asset.STX))
                .isEqualTo(2000);
        payer.addsUp();
    }

    @Test
    void whatADepositOffersIsWhatItTakes() {
        Payer payer = Payer.funded(server);
        long nonce = 0;
        for (String[] request :
                List.of(
                        new String[] {"?tokenType=sBTC", "{\"amount\": 300}"},
                        new String[] {"", "{\"amount\": 300, \"tokenType\": \"sBTC\"}"},
                        new String[] {"", "{\"amount\": 300}"},
                        new String[] {"", "{\"tokenType\": \"USDCx\"}"},
                        new String[] {"", "{}"})) {
            String target = "/api/account/deposit" + request[0];
            Answered invited = server.post(target, request[1]);
            assertThat(invited.status()).isEqualTo(402);
            JsonNode offer = invited.decoded("PAYMENT-REQUIRED").path("accepts").path(0);
            long amount = Long.parseLong(offer.path("amount").stringValue());
            for (Asset asset : Asset.values()) {
                if (X402.assetName(asset).equals(offer.path("asset").stringValue())) {
                    String hex = payer.pays(asset, amount, nonce++);
                    isOk(server.post(target, request[1], X402.v2(asset, amount, hex)));
                }
            }
        }
        assertThat(nonce).isEqualTo(5);
        payer.deposit(Asset.STX, 1);
        assertThat(payer.balance(Asset.SBTC)).isEqualTo(600);
        assertThat(payer.balance(Asset.USDCX)).isEqualTo(1_000_000);
        assertThat(payer.balance(Asset.STX)).isEqualTo(1_000_301);
        payer.addsUp();
    }
}
