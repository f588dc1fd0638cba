package dev.coffer.payment.stacks;

import java.math.BigInteger;

/** How the amount that was sent must compare to a post-condition's (SIP-005). */
public enum Comparison {
    EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    LESS,
    LESS_OR_EQUAL;

    int wire() {
        return ordinal() + 1;
    }

    static Comparison read(WireReader in) throws MalformedBytes {
        int wire = in.u8();
        if (wire < 1 || wire > values().length) {
            throw in.malformed("no comparison has the code " + wire);
        }
        return values()[wire - 1];
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
