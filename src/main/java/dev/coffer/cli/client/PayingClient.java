package dev.coffer.cli.client;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.payment.Asset;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Calls a server and pays what it asks, from a wallet. A payment is signed at most once for a call:
 * while its outcome is open, the same one is sent again.
 *
 * @param asset what to pay with; the server's first choice where it is empty
 */
public record PayingClient(Remote remote, WalletFile wallet, Optional<Asset> asset, Spending most) {

    private static final int SAME_PAYMENT_TRIES = 30;
    private static final int LOST_ANSWER_TRIES = 2;

    /** Nothing was done with the payment: its fee is the payer's own. */
    private static final Set<String> NOT_SPONSORED =
            Set.of(ErrorCode.SPONSOR_LIMIT.code(), ErrorCode.SPONSOR_UNAVAILABLE.code());

    /** An answer, and the payment that it took, if any. */
    public record Paid(Response response, Optional<Payment> payment) {}

    /** A call by token: no signature. */
    public Response byToken(HttpCall call, String token) throws IOException {
        Map<String, String> headers = headers(asset);
        headers.put("Authorization", "Bearer " + token);
        return remote.send(call, headers);
    }

    /** A call without anything: what it costs, if it is not free. */
    public Response ask(HttpCall call) throws IOException {
        return remote.send(call, headers(asset));
    }

    /** A call that is paid for, if that is asked. */
    public Paid pay(HttpCall call) throws IOException {
        Response priced = ask(call);
        return priced.status() == 402 ? pay(call, priced) : new Paid(priced, Optional.empty());
    }

    /** Signs what a 402 offers, and sends the call with it. */
    public Paid pay(HttpCall call, Response priced) throws IOException {
        Payment.Quote quote = Payment.quote(priced);
        most.require(quote);
        long nonce = remote.nextNonce(wallet.address(quote.network()));
        if (quote.isSponsored()) {
            Payment payment = Payment.sign(quote, wallet, nonce, true);
            Response response = send(call, payment);
            if (!NOT_SPONSORED.contains(response.code())) {
                return new Paid(response, Optional.of(payment));
            }
        }
        Payment payment = Payment.sign(quote, wallet, nonce, false);
        return new Paid(send(call, payment), Optional.of(payment));
    }

    /**
     * Sends a call with a payment, again and again while the payment's outcome is open. Its answer
     * is given again to who has the payment's key, and to nobody else.
     */
    public Response send(HttpCall call, Payment payment) throws IOException {
        Map<String, String> headers = headers(asset);
        headers.put(Payment.HEADER, payment.header());
        headers.put(Payment.KEY_HEADER, payment.key());
        int lost = 0;
        for (int i = 1; ; i++) {
            try {
                Response response = remote.send(call, headers);
                boolean open =
                        response.code().equals("settlement_pending")
                                || response.code().equals("chain_unavailable")
                                || response.code().equals("payment_in_progress");
                if (!open || i >= SAME_PAYMENT_TRIES) {
                    return response;
                }
                Remote.pause(response.retryAfterMs());
            } catch (IOException e) {
                if (++lost > LOST_ANSWER_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** The headers of a call that is to be charged in an asset. */
    public static Map<String, String> headers(Optional<Asset> asset) {
        Map<String, String> headers = new LinkedHashMap<>();
        asset.ifPresent(a -> headers.put("X-PAYMENT-TOKEN-TYPE", a.symbol()));
        return headers;
    }
}
