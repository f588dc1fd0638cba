package dev.coffer.tool.stacks;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;

import tools.jackson.databind.JsonNode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a network's API knows of addresses: names, balances, tokens. */
final class Accounts {

    private static final int STX_PLACES = 6;
    private static final long MOST_OFFSET = 1_000_000;

    private static final String EXAMPLE =
            "{\"address\": \"SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7\"}";

    private static final Shape<StacksFields.Whose> ADDRESS =
            Shape.of(address -> address, StacksFields.address("An address or contract."));

    record Named(String name) {}

    record Stx(
            String address,
            String balance,
            String balanceFormatted,
            String locked,
            String totalSent,
            String totalReceived,
            long nonce,
            Optional<Long> lockHeight,
            String network) {}

    record Token(
            String contractId,
            String assetName,
            String balance,
            String totalSent,
            String totalReceived) {}

    record Tokens(
            String address,
            String stxBalance,
            List<Token> tokens,
            int tokenCount,
            String network) {}

    record Holding(StacksFields.Whose address, long limit, long offset) {
        static final Shape<Holding> SHAPE =
                Shape.of(
                        Holding::new,
                        StacksFields.address("An address or contract."),
                        Field.whole("limit", 1, StacksLimits.NFT_PAGE.value(), "How many to show.")
                                .orElse(50L),
                        Field.whole("offset", 0, MOST_OFFSET, "How many to pass over.").orElse(0L));
    }

    record Nft(
            String contractId,
            String assetName,
            String tokenId,
            Optional<Long> blockHeight,
            Optional<String> txId) {}

    record Collection(String contractId, long count) {}

    /** A page; the collections are those of the page. */
    record Nfts(
            String address,
            List<Nft> nfts,
            long total,
            int returned,
            List<Collection> collections,
            String network) {}

    private final StacksApi api;

    private Accounts(StacksApi api) {
        this.api = api;
    }

    static List<Endpoint<?, ?>> of(StacksApi api) {
        Accounts does = new Accounts(api);
        LookUp look = new LookUp(api);
        return List.of(
                look.of(
                        "get-bns-name/{address}",
                        ADDRESS,
                        StacksFields.Whose::network,
                        Named.class,
                        "Gives a BNS name of an address, the first that the API lists.",
                        EXAMPLE,
                        does::named,
                        ErrorCode.NOT_FOUND),
                look.of(
                        "stx-balance/{address}",
                        ADDRESS,
                        StacksFields.Whose::network,
                        Stx.class,
                        "Gives the STX of an address, and its next nonce.",
                        EXAMPLE,
                        does::stx),
                look.of(
                        "ft-balance/{address}",
                        ADDRESS,
                        StacksFields.Whose::network,
                        Tokens.class,
                        "Gives the fungible tokens of an address, in their smallest units.",
                        EXAMPLE,
                        does::tokens),
                look.of(
                        "nft-holdings/{address}",
                        Holding.SHAPE,
                        in -> in.address().network(),
                        Nfts.class,
                        "Lists the non-fungible tokens of an address, page by page.",
                        EXAMPLE,
                        does::nfts));
    }

    private Named named(StacksFields.Whose address) {
        return api.get(address.network(), "/v1/addresses/stacks/" + address.text())
                .flatMap(answer ->
                        api.read(
                                address.network(),
                                answer,
                                json ->
                                        json.required("names")
                                                .valueStream()
                                                .map(JsonNode::stringValue)
                                                .findFirst()))
                .map(Named::new)
                .orElseThrow(() -> Problem.notFound("Name", "address", address.text()));
    }

    private Stx stx(StacksFields.Whose address) {
        String base = "/extended/v1/address/" + address.text();
        Optional<JsonNode> stx = api.get(address.network(), base + "/stx");
        Optional<JsonNode> nonces = api.get(address.network(), base + "/nonces");
        long nonce =
                nonces.map(answer ->
                                api.read(
                                        address.network(),
                                        answer,
                                        json -> json.required("possible_next_nonce").longValue()))
                        .orElse(0L);
        return stx.map(answer ->
                        api.read(address.network(), answer, json -> stx(address, json, nonce)))
                .orElseGet(() -> none(address, nonce));
    }

    /** The chain knows an address first when it was used. */
    private static Stx none(StacksFields.Whose address, long nonce) {
        String zero = BigDecimal.ZERO.setScale(STX_PLACES).toPlainString();
        return new Stx(
                address.text(),
                "0",
                zero,
                "0",
                "0",
                "0",
                nonce,
                Optional.empty(),
                address.network().v1Name());
    }

    private static Stx stx(StacksFields.Whose address, JsonNode json, long nonce) {
        BigInteger balance = new BigInteger(json.required("balance").stringValue());
        return new Stx(
                address.text(),
                balance.toString(),
                new BigDecimal(balance, STX_PLACES).toPlainString(),
                amount(json, "locked"),
                amount(json, "total_sent"),
                amount(json, "total_received"),
                nonce,
                Optional.of(json.path("lock_height").longValue(0)).filter(height -> height > 0),
                address.network().v1Name());
    }

    private static String amount(JsonNode json, String field) {
        return new BigInteger(json.required(field).stringValue()).toString();
    }

    private Tokens tokens(StacksFields.Whose address) {
        String target = "/extended/v1/address/" + address.text() + "/balances";
        return api.get(address.network(), target)
                .map(answer -> api.read(address.network(), answer, json -> tokens(address, json)))
                .orElseGet(() ->
                        new Tokens(address.text(), "0", List.of(), 0, address.network().v1Name()));
    }

    private static Tokens tokens(StacksFields.Whose address, JsonNode json) {
        List<Token> tokens = new ArrayList<>();
        json.required("fungible_tokens")
                .properties()
                .forEach(each -> {
                    String[] id = each.getKey().split("::", 2);
                    tokens.add(
                            new Token(
                                    id[0],
                                    id.length > 1 ? id[1] : "",
                                    amount(each.getValue(), "balance"),
                                    amount(each.getValue(), "total_sent"),
                                    amount(each.getValue(), "total_received")));
                });
        return new Tokens(
                address.text(),
                amount(json.required("stx"), "balance"),
                tokens,
                tokens.size(),
                address.network().v1Name());
    }

    private Nfts nfts(Holding in) {
        String target =
                "/extended/v1/tokens/nft/holdings?principal=%s&limit=%d&offset=%d"
                        .formatted(in.address().text(), in.limit(), in.offset());
        return api.get(in.address().network(), target)
                .map(answer ->
                        api.read(in.address().network(), answer, json -> nfts(in.address(), json)))
                .orElseGet(() ->
                        new Nfts(
                                in.address().text(),
                                List.of(),
                                0,
                                0,
                                List.of(),
                                in.address().network().v1Name()));
    }

    private static Nfts nfts(StacksFields.Whose address, JsonNode json) {
        List<Nft> nfts = new ArrayList<>();
        Map<String, Long> collections = new LinkedHashMap<>();
        for (JsonNode each : json.required("results")) {
            String[] id = each.required("asset_identifier").stringValue().split("::", 2);
            nfts.add(
                    new Nft(
                            id[0],
                            id.length > 1 ? id[1] : "",
                            each.required("value").required("repr").stringValue(),
                            Optional.of(each.path("block_height").longValue(0)).filter(h -> h > 0),
                            Optional.ofNullable(each.path("tx_id").stringValue(null))));
            collections.merge(id[0], 1L, Long::sum);
        }
        return new Nfts(
                address.text(),
                nfts,
                json.required("total").longValue(),
                nfts.size(),
                collections.entrySet().stream()
                        .map(each -> new Collection(each.getKey(), each.getValue()))
                        .toList(),
                address.network().v1Name());
    }
}
