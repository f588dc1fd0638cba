package dev.coffer.payment.stacks;

import java.util.Optional;

/** What becomes of transfers that no post-condition speaks of (SIP-005; ORIGINATOR: SIP-040). */
public enum PostConditionMode {
    ALLOW,
    /** The transaction aborts. */
    DENY,
    /** The transaction aborts if they are the origin's. */
    ORIGINATOR;

    int wire() {
        return ordinal() + 1;
    }

    static Optional<PostConditionMode> ofWire(int wire) {
        return wire >= 1 && wire <= values().length
                ? Optional.of(values()[wire - 1])
                : Optional.empty();
    }
}
