package dev.coffer.payment;

import java.util.Optional;

/**
 * A payment that passed every local check: signature, network, asset, amount, recipient.
 *
 * @param txid the transaction that it is, where that is known before it is carried to the chain
 * @param carried what the facilitator carries, now or again: a signed transaction, an authorization
 * @param untilMs when it can't be taken any more, in epoch milliseconds; on Stacks never
 */
public record VerifiedPayment(
        PaymentName name,
        Price paid,
        Optional<String> txid,
        byte[] carried,
        Optional<Long> untilMs) {

    public String payer() {
        return name.payer();
    }

    public String network() {
        return name.network();
    }
}
