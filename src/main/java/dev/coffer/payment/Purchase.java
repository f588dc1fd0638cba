package dev.coffer.payment;

import dev.coffer.store.Tx;

import java.util.Locale;

/** What became of the one call that a payment may run. */
enum Purchase {
    /** Nobody was told yet that the payment is credited. */
    OPEN,
    /** Whoever presented it was told; its call may run yet. */
    TOLD,
    /** Its call is answered. It runs no other, also when the answer is not kept any more. */
    MADE,
    /** It pays somebody else, for whom it is settled here: it buys nothing and credits nobody. */
    ELSEWHERE;

    /** As the row has it. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Purchase of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** Whether whoever presents a credited payment is the first to hear of its credit. */
    static boolean tell(Tx tx, PaymentName name) {
        return change(tx, name, OPEN, TOLD);
    }

    /** Takes the call of a payment, in the transaction of its effect; false if it is taken. */
    static boolean make(Tx tx, PaymentName name) {
        return change(tx, name, TOLD, MADE);
    }

    private static boolean change(Tx tx, PaymentName name, Purchase from, Purchase to) {
        return tx.update(
                        """
                        update payment set purchase = ?
                        where owner = ? and network = ? and key = ? and digest = ? and purchase = ?\
                        """,
                        to.text(),
                        name.payer(),
                        name.network(),
                        name.key(),
                        name.digest(),
                        from.text())
                == 1;
    }
}
