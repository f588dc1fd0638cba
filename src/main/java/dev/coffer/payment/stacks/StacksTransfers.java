package dev.coffer.payment.stacks;

import dev.coffer.payment.Asset;
import dev.coffer.payment.ChainHttp;
import dev.coffer.payment.ChainSilent;
import dev.coffer.payment.ChainTransfer;
import dev.coffer.payment.Price;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What came in on a Stacks network, by the index of a node (Stacks Blockchain API, {@code
 * /extended/v2/addresses}): transfers of STX and of the tokens that are taken, in blocks of the
 * chain that counts.
 */
public final class StacksTransfers implements AutoCloseable {

    /** The most that it gives at once. */
    private static final int PAGE = 50;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ChainHttp node;
    private final StacksTokens tokens;

    /**
     * @param key of a hosted node, if it wants one
     */
    public StacksTransfers(URI url, Optional<String> key, StacksTokens tokens) {
        this.node =
                new ChainHttp(url, key.map(k -> Map.of("x-api-key", k)).orElse(Map.of()), PATIENCE);
        this.tokens = tokens;
    }

    /**
     * Each transfer to an address, in no order.
     *
     * @throws ChainSilent if they are not to be had
     */
    public void each(String payTo, Consumer<ChainTransfer> told) {
        Set<String> seen = new HashSet<>(); // What is mined meanwhile moves the pages on.
        pages(
                "/extended/v2/addresses/%s/transactions".formatted(payTo),
                row -> {
                    JsonNode tx = row.path("tx");
                    boolean counts =
                            tx.path("tx_status").asString("").equals("success")
                                    && tx.path("canonical").asBoolean(true);
                    if (counts && seen.add(tx.path("tx_id").asString(""))) {
                        read(payTo, tx, row.path("events"), told);
                    }
                });
    }

    private void read(String payTo, JsonNode tx, JsonNode events, Consumer<ChainTransfer> told) {
        String txid = ChainTransfer.plain(tx.path("tx_id").asString(""));
        long atMs = 1000 * tx.path("block_time").asLong(tx.path("burn_block_time").asLong(0));
        JsonNode transfer = tx.path("token_transfer");
        if (tx.path("tx_type").asString("").equals("token_transfer")) {
            if (transfer.path("recipient_address").asString("").equals(payTo)) {
                String from = tx.path("sender_address").asString("");
                told.accept(new ChainTransfer(txid, from, price(Asset.STX, transfer), atMs));
            }
            return;
        }
        boolean moves =
                events.isMissingNode()
                        || events.path("stx").path("transfer").asLong(0) > 0
                        || events.path("ft").path("transfer").asLong(0) > 0;
        if (!moves) {
            return;
        }
        pages(
                "/extended/v2/addresses/%s/transactions/0x%s/events".formatted(payTo, txid),
                event -> {
                    JsonNode data = event.path("data");
                    Optional<Asset> asset = asset(event.path("type").asString(""), data);
                    if (asset.isPresent()
                            && data.path("type").asString("").equals("transfer")
                            && data.path("recipient").asString("").equals(payTo)) {
                        told.accept(
                                new ChainTransfer(
                                        txid,
                                        data.path("sender").asString(""),
                                        price(asset.get(), data),
                                        atMs));
                    }
                });
    }

    private Optional<Asset> asset(String type, JsonNode data) {
        if (type.equals("stx")) {
            return Optional.of(Asset.STX);
        }
        String name = data.path("asset_identifier").asString("");
        return type.equals("ft") && name.contains("::")
                ? tokens.named("sip010:" + name).filter(asset -> asset != Asset.STX)
                : Optional.empty();
    }

    private static Price price(Asset asset, JsonNode data) {
        return new Price(asset, Long.parseLong(data.path("amount").asString("0")));
    }

    private void pages(String path, Consumer<JsonNode> row) {
        long total = 1;
        for (long offset = 0; offset < total; offset += PAGE) {
            String page = "%s?limit=%d&offset=%d".formatted(path, PAGE, offset);
            ChainHttp.Said said = ChainHttp.patiently(() -> node.get(page));
            JsonNode results = said.json().path("results");
            if (!said.isOk() || !results.isArray()) {
                throw new ChainSilent(
                        "%s answers %d without results: is its index there?"
                                .formatted(path, said.status()));
            }
            results.forEach(row);
            total = said.json().path("total").asLong(0);
        }
    }

    @Override
    public void close() {
        node.close();
    }
}
