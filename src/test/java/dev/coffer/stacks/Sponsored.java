package dev.coffer.stacks;

/** Payments whose fee somebody else pays. */
public final class Sponsored {

    private Sponsored() {}

    /** A payment as it stands, signed by a key for whoever sponsors it. */
    public static StacksTransaction open(Wallet payer, StacksTransaction paid) {
        return payer.sign(paid.withSponsor(SpendingCondition.ANY_SPONSOR));
    }

    /** The same, and signed by the sponsor, complete. */
    public static byte[] by(
            String sponsorKey, long sponsorNonce, long fee, Wallet payer, StacksTransaction paid) {
        return Wallet.of(sponsorKey).sponsor(open(payer, paid), sponsorNonce, fee).bytes();
    }
}
