package dev.coffer.harness;

/** A Stacks API that knows a little, in the shapes of the public ones. */
public final class ScriptedStacksApi {

    private static final String ADDRESS = "/SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7";

    private ScriptedStacksApi() {}

    /** Answers below a path. */
    public static void on(FarSide far, String base) {
        far.on(base, FarSide.text(404, "{\"error\": \"not this one\"}"));
        far.on(base + "/v1/addresses/stacks" + ADDRESS, FarSide.json("{\"names\": [\"a.btc\"]}"));
        far.on(
                base + "/v2/contracts/source" + ADDRESS + "/token",
                FarSide.json("{\"source\": \"(ok 1)\", \"publish_height\": 7}"));
        far.on(
                base + "/v2/contracts/interface" + ADDRESS + "/token",
                FarSide.json(
                        """
                        {"functions": [{"name": "a", "access": "public"},
                          {"name": "b", "access": "read_only"}],
                         "variables": [], "maps": [{}], "fungible_tokens": [{}],
                         "non_fungible_tokens": []}\
                        """));
        far.on(
                base + "/v2/contracts/call-read" + ADDRESS + "/token",
                FarSide.json(
                        "{\"okay\": true, \"result\": \"0x070100000000000000000000000000000005\"}"));
        far.on(
                base + "/v2/contracts/call-read" + ADDRESS + "/token/broken",
                FarSide.json("{\"okay\": false, \"cause\": \"RuntimeError(secret)\"}"));
        far.on(
                base + "/extended/v1/address" + ADDRESS + "/stx",
                FarSide.json(
                        """
                        {"balance": "9007199254740993", "locked": "5", "total_sent": "1",
                         "total_received": "2", "lock_height": 0, "burn_block_height": 8}\
                        """));
        far.on(
                base + "/extended/v1/address" + ADDRESS + "/nonces",
                FarSide.json("{\"possible_next_nonce\": 12, \"last_executed_tx_nonce\": 11}"));
        far.on(
                base + "/extended/v1/address" + ADDRESS + "/balances",
                FarSide.json(
                        """
                        {"stx": {"balance": "10"}, "fungible_tokens": {"SP1.t::coin":
                          {"balance": "3", "total_sent": "0", "total_received": "3"}}}\
                        """));
        far.on(
                base + "/extended/v1/tokens/nft/holdings",
                FarSide.json(
                        """
                        {"limit": 50, "offset": 0, "total": 2, "results": [
                          {"asset_identifier": "SP1.n::art", "value": {"hex": "0x01", "repr": "u1"},
                           "block_height": 4, "tx_id": "0xab"},
                          {"asset_identifier": "SP1.n::art", "value": {"hex": "0x01", "repr": "u2"},
                           "block_height": 5, "tx_id": "0xac"}]}\
                        """));
        far.on(
                base + "/v2/info",
                FarSide.json(
                        """
                        {"stacks_tip_height": 100, "burn_block_height": 90, "network_id": 1,
                         "stable_burn_block_height": 89, "server_version": "node 3"}\
                        """));
        far.on(
                base + "/extended/v1/tx/0x" + "ab".repeat(32),
                FarSide.json(
                        """
                        {"tx_status": "success", "tx_type": "token_transfer", "canonical": true,
                         "sender_address": "SP1", "fee_rate": "180", "block_height": 0,
                         "block_hash": "0x01", "burn_block_time": 1, "tx_result": {"repr": "(ok true)"}}\
                        """));
    }
}
