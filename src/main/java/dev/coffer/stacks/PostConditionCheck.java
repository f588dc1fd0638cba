package dev.coffer.stacks;

/**
 * Whether a transaction's post-conditions let its transfer happen. They are in the payer's hand: by
 * one that can't be met, a payment could pass for good here, and on the chain burn its fee and move
 * nothing.
 *
 * <p>None is asked for, as real clients send none; those that are there must be about this transfer
 * and true of it.
 */
public final class PostConditionCheck {
    private PostConditionCheck() {}

    public static void check(StacksTransaction transaction, Transfer transfer, Principal origin)
            throws Refused {
        switch (transfer.asset()) {
            case Accepted.Native stx -> checkNone(transaction);
            case Accepted.Token token -> checkEach(transaction, transfer, token, origin);
        }
    }

    private static void checkNone(StacksTransaction transaction) throws Refused {
        if (!transaction.postConditions().isEmpty()) {
            throw refused("An STX transfer has no post-conditions.");
        }
    }

    private static void checkEach(
            StacksTransaction transaction,
            Transfer transfer,
            Accepted.Token token,
            Principal origin)
            throws Refused {
        if (transaction.postConditions().isEmpty()
                && transaction.postConditionMode() != PostConditionMode.ALLOW) {
            throw refused("No post-condition allows the transfer, and the mode is not Allow.");
        }
        PostCondition.AssetName asset =
                new PostCondition.AssetName(token.contract(), token.assetName());
        for (PostCondition condition : transaction.postConditions()) {
            if (!(condition instanceof PostCondition.FungibleToken sent)
                    || !sent.asset().equals(asset)
                    || !sent.principal().orElse(origin).equals(origin)) {
                throw refused("A post-condition is about something other than this transfer.");
            }
            if (!sent.comparison().holds(transfer.amount(), sent.amount())) {
                throw refused("A post-condition would abort the transfer.");
            }
        }
    }

    private static Refused refused(String message) {
        return new Refused("invalid_post_conditions", message);
    }
}
