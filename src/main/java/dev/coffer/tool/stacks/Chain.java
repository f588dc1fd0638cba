package dev.coffer.tool.stacks;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.stacks.StacksNetwork;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a network's API knows of the chain itself: how far it is, what became of a transaction. */
final class Chain {

    private static final int TXID_CHARS = 66;
    private static final Pattern TXID = Pattern.compile("(?:0[xX])?([0-9A-Fa-f]{64})");

    private static final Shape<StacksNetwork> NETWORK =
            Shape.of(network -> network, StacksFields.network());

    record Asked(String txid, StacksNetwork network) {
        static final Shape<Asked> SHAPE =
                Shape.of(
                        Asked::new,
                        Field.text("txid", 1, TXID_CHARS, "64 hex digits, 0x before them or not.")
                                .map(Chain::txid),
                        StacksFields.network());
    }

    record Height(
            long stacksBlockHeight,
            long burnBlockHeight,
            Optional<Long> stableBurnBlockHeight,
            Optional<String> stacksTip,
            Optional<String> stacksTipConsensusHash,
            Optional<String> serverVersion,
            Optional<String> poxConsensus,
            long networkId,
            String network) {}

    record Status(
            String txid,
            String status,
            String type,
            String sender,
            String fee,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Long> blockHeight,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> blockHash,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Long> burnBlockTime,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Boolean> canonical,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> result,
            String network) {}

    private Chain() {}

    static List<Endpoint<?, ?>> of(StacksApi api) {
        LookUp look = new LookUp(api);
        return List.of(
                look.of(
                        "block-height",
                        NETWORK,
                        network -> network,
                        Height.class,
                        "Says how far a network is.",
                        "{}",
                        network -> height(api, network),
                        ErrorCode.NOT_FOUND),
                look.of(
                        "tx-status/{txid}",
                        Asked.SHAPE,
                        Asked::network,
                        Status.class,
                        "Says what became of a transaction.",
                        "{\"txid\": \"0x%s\"}".formatted("ab".repeat(32)),
                        in -> status(api, in),
                        ErrorCode.NOT_FOUND));
    }

    private static String txid(String text) {
        var parts = TXID.matcher(text);
        if (!parts.matches()) {
            throw Problem.invalid("txid", "must be 64 hex digits, 0x before them or not");
        }
        return "0x" + parts.group(1).toLowerCase(Locale.ROOT);
    }

    private static Optional<String> text(JsonNode json, String field) {
        return Optional.ofNullable(json.path(field).stringValue(null));
    }

    private static Optional<Long> number(JsonNode json, String field) {
        JsonNode value = json.path(field);
        return value.isIntegralNumber() ? Optional.of(value.longValue()) : Optional.empty();
    }

    private static Height height(StacksApi api, StacksNetwork network) {
        JsonNode info =
                api.get(network, "/v2/info")
                        .orElseThrow(() -> Problem.notFound("Node", "network", network.v1Name()));
        return api.read(
                network,
                info,
                json ->
                        new Height(
                                json.required("stacks_tip_height").longValue(),
                                json.required("burn_block_height").longValue(),
                                number(json, "stable_burn_block_height"),
                                text(json, "stacks_tip"),
                                text(json, "stacks_tip_consensus_hash"),
                                text(json, "server_version"),
                                text(json, "pox_consensus"),
                                json.required("network_id").longValue(),
                                network.v1Name()));
    }

    private static Status status(StacksApi api, Asked in) {
        JsonNode found =
                api.get(in.network(), "/extended/v1/tx/" + in.txid())
                        .orElseThrow(() -> Problem.notFound("Transaction", "txid", in.txid()));
        return api.read(
                in.network(),
                found,
                json ->
                        new Status(
                                in.txid(),
                                json.required("tx_status").stringValue(),
                                json.required("tx_type").stringValue(),
                                json.required("sender_address").stringValue(),
                                json.required("fee_rate").stringValue(),
                                number(json, "block_height"),
                                text(json, "block_hash"),
                                number(json, "burn_block_time"),
                                json.path("canonical").isBoolean()
                                        ? Optional.of(json.path("canonical").booleanValue())
                                        : Optional.empty(),
                                text(json.path("tx_result"), "repr"),
                                in.network().v1Name()));
    }
}
