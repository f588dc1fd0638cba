package dev.coffer.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Payer;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;

import tools.jackson.databind.JsonNode;

/** Calls to be paid, and what their answers say of it. */
final class Paid {

    static final String SET = "/api/kv/set";
    static final String BODY = "{\"key\": \"k\", \"value\": 1}";
    static final String GET = "/api/kv/get?key=k";

    private Paid() {}

    static String[] stx(String hex) {
        return X402.v2(Asset.STX, 1000, hex);
    }

    static void is(Answered got, int status, String code) {
        assertThat(got.status()).as(got.text()).isEqualTo(status);
        assertThat(got.code()).as(got.text()).isEqualTo(code);
        assertThat(got.header("PAYMENT-REQUIRED")).isEmpty();
    }

    static void isOk(Answered got) {
        assertThat(got.status()).as(got.text()).isEqualTo(200);
    }

    static void failed(Answered got, String code) {
        JsonNode receipt = got.decoded("PAYMENT-RESPONSE");
        assertThat(receipt.path("success").asBoolean(true)).isFalse();
        assertThat(receipt.path("errorReason").stringValue()).isEqualTo(code);
    }

    /** By the token of a deposit of one unit. */
    static void addsUp(Payer payer) {
        payer.deposit(Asset.STX, 1);
        payer.addsUp();
    }
}
