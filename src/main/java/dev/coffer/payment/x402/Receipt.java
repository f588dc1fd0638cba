package dev.coffer.payment.x402;

import dev.coffer.payment.VerifiedPayment;

import java.util.List;
import java.util.Map;

/** The header that tells a client how its payment ended, in the version it speaks. */
public final class Receipt {

    private static final String V2_HEADER = "PAYMENT-RESPONSE";
    private static final String V1_HEADER = "X-PAYMENT-RESPONSE";

    /** One of them is in an answer. */
    static final List<String> HEADERS = List.of(V2_HEADER, V1_HEADER);

    private record SettledV1(String txId, String status, long blockHeight) {}

    private record Settled(
            boolean success, String payer, String transaction, String network, String amount) {}

    private record Failed(
            boolean success, String errorReason, String transaction, String network) {}

    private Receipt() {}

    public static Map<String, String> settled(
            Presented.Version version, VerifiedPayment payment, String txid, long height) {
        return switch (version) {
            case BARE -> header(V1_HEADER, new SettledV1(txid, "success", height));
            case V1 -> header(V1_HEADER, settled(payment, txid));
            case V2 -> header(V2_HEADER, settled(payment, txid));
        };
    }

    private static Settled settled(VerifiedPayment payment, String txid) {
        return new Settled(
                true,
                payment.payer(),
                txid,
                payment.network(),
                Long.toString(payment.paid().amount()));
    }

    /** Not settled; the transaction is empty unless its outcome is still open. */
    public static Map<String, String> failed(
            Presented.Version version, String network, String code, String txid) {
        return version == Presented.Version.V2
                ? header(V2_HEADER, new Failed(false, code, txid, network))
                : Map.of();
    }

    private static Map<String, String> header(String name, Object receipt) {
        return Map.of(name, PaymentRequired.base64(receipt));
    }
}
