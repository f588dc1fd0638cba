package dev.coffer.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.util.List;

/**
 * A deposit is neither too little nor too much, and a call may be too little to be paid by itself.
 */
class DepositsTest {

    private static final String GET = "/api/kv/get?key=k";

    private Service service;
    private Payer payer;

    @BeforeEach
    void start() {
        service = Service.devnet();
        payer = Payer.named(service, "P");
        payer.fund();
        service.restartTaking(Deposits.usual());
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private static String deposit(long amount) {
        return "{\"amount\": %d, \"tokenType\": \"STX\"}".formatted(amount);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 99_999, 2_000_001})
    void anAmountOutsideIsRefusedWithTheBounds(long amount) {
        Answered unpaid = service.post("/api/account/deposit", deposit(amount)).expect(400);
        assertThat(unpaid.at("detail").stringValue())
                .contains("100000 to 2000000 uSTX")
                .contains("0.1 to 2 STX");
        assertThat(unpaid.at("least").asLong()).isEqualTo(100_000);
        String[] payment = X402.v1(Asset.STX, payer.pays(Asset.STX, amount, payer.nonce()));
        service.post("/api/account/deposit", deposit(amount), payment).expect(400);
        // Where nobody says how much, what is paid says it.
        Answered refused = service.post("/api/account/deposit", "{}", payment).expect(400);
        assertThat(refused.at("most").asLong()).isEqualTo(2_000_000);
        assertThat(refused.at("charged").booleanValue()).isFalse();
        assertThat(payer.nonce()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {100_000, 2_000_000})
    void theBoundsThemselvesAreTaken(long amount) {
        payer.deposit(Asset.STX, amount).expect(200);
    }

    @Test
    void theOfferAndThePricesSayThem() {
        JsonNode accepts = accepts(service.post("/api/account/deposit", "{}"));
        assertThat(accepts.valueStream().map(a -> a.path("amount").stringValue()))
                .containsExactly("1000000", "1000", "1000000");
        JsonNode least = service.get("/api/prices").at("deposits").path("sBTC").path("least");
        assertThat(least.stringValue()).isEqualTo("0.0000005");
    }

    private static JsonNode accepts(Answered offered) {
        return offered.expect(402).decoded("PAYMENT-REQUIRED").path("accepts");
    }

    @Test
    void aCallThatCostsLessThanItsPaymentIsNotOfferedByItself() {
        service.restartTaking(Deposits.usual().with(List.of(), List.of("STX=0.0006")));
        assertThat(accepts(service.get(GET)).valueStream().map(a -> a.path("asset").stringValue()))
                .containsExactly(X402.assetName(Asset.SBTC), X402.assetName(Asset.USDCX));
        String[] payment = X402.v1(Asset.STX, payer.pays(Asset.STX, 500, payer.nonce()));
        service.get(GET, payment).expect(400);
        assertThat(payer.nonce()).isZero();
        // What costs more still is.
        assertThat(accepts(service.post("/api/kv/set", "{}")).path(0).path("asset").stringValue())
                .isEqualTo("STX");
    }

    @Test
    void whereNoneIsTheLeastDepositPaysAndItsRestIsBalance() {
        service.restartTaking(
                Deposits.usual().with(List.of(), List.of("STX=1", "sBTC=1", "USDCx=1")));
        JsonNode accepts = accepts(service.get(GET));
        assertThat(accepts.valueStream().map(a -> a.path("amount").stringValue()))
                .containsExactly("100000", "50", "50000");
        Answered paid =
                service.post(
                        "/api/counter/increment",
                        "{\"name\": \"n\"}",
                        X402.v1(Asset.STX, payer.pays(Asset.STX, 100_000, payer.nonce())));
        assertThat(paid.expect(200).header("Coffer-Charge")).isEqualTo("1000 uSTX");
        assertThat(paid.header("Coffer-Balance")).isEqualTo("99000 uSTX");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "STX",
                "STX=1",
                "STX=2..1",
                "STX=0..1",
                "STX=1..x",
                "gold=1..2",
                "STX=-1..1"
            })
    void whatIsNoRangeIsRefused(String range) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Deposits.ANY.with(List.of(range), List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"STX", "STX=x", "gold=1", "STX=-1", "STX=0.0000001"})
    void whatIsNoCostIsRefused(String cost) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Deposits.ANY.with(List.of(), List.of(cost)));
    }
}
