package dev.coffer.stacks;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** Payments with post-conditions, as careful wallets make them, and as nobody should. */
public final class Conditioned {

    private Conditioned() {}

    /** That a token is sent by the origin: so much, more, less. */
    public static PostCondition sent(
            Principal.Contract contract, String asset, Comparison comparison, long amount) {
        return sent(Optional.empty(), contract, asset, comparison, amount);
    }

    /** The same by somebody who is named. */
    public static PostCondition sent(
            Optional<Principal> by,
            Principal.Contract contract,
            String asset,
            Comparison comparison,
            long amount) {
        return new PostCondition.FungibleToken(
                by,
                new PostCondition.AssetName(contract, asset),
                comparison,
                BigInteger.valueOf(amount));
    }

    /** That the origin sends STX. */
    public static PostCondition sentStx(long amount) {
        return new PostCondition.Stx(
                Optional.empty(), Comparison.EQUAL, BigInteger.valueOf(amount));
    }

    /** A payment with these in the place of its own, signed anew. */
    public static StacksTransaction by(
            Wallet wallet,
            StacksTransaction paid,
            PostConditionMode mode,
            List<PostCondition> conditions) {
        return wallet.sign(
                new StacksTransaction(
                        paid.version(),
                        paid.chainId(),
                        paid.origin(),
                        paid.sponsor(),
                        paid.anchorMode(),
                        mode,
                        conditions,
                        paid.payload()));
    }
}
