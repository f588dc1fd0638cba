package dev.coffer.stacks;

/**
 * An asset that a payment may be made in.
 *
 * <p>{@code required} is in smallest units; 0 takes any positive amount, as a deposit does. The key
 * is the caller's own name for the asset and means nothing here.
 */
public sealed interface Accepted {
    String key();

    long required();

    /** STX itself, in µSTX. */
    record Native(String key, long required) implements Accepted {
        public Native {
            checkRequired(required);
        }
    }

    /**
     * A token of SIP-010.
     *
     * @param contract compared whole: anybody can deploy a contract of the same name
     * @param assetName the token's name within the contract, by which post-conditions speak of it
     */
    record Token(String key, Principal.Contract contract, String assetName, long required)
            implements Accepted {
        public Token {
            checkRequired(required);
        }
    }

    private static void checkRequired(long required) {
        if (required < 0) {
            throw new IllegalArgumentException("a required amount is not negative");
        }
    }
}
