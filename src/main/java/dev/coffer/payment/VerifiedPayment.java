package dev.coffer.payment;

/**
 * A payment that passed every local check: signature, network, asset, amount, recipient.
 *
 * @param payer the payer's address, the owner of what it pays for
 * @param network CAIP-2: {@code stacks:1}
 * @param nonce the payer's nonce; network, payer and nonce name a payment
 * @param presign what the payer signed; tells two payments with one nonce apart
 * @param bytes the signed transaction
 */
public record VerifiedPayment(
        String payer,
        String network,
        long nonce,
        String presign,
        Price paid,
        String txid,
        byte[] bytes) {

    /** Its name among all payments. */
    public String name() {
        return network + ":" + payer + ":" + nonce;
    }
}
