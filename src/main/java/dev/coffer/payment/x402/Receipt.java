package dev.coffer.payment.x402;

import dev.coffer.payment.VerifiedPayment;

import java.util.LinkedHashMap;
import java.util.Map;

/** The header that tells a client how its payment ended, in the version it speaks. */
public final class Receipt {

    private Receipt() {}

    public static Map<String, String> settled(
            Presented.Version version, VerifiedPayment payment, String txid, long height) {
        Map<String, Object> receipt = new LinkedHashMap<>();
        if (version == Presented.Version.V1) {
            receipt.put("txId", txid);
            receipt.put("status", "success");
            receipt.put("blockHeight", height);
            return Map.of("X-PAYMENT-RESPONSE", PaymentRequired.base64(receipt));
        }
        receipt.put("success", true);
        receipt.put("payer", payment.payer());
        receipt.put("transaction", txid);
        receipt.put("network", payment.network());
        receipt.put("amount", Long.toString(payment.paid().amount()));
        return Map.of("PAYMENT-RESPONSE", PaymentRequired.base64(receipt));
    }

    /** Not settled; the transaction is empty unless its outcome is still open. */
    public static Map<String, String> failed(
            Presented.Version version, String network, String code, String txid) {
        if (version == Presented.Version.V1) {
            return Map.of();
        }
        Map<String, Object> receipt = new LinkedHashMap<>();
        receipt.put("success", false);
        receipt.put("errorReason", code);
        receipt.put("transaction", txid);
        receipt.put("network", network);
        return Map.of("PAYMENT-RESPONSE", PaymentRequired.base64(receipt));
    }
}
