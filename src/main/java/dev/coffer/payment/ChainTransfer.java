package dev.coffer.payment;

import java.util.Locale;

/**
 * What a chain says that it moved to whoever is paid here.
 *
 * @param from its sender, as an owner is named
 * @param atMs when, in epoch milliseconds
 */
public record ChainTransfer(String txid, String from, Price moved, long atMs) {

    /** What one transaction moved from one sender in one asset. */
    record Key(String txid, String from, Asset asset) {}

    Key key() {
        return new Key(txid, from, moved.asset());
    }

    /**
     * A transaction's id without {@code 0x} and in lower case: whoever writes one writes it so or
     * so.
     */
    public static String plain(String txid) {
        String lower = txid.toLowerCase(Locale.ROOT);
        return lower.startsWith("0x") ? lower.substring(2) : lower;
    }
}
