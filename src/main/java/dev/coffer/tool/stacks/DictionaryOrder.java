package dev.coffer.tool.stacks;

import java.util.Comparator;

/**
 * The order in which stacks.js, and so wallets, write the names of a tuple: as a dictionary has
 * them, marks before digits before letters, and a small letter before its capital only where all
 * else is the same (UCA, as far as names of Clarity go). The chain's own order is that of bytes.
 */
final class DictionaryOrder {

    private static final String RANKS = "_-!?*/+<=>0123456789abcdefghijklmnopqrstuvwxyz";

    static final Comparator<String> OF_NAMES =
            Comparator.<String, String>comparing(DictionaryOrder::primary)
                    .thenComparing(DictionaryOrder::capitals);

    private DictionaryOrder() {}

    private static String primary(String name) {
        StringBuilder ranks = new StringBuilder();
        name.chars().forEach(c -> ranks.append((char) RANKS.indexOf(Character.toLowerCase(c))));
        return ranks.toString();
    }

    private static String capitals(String name) {
        StringBuilder capitals = new StringBuilder();
        name.chars().forEach(c -> capitals.append(Character.isUpperCase(c) ? '1' : '0'));
        return capitals.toString();
    }
}
