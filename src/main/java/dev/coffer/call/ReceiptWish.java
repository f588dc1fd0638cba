package dev.coffer.call;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.FailedAfterCommit;
import dev.coffer.endpoint.Request;
import dev.coffer.payment.receipt.Receipts;
import dev.coffer.payment.x402.SignedReceipt;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A caller's preference for a receipt (RFC 7240: {@code Prefer: receipt}). What was charged gets
 * one, and what repeats the answer to it gets the same again: it is made when it is asked for, of
 * what is kept of the call, and never kept itself.
 */
record ReceiptWish(Receipts receipts, Order<?, ?> order) {

    static final String HEADER = "Coffer-Receipt";

    private static final String PREFERENCE = "receipt";

    static Optional<ReceiptWish> of(Optional<Receipts> receipts, Order<?, ?> order) {
        return receipts.filter(
                        _ -> order.request().header("Prefer").filter(ReceiptWish::asks).isPresent())
                .map(signer -> new ReceiptWish(signer, order));
    }

    private static boolean asks(String preferences) {
        for (String preference : preferences.split(",")) {
            if (preference.split(";", 2)[0].strip().equalsIgnoreCase(PREFERENCE)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The answer with the receipt of its charge, and of its payment; as it is if there is neither.
     */
    static Answer fulfilled(Optional<ReceiptWish> wish, Answer answer, Evidence evidence) {
        try {
            return wish.map(w -> w.on(answer, evidence)).orElse(answer);
        } catch (RuntimeException | Error fault) {
            throw new FailedAfterCommit(answer.headers(), fault);
        }
    }

    private Answer on(Answer answer, Evidence evidence) {
        Request request = order.request();
        Map<String, String> more = new LinkedHashMap<>();
        evidence.charged()
                .filter(_ -> answer.headers().containsKey(Replies.CHARGE))
                .ifPresent(charged ->
                        more.put(
                                HEADER,
                                receipts.ofCharge(
                                        charged,
                                        request.method() + " " + order.endpoint().path(),
                                        order.fingerprint(),
                                        evidence.atMs())));
        SignedReceipt.in(
                        answer.headers(),
                        request,
                        (url, network, payer, transaction) ->
                                receipts.ofPayment(
                                        url, network, payer, transaction, evidence.atMs()))
                .ifPresent(header -> more.put(header.getKey(), header.getValue()));
        if (more.isEmpty()) {
            return answer;
        }
        more.put("Preference-Applied", PREFERENCE);
        return answer.with(more);
    }
}
