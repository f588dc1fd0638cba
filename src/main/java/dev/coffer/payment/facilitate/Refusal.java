package dev.coffer.payment.facilitate;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;

import java.util.Set;

/** What is an answer about a payment, and what is the refusal of the call. */
final class Refusal {

    private static final Set<String> OF_THE_CALL =
            Set.of(ErrorCode.INVALID_REQUIREMENTS.code(), ErrorCode.CHAIN_UNAVAILABLE.code());

    private static final String TRANSACTION = "transaction";

    private Refusal() {}

    /**
     * Why a payment is not good, or not settled.
     *
     * @throws Problem the same, if it says nothing of the payment
     */
    static Problem of(Problem problem) {
        if (OF_THE_CALL.contains(problem.code())) {
            throw problem;
        }
        return isOpen(problem)
                ? new Problem(
                                ErrorCode.SETTLEMENT_PENDING,
                                "The payment is on its way and its outcome is not known yet; ask for the same settlement again.")
                        .with(TRANSACTION, open(problem))
                : problem;
    }

    static boolean isOpen(Problem problem) {
        return problem.code().equals(ErrorCode.SETTLEMENT_PENDING.code());
    }

    /** The transaction of a payment whose outcome is open; empty if there is none. */
    static String open(Problem problem) {
        return isOpen(problem) ? problem.members().getOrDefault(TRANSACTION, "").toString() : "";
    }
}
