package dev.coffer.stacks;

import java.math.BigInteger;

/** How the amount that was sent must compare to a post-condition's (SIP-005). */
public enum Comparison {
    EQUAL(0x01),
    GREATER(0x02),
    GREATER_OR_EQUAL(0x03),
    LESS(0x04),
    LESS_OR_EQUAL(0x05);

    private final int wire;

    Comparison(int wire) {
        this.wire = wire;
    }

    int wire() {
        return wire;
    }

    static Comparison read(WireReader in) throws MalformedBytes {
        int wire = in.u8();
        for (Comparison comparison : values()) {
            if (comparison.wire == wire) {
                return comparison;
            }
        }
        throw in.malformed("no comparison has the code " + wire);
    }

    boolean holds(BigInteger sent, BigInteger amount) {
        int order = sent.compareTo(amount);
        return switch (this) {
            case EQUAL -> order == 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
        };
    }
}
