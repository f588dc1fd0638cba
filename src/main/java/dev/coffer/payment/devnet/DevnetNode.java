package dev.coffer.payment.devnet;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Ledger;
import dev.coffer.payment.stacks.StacksTokens;
import dev.coffer.stacks.StacksAddress;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.store.Tx;

import tools.jackson.core.JacksonException;

import java.time.Instant;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of the Stacks node API that clients ask when they pay, below {@code /devnet}, and a
 * faucet. Field names are the node's and Hiro's.
 */
public final class DevnetNode {

    private static final String NODE = "/devnet";
    private static final long MAX_TRANSACTION_BYTES = 8192;

    /** Fees in uSTX: low, middle, high. The least is 1 uSTX a byte. */
    private static final List<Long> FEES = List.of(500L, 1000L, 2000L);

    private static final Map<Asset, Long> POURED =
            StacksTokens.each(100_000_000L, 1_000_000L, 100_000_000L);

    record Pour(String address, Optional<Long> amount) {
        static final Shape<Pour> SHAPE =
                Shape.of(
                        Pour::new,
                        Field.text("address", 28, 41, "A testnet address, ST...")
                                .map(DevnetNode::address),
                        Field.whole(
                                        "amount",
                                        1,
                                        1_000_000_000_000L,
                                        "Smallest units; enough if left out.")
                                .optional());
    }

    record Poured(String address, Map<String, Long> balances) {}

    private final Devnet devnet;

    public DevnetNode(Devnet devnet) {
        this.devnet = devnet;
    }

    public Endpoint<?, ?>[] endpoints() {
        return new Endpoint<?, ?>[] {
            Endpoint.pure(NODE + "/faucet", Pour.SHAPE, Poured.class)
                    .forAnybody()
                    .methods("POST")
                    .says("Gives an address play money: one asset, or some of each.")
                    .example("{\"address\": \"ST2CY5V39NHDPWSXMW9QDT3HC3GD6Q6XX4CFRK9AG\"}")
                    .does(this::pour),
            node("GET", "/extended/v1/address/{address}/nonces", this::nonces),
            node("GET", "/v2/accounts/{address}", this::account),
            node("GET", "/v2/fees/transfer", (_, _) -> json(200, 1)),
            node("POST", "/v2/fees/transaction", (_, _) -> json(200, fees())),
            node("GET", "/extended/v1/tx/{txid}", this::transaction),
            Endpoint.pure(NODE + "/v2/transactions", Shape.raw(), Gives.content())
                    .forAnybody()
                    .methods("POST")
                    .says("The devnet's node: broadcasts a transaction.")
                    .does(this::broadcast)
        };
    }

    private static Endpoint<?, ?> node(
            String method, String path, Endpoint.InStore<Shape.Nothing, Reply.Content> answer) {
        return Endpoint.read(NODE + path, Shape.raw(), Gives.content())
                .forAnybody()
                .methods(method)
                .says("The devnet's node.")
                .does(answer);
    }

    private Reply<Poured> pour(Call<Pour> call) {
        Pour in = call.input();
        Optional<Asset> asset = call.tokenType().map(StacksTokens::required);
        Map<Asset, Long> amounts = new EnumMap<>(Asset.class);
        POURED.forEach((each, usual) -> {
            boolean wanted =
                    asset.map(a -> a == each).orElse(in.amount().isEmpty() || each == Asset.STX);
            if (wanted) {
                amounts.put(each, in.amount().orElse(usual));
            }
        });
        Devnet.Account account = devnet.pour(in.address(), amounts);
        return Reply.of(new Poured(in.address(), Ledger.symbols(account.balances())));
    }

    private Reply<Reply.Content> nonces(Call<Shape.Nothing> call, Tx tx) {
        String address = address(path(call, "address"));
        long next = Devnet.account(tx, address).nonce();
        Map<String, Object> nonces = new LinkedHashMap<>();
        if (next > 0) {
            nonces.put("last_executed_tx_nonce", next - 1);
        }
        nonces.put("possible_next_nonce", next);
        nonces.put("detected_missing_nonces", List.of());
        nonces.put("detected_mempool_nonces", List.of());
        return json(200, nonces);
    }

    private Reply<Reply.Content> account(Call<Shape.Nothing> call, Tx tx) {
        String address = address(path(call, "address"));
        Devnet.Account account = Devnet.account(tx, address);
        Map<String, Long> tokens = new LinkedHashMap<>();
        tokens.put(Asset.SBTC.symbol(), account.of(Asset.SBTC));
        tokens.put(Asset.USDCX.symbol(), account.of(Asset.USDCX));
        return json(
                200,
                Map.of(
                        "balance", "0x%032x".formatted(account.of(Asset.STX)),
                        "locked", "0x%032x".formatted(0),
                        "unlock_height", 0,
                        "nonce", account.nonce(),
                        "devnet_tokens", tokens));
    }

    private static Map<String, Object> fees() {
        return Map.of(
                "estimated_cost_scalar", 1,
                "cost_scalar_change_by_byte", 1,
                "estimations",
                        FEES.stream().map(fee -> Map.of("fee_rate", 1, "fee", fee)).toList());
    }

    private Reply<Reply.Content> transaction(Call<Shape.Nothing> call, Tx tx) {
        String text = path(call, "txid");
        String txid = text.startsWith("0x") ? text.substring(2) : text;
        return Devnet.find(tx, txid)
                .map(mined -> json(200, shown(mined)))
                .orElseGet(() -> json(404, Map.of("error", "could not find transaction")));
    }

    private static Map<String, Object> shown(Devnet.Mined mined) {
        return Map.of(
                "tx_id", "0x" + mined.txid(),
                "tx_status", "success",
                "tx_result", Map.of("repr", "(ok true)"),
                "sender_address", mined.sender(),
                "nonce", mined.nonce(),
                "canonical", true,
                "block_height", mined.height(),
                "block_time_iso", Instant.ofEpochMilli(mined.atMs()));
    }

    private Reply<Reply.Content> broadcast(Call<Shape.Nothing> call) {
        byte[] body = call.request().body().read(MAX_TRANSACTION_BYTES);
        Optional<DevnetTransfer> transfer = transactionBytes(body).flatMap(DevnetTransfer::of);
        if (transfer.isEmpty()) {
            return rejected("", "SignatureValidation");
        }
        return switch (devnet.broadcast(transfer.get())) {
            case Devnet.Broadcast.Mined mined -> json(200, mined.txid());
            case Devnet.Broadcast.Rejected no -> rejected(no.txid(), no.reason());
        };
    }

    /** Raw bytes, or {@code {"tx": "<hex>"}}. */
    private static Optional<byte[]> transactionBytes(byte[] body) {
        if (body.length == 0 || body[0] != '{') {
            return Optional.of(body);
        }
        try {
            String hex = Json.MAPPER.readTree(body).path("tx").asString("");
            return Optional.of(
                    HexFormat.of().parseHex(hex.startsWith("0x") ? hex.substring(2) : hex));
        } catch (JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Reply.Content rejected(String txid, String reason) {
        return json(400, Map.of("error", "transaction rejected", "reason", reason, "txid", txid));
    }

    private static Reply.Content json(int status, Object body) {
        return new Reply.Content(
                status, "application/json", Json.write(body), Map.of("Cache-Control", "no-store"));
    }

    private static String path(Call<?> call, String name) {
        return call.request().pathValues().getOrDefault(name, "");
    }

    private static String address(String text) {
        return StacksAddress.parse(text)
                .filter(StacksNetwork.TESTNET::owns)
                .map(StacksAddress::text)
                .orElseThrow(() ->
                        Problem.invalid("address", "must be a testnet address, ST... or SN..."));
    }
}
