package dev.coffer.tool.stacks;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Shape;
import dev.coffer.stacks.AnyTransaction;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.MalformedBytes;
import dev.coffer.stacks.Payload;
import dev.coffer.stacks.Principal;
import dev.coffer.tool.ToolLimits;
import dev.coffer.tool.Toolbox;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a transaction of Stacks says. */
final class DecodeTx {

    private static final Shape<StacksFields.Hex> HEX =
            Shape.of(
                    hex -> hex,
                    StacksFields.hex(
                            ToolLimits.TOOL_TEXT_CHARS, "A transaction as nodes take it."));

    record Sender(String hashMode, String nonce, String fee) {}

    record Decoded(
            int version,
            long chainId,
            String authType,
            String payloadType,
            RawJson payload,
            Sender sender,
            int postConditionMode,
            int postConditionsCount,
            int anchorMode) {}

    private DecodeTx() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.tool(
                "/api/stacks/decode-tx",
                HEX,
                Decoded.class,
                "Decodes a transaction of any kind.",
                "{\"hex\": \"%s\"}".formatted(EXAMPLE),
                DecodeTx::decoded);
    }

    private static final String EXAMPLE =
            "8080000000040015c31b8c1c11c515e244b75806bac48d1399c775"
                    + "0000000000000007000000000000012c00"
                    + "00b2ecbcadb4de9d965a808554ffd60dcbf01b2c114fb4f05151df7908611629337b"
                    + "d7959671c68631871fa3431a57f826c662e7b81e7d025930892bc9139fca7703"
                    + "0200000000000516a46ff88886c2ef9762d970b4d2c63678835bd39d0000000000000001"
                    + "68690000000000000000000000000000000000000000000000000000000000000000";

    private static Decoded decoded(StacksFields.Hex hex) {
        AnyTransaction tx;
        try {
            tx = AnyTransaction.parse(hex.bytes());
        } catch (MalformedBytes e) {
            throw Problem.invalid("hex", "is no transaction of Stacks: " + e.getMessage());
        }
        return new Decoded(
                tx.version(),
                tx.chainId(),
                tx.sponsored() ? "sponsored" : "standard",
                type(tx.content()),
                ClarityTools.json(payload(tx.content())),
                new Sender(hashMode(tx.hashMode()), tx.nonce().toString(), tx.fee().toString()),
                tx.postConditionMode(),
                tx.postConditions(),
                tx.anchorMode());
    }

    private static String hashMode(int mode) {
        return switch (mode) {
            case 0x00 -> "p2pkh";
            case 0x01 -> "p2sh";
            case 0x02 -> "p2wpkh";
            case 0x03 -> "p2wsh";
            case 0x05 -> "p2sh_non_sequential";
            default -> "p2wsh_non_sequential";
        };
    }

    private static String type(AnyTransaction.Content content) {
        return switch (content) {
            case AnyTransaction.Transfer _ -> "token_transfer";
            case AnyTransaction.Call _ -> "contract_call";
            case AnyTransaction.Deploy deploy ->
                    deploy.versioned() ? "versioned_smart_contract" : "smart_contract";
            case AnyTransaction.Coinbase coinbase ->
                    switch (coinbase.type()) {
                        case 0x04 -> "coinbase";
                        case 0x05 -> "coinbase_to_alt_recipient";
                        default -> "nakamoto_coinbase";
                    };
            case AnyTransaction.PoisonMicroblock _ -> "poison_microblock";
            case AnyTransaction.TenureChange _ -> "tenure_change";
        };
    }

    private static Map<String, Object> payload(AnyTransaction.Content content) {
        Map<String, Object> payload = new LinkedHashMap<>();
        switch (content) {
            case AnyTransaction.Transfer(Payload.TokenTransfer transfer) -> {
                boolean contract = transfer.recipient() instanceof Principal.Contract;
                payload.put(
                        "recipient",
                        Map.of(
                                "type",
                                contract ? "contract" : "address",
                                "value",
                                transfer.recipient().text()));
                payload.put("amount", transfer.amount().toString());
                payload.put("memo", memo(transfer.memo()));
            }
            case AnyTransaction.Call(Payload.ContractCall call) -> {
                payload.put("contractAddress", call.contract().address().text());
                payload.put("contractName", call.contract().name());
                payload.put("functionName", call.function());
                payload.put(
                        "functionArgs", call.arguments().stream().map(ClarityJson::plain).toList());
            }
            case AnyTransaction.Deploy deploy -> {
                int most = StacksLimits.SHOWN_CODE_CHARS.whole();
                boolean all = deploy.code().length() <= most;
                payload.put("contractName", deploy.name());
                payload.put(
                        "codeBody", all ? deploy.code() : deploy.code().substring(0, most) + "...");
                payload.put("codeLength", deploy.code().length());
            }
            case AnyTransaction.Coinbase _ -> payload.put("type", "coinbase");
            case AnyTransaction.PoisonMicroblock _, AnyTransaction.TenureChange _ ->
                    payload.put("raw", "unsupported_payload_type");
        }
        return payload;
    }

    private static String memo(Bytes memo) {
        return new String(memo.array(), StandardCharsets.UTF_8).replace("\0", "");
    }
}
