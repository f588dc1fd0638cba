package dev.coffer.payment.devnet;

import dev.coffer.endpoint.Problem;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Price;
import dev.coffer.stacks.Accepted;
import dev.coffer.stacks.Principal;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The token contracts of the devnet: where they stand on the testnet, so that clients know them.
 */
public final class DevnetTokens {

    private static final String SBTC = "ST1F7QA2MDF17S807EPA36TSS8AMEFY4KA9TVGWXT.sbtc-token";
    private static final String USDCX = "ST1PQHQKV0RJXZFY1DGX8MNSNYVE3VGZJSRTPGZGM.usdcx";

    /** What there is on the devnet. */
    public static final Set<Asset> ASSETS = EnumSet.of(Asset.STX, Asset.SBTC, Asset.USDCX);

    private DevnetTokens() {}

    /** How an asset of the devnet is named in an offer: {@code STX}, or its contract. */
    static String name(Asset asset) {
        return switch (asset) {
            case STX -> "STX";
            case SBTC -> SBTC;
            case USDCX -> USDCX;
            case USDC -> throw new IllegalArgumentException("not on the devnet: " + asset);
        };
    }

    /** A price as something that a payment may be made in. */
    static Accepted accepted(Price price) {
        String key = price.asset().symbol();
        return switch (price.asset()) {
            case STX -> new Accepted.Native(key, price.amount());
            case SBTC -> token(price, "sbtc-token");
            case USDCX -> token(price, "usdcx-token");
            case USDC -> throw new IllegalArgumentException("not on the devnet: " + price);
        };
    }

    private static Accepted token(Price price, String assetName) {
        Principal.Contract contract = Principal.parseContract(name(price.asset())).orElseThrow();
        return new Accepted.Token(price.asset().symbol(), contract, assetName, price.amount());
    }

    /** All assets, in any amount. */
    static List<Accepted> anyAmount() {
        return ASSETS.stream().map(a -> accepted(new Price(a, 0))).toList();
    }

    /** The asset of an offer, by its name there, compared whole. */
    public static Optional<Asset> named(String name) {
        return ASSETS.stream().filter(a -> name(a).equals(name)).findFirst();
    }

    /**
     * By the symbol that a caller gave.
     *
     * @throws Problem 400 if there is none of it here
     */
    static Asset required(String symbol) {
        return Asset.named(symbol).filter(ASSETS::contains).orElseThrow(Asset::notTaken);
    }

    /** An amount of each, in their order. */
    static Map<Asset, Long> each(long stx, long sbtc, long usdcx) {
        return new EnumMap<>(Map.of(Asset.STX, stx, Asset.SBTC, sbtc, Asset.USDCX, usdcx));
    }
}
