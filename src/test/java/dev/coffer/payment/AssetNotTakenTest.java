package dev.coffer.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

/** What nobody can be paid in is neither offered nor charged, though it has a price. */
class AssetNotTakenTest {

    private static final String SET = "/api/kv/set";
    private static final String DEPOSIT = "/api/account/deposit";
    private static final String BODY = "{\"key\": \"k\", \"value\": 1}";

    private final Service service = Service.devnet();
    private final Service.Client alice = service.payer("alice");

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void itIsNotAmongThePrices() {
        assertThat(Prices.defaults().assets()).contains(Asset.USDC);
        JsonNode prices = service.get("/api/prices").expect(200).json();
        assertThat(prices.path("tiers").valueStream())
                .allSatisfy(tier ->
                        assertThat(tier.propertyNames())
                                .containsExactlyInAnyOrder("STX", "sBTC", "USDCx"));
        assertThat(prices.path("units").propertyNames())
                .containsExactlyInAnyOrder("STX", "sBTC", "USDCx");
        assertThat(prices.path("units").path("sBTC").stringValue())
                .isEqualTo("1 = 100,000,000 sats");
    }

    @Test
    void whoNamesItIsToldWhatIsTaken() {
        for (String path : new String[] {SET, DEPOSIT}) {
            service.post(path + "?tokenType=USDC", BODY).expect(400, "invalid_input");
            service.post(path, BODY, "X-PAYMENT-TOKEN-TYPE", "usdc").expect(400, "invalid_input");
        }
        alice.post(SET + "?tokenType=USDC", BODY).expect(400, "invalid_input");
        alice.post(SET, "{\"key\": \"k\", \"value\": 1, \"tokenType\": \"USDC\"}")
                .expect(400, "invalid_input");
        alice.get("/api/account?tokenType=USDC").expect(400, "invalid_input");
        alice.get("/api/kv/get?key=k").expect(404);
        service.post(
                        "/devnet/faucet?tokenType=USDC",
                        "{\"address\": \"%s\"}".formatted(alice.address()))
                .expect(400, "invalid_input");
    }

    @Test
    void anOfferIsMadeBeforeTheBodyIsJudged() {
        for (String path : new String[] {SET, DEPOSIT}) {
            Answered offered = service.post(path, "{\"tokenType\": \"USDC\"}");
            assertThat(offered.status()).as(offered.text()).isEqualTo(402);
            assertThat(offered.decoded("PAYMENT-REQUIRED").path("accepts").valueStream())
                    .extracting(offer -> offer.path("asset").stringValue())
                    .containsExactly(
                            "STX", X402.assetName(Asset.SBTC), X402.assetName(Asset.USDCX));
        }
    }

    @Test
    void anAmountOfItIsNoOfferEither() {
        Answered offered = service.post(DEPOSIT, "{\"amount\": 5, \"tokenType\": \"USDC\"}");
        assertThat(offered.status()).as(offered.text()).isEqualTo(402);
        assertThat(offered.json().path("tokenType").stringValue()).isEqualTo("STX");
    }
}
