package dev.coffer.stacks;

/**
 * The names that contracts, and functions, assets and tuple fields within them, may have (SIP-002,
 * SIP-005). Checked character by character: this is on the path of every payment.
 */
final class ClarityNames {
    /** The wire would allow 128, but the chain deploys no contract with a longer name than this. */
    static final int MAX_CONTRACT_NAME = 40;

    static final int MAX_NAME = 128;

    private ClarityNames() {}

    /** A letter, then letters, digits, {@code -} and {@code _}. */
    static boolean isContractName(String name) {
        return isWord(name, MAX_CONTRACT_NAME, "-_");
    }

    /** A letter, then also {@code -_!?+<>=/*}; or one of the operators. */
    static boolean isClarityName(String name) {
        return isWord(name, MAX_NAME, "-_!?+<>=/*") || isOperator(name);
    }

    private static boolean isWord(String name, int maxChars, String marks) {
        if (name.isEmpty() || name.length() > maxChars || !isLetter(name.charAt(0))) {
            return false;
        }
        for (int i = 1; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isLetter(c) && !(c >= '0' && c <= '9') && marks.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOperator(String name) {
        return switch (name) {
            case "-", "+", "=", "/", "*", "<", ">", "<=", ">=" -> true;
            default -> false;
        };
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
