package dev.coffer.call;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.store.StoreException;

/** What a caller is told when the store could not do its work, or did not say whether it did. */
final class Busy {

    private static final long RETRY_MS = 500;

    private Busy() {}

    static Problem problem(StoreException e) {
        return (switch (e) {
                    case StoreException.Overloaded _ ->
                            new Problem(
                                    ErrorCode.OVERLOADED,
                                    "Too many calls wait; try again in a moment.");
                    case StoreException.Unavailable _ ->
                            new Problem(
                                    ErrorCode.STORE_UNAVAILABLE,
                                    "The store can't be used just now; nothing was done.");
                    case StoreException.InDoubt _ ->
                            new Problem(
                                            ErrorCode.OUTCOME_UNKNOWN,
                                            "The store gave no answer in time: the call may be done or not. The same call with the same Idempotency-Key or Coffer-Resume is done once.")
                                    .with("charged", "unknown");
                })
                .retryAfterMs(RETRY_MS);
    }
}
