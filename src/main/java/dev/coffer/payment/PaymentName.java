package dev.coffer.payment;

/**
 * What a payment is known by. Of two with one payer, network and key only one can ever move money.
 *
 * @param payer the payer's address, the owner of what it pays for
 * @param network CAIP-2: {@code stacks:1}
 * @param key the network's own name of the payer's payment: its nonce on Stacks
 * @param digest of what the payer signed, in hex: tells two payments with one key apart
 */
public record PaymentName(String payer, String network, String key, String digest) {

    /** Without the digest: the name of whatever the payer pays with this key. */
    public String text() {
        return network + ":" + payer + ":" + key;
    }
}
