package dev.coffer.stacks;

import java.util.HexFormat;

/** Payments whose fee somebody else pays. */
public final class Sponsored {

    private Sponsored() {}

    /** A payment, signed by its payer for a sponsor, and by the sponsor, complete. */
    public static byte[] by(
            String sponsorKey, long sponsorNonce, long fee, Wallet payer, StacksTransaction paid) {
        StacksTransaction offered = payer.sign(paid.withSponsor(SpendingCondition.ANY_SPONSOR));
        Wallet sponsor = Wallet.of(sponsorKey);
        SpendingCondition condition =
                new SpendingCondition(
                        HashMode.P2PKH,
                        HashMode.P2PKH.signer(sponsor.publicKey(), true),
                        sponsorNonce,
                        fee,
                        true,
                        Signature.EMPTY);
        StacksTransaction whole = offered.withSponsor(condition);
        Signature signature =
                Curve.FASTEST.sign(
                        HexFormat.of().parseHex(sponsorKey), SigningHash.sponsorPresign(whole));
        return whole.withSponsor(condition.signed(signature)).bytes();
    }
}
