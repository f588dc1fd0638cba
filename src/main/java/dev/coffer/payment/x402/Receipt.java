package dev.coffer.payment.x402;

import dev.coffer.payment.VerifiedPayment;

import java.util.Map;

/** The header that tells a client how its payment ended, in the version it speaks. */
public final class Receipt {

    private Receipt() {}

    public static Map<String, String> settled(
            Presented.Version version, VerifiedPayment payment, String txid, long height) {
        if (version == Presented.Version.V1) {
            return header(
                    "X-PAYMENT-RESPONSE",
                    Map.of("txId", txid, "status", "success", "blockHeight", height));
        }
        return header(
                "PAYMENT-RESPONSE",
                Map.of(
                        "success", true,
                        "payer", payment.payer(),
                        "transaction", txid,
                        "network", payment.network(),
                        "amount", Long.toString(payment.paid().amount())));
    }

    /** Not settled; the transaction is empty unless its outcome is still open. */
    public static Map<String, String> failed(
            Presented.Version version, String network, String code, String txid) {
        if (version == Presented.Version.V1) {
            return Map.of();
        }
        return header(
                "PAYMENT-RESPONSE",
                Map.of(
                        "success", false,
                        "errorReason", code,
                        "transaction", txid,
                        "network", network));
    }

    private static Map<String, String> header(String name, Map<String, Object> receipt) {
        return Map.of(name, PaymentRequired.base64(receipt));
    }
}
