package dev.coffer.stacks;

import java.util.Arrays;
import java.util.Optional;

/** What becomes of transfers that no post-condition speaks of (SIP-005; ORIGINATOR: SIP-040). */
public enum PostConditionMode {
    ALLOW(0x01),
    /** The transaction aborts. */
    DENY(0x02),
    /** The transaction aborts if they are the origin's. */
    ORIGINATOR(0x03);

    private final int wire;

    PostConditionMode(int wire) {
        this.wire = wire;
    }

    int wire() {
        return wire;
    }

    static Optional<PostConditionMode> ofWire(int wire) {
        return Arrays.stream(values()).filter(mode -> mode.wire == wire).findFirst();
    }
}
