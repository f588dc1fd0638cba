package dev.coffer.stacks;

import java.nio.ByteBuffer;

/**
 * What is signed of a transaction: a chain of hashes, SHA-512/256 each (SIP-005, "Transaction
 * signing and verifying").
 *
 * <pre>
 *   initial  = H(the transaction without nonce, fee, signature, and with any sponsor)
 *   presign  = H(initial, 04, fee, nonce)        the origin signs this
 *   postsign = H(presign, key encoding, signature)
 *   presign  = H(postsign, 05, fee, nonce)       the sponsor signs this
 * </pre>
 */
public final class SigningHash {
    /** Marks the origin's, in a sponsored transaction too. */
    private static final byte ORIGIN = 0x04;

    private static final byte SPONSOR = 0x05;

    private SigningHash() {}

    static byte[] initial(StacksTransaction transaction) {
        StacksTransaction cleared = transaction.withOrigin(transaction.origin().cleared());
        if (transaction.sponsor().isPresent()) {
            cleared = cleared.withSponsor(SpendingCondition.ANY_SPONSOR);
        }
        return Hashes.sha512t256(cleared.bytes());
    }

    /** What the origin signs. */
    public static byte[] originPresign(StacksTransaction transaction) {
        return presign(initial(transaction), ORIGIN, transaction.origin());
    }

    static byte[] postsign(byte[] presign, SpendingCondition condition) {
        return Hashes.sha512t256(
                presign,
                new byte[] {(byte) condition.keyEncoding()},
                condition.signature().vrs().array());
    }

    /** What the sponsor of a transaction signs, after the origin signed its own. */
    public static byte[] sponsorPresign(StacksTransaction transaction) {
        return sponsorPresign(
                originPresign(transaction),
                transaction.origin(),
                transaction.sponsor().orElseThrow());
    }

    static byte[] sponsorPresign(
            byte[] originPresign, SpendingCondition origin, SpendingCondition sponsor) {
        return presign(postsign(originPresign, origin), SPONSOR, sponsor);
    }

    private static byte[] presign(byte[] before, byte signer, SpendingCondition condition) {
        ByteBuffer suffix = ByteBuffer.allocate(17);
        suffix.put(signer).putLong(condition.fee()).putLong(condition.nonce());
        return Hashes.sha512t256(before, suffix.array());
    }
}
