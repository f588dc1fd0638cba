package dev.coffer.payment.devnet;

import dev.coffer.payment.Asset;
import dev.coffer.payment.Price;
import dev.coffer.stacks.Accepted;
import dev.coffer.stacks.Principal;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The token contracts of the devnet: where they stand on the testnet, so that clients know them.
 */
public final class DevnetTokens {

    private static final String SBTC = "ST1F7QA2MDF17S807EPA36TSS8AMEFY4KA9TVGWXT.sbtc-token";
    private static final String USDCX = "ST1PQHQKV0RJXZFY1DGX8MNSNYVE3VGZJSRTPGZGM.usdcx";

    private DevnetTokens() {}

    /** How an asset is named in an offer: {@code STX}, or its contract. */
    static String name(Asset asset) {
        return switch (asset) {
            case STX -> "STX";
            case SBTC -> SBTC;
            case USDCX -> USDCX;
        };
    }

    /** A price as something that a payment may be made in. */
    static Accepted accepted(Price price) {
        String key = price.asset().symbol();
        return switch (price.asset()) {
            case STX -> new Accepted.Native(key, price.amount());
            case SBTC -> token(price, "sbtc-token");
            case USDCX -> token(price, "usdcx-token");
        };
    }

    private static Accepted token(Price price, String assetName) {
        Principal.Contract contract = Principal.parseContract(name(price.asset())).orElseThrow();
        return new Accepted.Token(price.asset().symbol(), contract, assetName, price.amount());
    }

    /** All assets, in any amount. */
    static List<Accepted> anyAmount() {
        return Arrays.stream(Asset.values()).map(a -> accepted(new Price(a, 0))).toList();
    }

    /** The asset of an offer, by its name there, compared whole. */
    public static Optional<Asset> named(String name) {
        return Arrays.stream(Asset.values()).filter(a -> name(a).equals(name)).findFirst();
    }
}
