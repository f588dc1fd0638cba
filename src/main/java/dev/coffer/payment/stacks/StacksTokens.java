package dev.coffer.payment.stacks;

import dev.coffer.endpoint.Problem;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Price;
import dev.coffer.stacks.Accepted;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.StacksNetwork;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What can be paid with on a Stacks network, and where its token contracts stand. They are
 * configuration: the testnet was rebuilt once, and its contracts moved.
 */
public record StacksTokens(StacksNetwork network, Token sbtc, Token usdcx) {

    /**
     * A token of SIP-010.
     *
     * @param assetName its name within the contract, by which post-conditions and events speak of
     *     it
     */
    public record Token(Principal.Contract contract, String assetName) {

        /**
         * As {@code ADDRESS.contract::asset}.
         *
         * @throws IllegalArgumentException if it is not so written
         */
        public static Token parse(String text) {
            int colons = text.indexOf("::");
            return Optional.of(text)
                    .filter(t ->
                            colons > 0 && ASSET_NAME.matcher(t.substring(colons + 2)).matches())
                    .flatMap(t -> Principal.parseContract(t.substring(0, colons)))
                    .map(contract -> new Token(contract, text.substring(colons + 2)))
                    .orElseThrow(() ->
                            new IllegalArgumentException(
                                    "not a token like ADDRESS.contract::asset: " + text));
        }

        /** As SIP-010's and CAIP-19's writers spell it. */
        boolean isSpelt(String name) {
            String id = contract.text();
            return name.equals(id)
                    || name.equals("sip010:" + id)
                    || name.equals("sip010:" + id + "." + assetName)
                    || name.equals("sip010:" + id + "::" + assetName);
        }
    }

    /** What there is on each. */
    public static final Set<Asset> ASSETS = EnumSet.of(Asset.STX, Asset.SBTC, Asset.USDCX);

    private static final Pattern ASSET_NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_-]{0,127}");

    /** STX by its coin type (SLIP-0044). */
    private static final String SLIP44_STX = "slip44:5757";

    /**
     * @throws IllegalArgumentException if a contract is of another network
     */
    public StacksTokens {
        for (Token token : List.of(sbtc, usdcx)) {
            if (!network.owns(token.contract().address())) {
                throw new IllegalArgumentException(
                        "%s is no contract of the %s, where a token of another network is worth nothing; name the contract that the token has there"
                                .formatted(token.contract().text(), network.v1Name()));
            }
        }
    }

    /** The same, with a token that stands elsewhere. */
    public StacksTokens with(Asset asset, Token other) {
        return new StacksTokens(
                network, asset == Asset.SBTC ? other : sbtc, asset == Asset.USDCX ? other : usdcx);
    }

    /** Where they are known to stand. */
    public static StacksTokens of(StacksNetwork network) {
        return switch (network) {
            case MAINNET ->
                    new StacksTokens(
                            network,
                            Token.parse(
                                    "SM3VDXK3WZZSA84XXFKAFAF15NNZX32CTSG82JFQ4.sbtc-token::sbtc-token"),
                            Token.parse(
                                    "SP120SBRBQJ00MCWS7TM5R8WJNTTKD5K0HFRC2CNE.usdcx::usdcx-token"));
            case TESTNET ->
                    new StacksTokens(
                            network,
                            Token.parse(
                                    "ST1F7QA2MDF17S807EPA36TSS8AMEFY4KA9TVGWXT.sbtc-token::sbtc-token"),
                            Token.parse(
                                    "ST1PQHQKV0RJXZFY1DGX8MNSNYVE3VGZJSRTPGZGM.usdcx::usdcx-token"));
        };
    }

    /** How an asset is named in an offer: {@code STX}, or its contract. */
    public String name(Asset asset) {
        return asset == Asset.STX ? "STX" : token(asset).contract().text();
    }

    /** The token that an asset is; none is STX. */
    public Token token(Asset asset) {
        return switch (asset) {
            case SBTC -> sbtc;
            case USDCX -> usdcx;
            case STX, USDC ->
                    throw new IllegalArgumentException("no token of Stacks: " + asset.symbol());
        };
    }

    /** A price as something that a payment may be made in. */
    Accepted accepted(Price price) {
        String key = price.asset().symbol();
        if (price.asset() == Asset.STX) {
            return new Accepted.Native(key, price.amount());
        }
        Token token = token(price.asset());
        return new Accepted.Token(key, token.contract(), token.assetName(), price.amount());
    }

    /** All assets, in any amount. */
    public List<Accepted> anyAmount() {
        return ASSETS.stream().map(a -> accepted(new Price(a, 0))).toList();
    }

    /**
     * The asset that a client names: as an offer does, or in the spellings of CAIP-19, with the
     * network before them or not. Compared whole: anybody can deploy a contract of the same name.
     */
    public Optional<Asset> named(String name) {
        String prefix = network.caip2() + "/";
        String own = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        if (own.equals("STX") || own.equals(SLIP44_STX)) {
            return Optional.of(Asset.STX);
        }
        return sbtc.isSpelt(own)
                ? Optional.of(Asset.SBTC)
                : Optional.of(Asset.USDCX).filter(_ -> usdcx.isSpelt(own));
    }

    /**
     * By the symbol that a caller gave.
     *
     * @throws Problem 400 if there is none of it
     */
    public static Asset required(String symbol) {
        return Asset.named(symbol).filter(ASSETS::contains).orElseThrow(Asset::notTaken);
    }

    /** An amount of each, in their order. */
    public static Map<Asset, Long> each(long stx, long sbtc, long usdcx) {
        return new EnumMap<>(Map.of(Asset.STX, stx, Asset.SBTC, sbtc, Asset.USDCX, usdcx));
    }
}
