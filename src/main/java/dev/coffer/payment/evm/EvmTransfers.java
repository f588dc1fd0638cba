package dev.coffer.payment.evm;

import dev.coffer.evm.EvmAddress;
import dev.coffer.payment.Asset;
import dev.coffer.payment.ChainHttp;
import dev.coffer.payment.ChainSilent;
import dev.coffer.payment.ChainTransfer;
import dev.coffer.payment.Price;

import tools.jackson.databind.JsonNode;

import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What came in as USDC, by a node's JSON-RPC: the token's {@code ChainTransfer} events (ERC-20),
 * asked for in ranges of blocks that the node is ready to look through.
 */
public final class EvmTransfers implements AutoCloseable {

    /** {@code keccak256("ChainTransfer(address,address,uint256)")}. */
    private static final String TRANSFER =
            "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Blocks at once; nodes take from some hundreds to some ten thousand. */
    private static final long MOST_BLOCKS = 10_000;

    private static final long FEWEST_BLOCKS = 50;

    private static final long EARLIER_MS = TimeUnit.MINUTES.toMillis(10);

    /** What the node would not answer. */
    private static final class Refused extends RuntimeException {
        Refused(String message) {
            super(message, null, false, false);
        }
    }

    private final ChainHttp rpc;
    private final EvmNetwork network;

    public EvmTransfers(URI url, EvmNetwork network) {
        this.rpc = new ChainHttp(url, Map.of(), PATIENCE);
        this.network = network;
    }

    /**
     * Each transfer to an address from an instant on, or from shortly before it.
     *
     * @param sinceMs in epoch milliseconds
     * @throws ChainSilent if they are not to be had
     */
    public void each(String payTo, long sinceMs, Consumer<ChainTransfer> told) {
        try {
            requireSame();
            EvmAddress to = EvmAddress.parse(payTo).orElseThrow();
            long last = number(ask("eth_blockNumber", List.of()));
            long from = firstAfter(sinceMs - EARLIER_MS, last);
            long blocks = MOST_BLOCKS;
            while (from <= last) {
                long end = Math.min(last, from + blocks - 1);
                try {
                    for (JsonNode log : ask("eth_getLogs", List.of(filter(to, from, end)))) {
                        read(log, told);
                    }
                    from = end + 1;
                } catch (Refused e) {
                    if (blocks <= FEWEST_BLOCKS) {
                        throw e;
                    }
                    blocks /= 2; // More than it looks through, or has to say, at once.
                }
            }
        } catch (Refused e) {
            throw new ChainSilent(String.valueOf(e.getMessage()));
        }
    }

    private void requireSame() {
        long chain = number(ask("eth_chainId", List.of()));
        if (!network.caip2().equals("eip155:" + chain)) {
            throw new Refused("the node is of another network, eip155:" + chain);
        }
    }

    private Map<String, Object> filter(EvmAddress to, long from, long end) {
        Map<String, Object> filter = new LinkedHashMap<>();
        filter.put("address", network.domain().contract().owner());
        filter.put("fromBlock", "0x" + Long.toHexString(from));
        filter.put("toBlock", "0x" + Long.toHexString(end));
        List<Object> topics = new ArrayList<>();
        topics.add(TRANSFER);
        topics.add(null);
        topics.add("0x" + "0".repeat(24) + to.digits());
        filter.put("topics", topics);
        return filter;
    }

    private void read(JsonNode log, Consumer<ChainTransfer> told) {
        if (log.path("removed").asBoolean(false)) {
            return;
        }
        String sender = log.path("topics").path(1).asString("");
        BigInteger moved = new BigInteger(hex(log.path("data")), 16);
        told.accept(
                new ChainTransfer(
                        ChainTransfer.plain(log.path("transactionHash").asString("")),
                        "0x" + sender.substring(sender.length() - 40),
                        new Price(Asset.USDC, moved.longValueExact()),
                        Long.MAX_VALUE));
    }

    /** The first block that is not before an instant, or one shortly before it. */
    private long firstAfter(long atMs, long last) {
        long low = 0;
        long high = last;
        while (low < high) {
            long middle = (low + high) >>> 1;
            JsonNode block =
                    ask("eth_getBlockByNumber", List.of("0x" + Long.toHexString(middle), false));
            if (1000 * number(block.path("timestamp")) < atMs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private JsonNode ask(String method, List<?> params) {
        Map<String, Object> question = new LinkedHashMap<>();
        question.put("jsonrpc", "2.0");
        question.put("id", 1);
        question.put("method", method);
        question.put("params", params);
        JsonNode said = ChainHttp.patiently(() -> rpc.ask("", question)).json();
        if (said.path("result").isMissingNode() || said.path("result").isNull()) {
            String why = said.path("error").path("message").asString("no result");
            throw new Refused("%s: %s".formatted(method, why));
        }
        return said.path("result");
    }

    private static long number(JsonNode hex) {
        return Long.parseLong(hex(hex), 16);
    }

    private static String hex(JsonNode text) {
        String digits = text.asString("").replaceFirst("^0x", "");
        if (!digits.matches("[0-9a-fA-F]{1,64}")) {
            throw new Refused("no number: " + text);
        }
        return digits;
    }

    @Override
    public void close() {
        rpc.close();
    }
}
