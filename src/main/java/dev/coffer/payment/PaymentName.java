package dev.coffer.payment;

import dev.coffer.store.Owner;

import java.util.Optional;

/**
 * What a payment is known by. Of two with one payer, network and key only one can ever move money.
 *
 * @param payer the payer's address, the owner of what it pays for
 * @param network CAIP-2: {@code stacks:1}
 * @param key the network's own name of the payer's payment: its nonce on Stacks
 * @param digest of what the payer signed, in hex: tells two payments with one key apart
 */
public record PaymentName(String payer, String network, String key, String digest) {

    /** Whose it is. */
    Owner owner() {
        return new Owner(payer);
    }

    /** The key as a number, on a network where payers count their payments. */
    Optional<Long> counted() {
        boolean digits =
                !key.isEmpty()
                        && key.length() < 19
                        && key.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Optional.of(Long.parseLong(key)) : Optional.empty();
    }

    /** Without the digest: the name of whatever the payer pays with this key. */
    public String text() {
        return network + ":" + payer + ":" + key;
    }
}
