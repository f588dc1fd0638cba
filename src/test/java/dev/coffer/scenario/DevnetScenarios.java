package dev.coffer.scenario;

import static dev.coffer.scenario.Scenario.get;
import static dev.coffer.scenario.Scenario.post;

import dev.coffer.endpoint.Json;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;
import dev.coffer.stacks.MalformedBytes;
import dev.coffer.stacks.StacksTransaction;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** The chain of play money, and what is paid on it. */
final class DevnetScenarios {

    private static final String NODE = "/devnet";

    private static final String MAINNET = "SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7";

    private DevnetScenarios() {}

    static List<Scenario> all(Service service) {
        Payer depositing = Payer.named(service, "depositing");
        Payer sending = Payer.named(service, "sending");
        Payer asking = Payer.named(service, "asking");
        Payer shopping = Payer.named(service, "shopping");
        String sent = sending.pays(Asset.STX, 5, 0);
        String asked = asking.pays(Asset.STX, 5, 0);
        return List.of(
                post("deposit", "/api/account/deposit", "{\"amount\":1000}")
                        .after(NODE + "/faucet", to(depositing))
                        .byNobody()
                        .with("X-PAYMENT", depositing.pays(Asset.STX, 1000, 0))
                        .gives(
                                200,
                                "{\"account\":\"%s\",\"balances\":{\"STX\":1000,\"sBTC\":0},\"token\":\"~^cof_\",\"expiresAt\":\"@instant\",\"tokenType\":\"STX\"}"
                                        .formatted(depositing.address()))
                        .header("X-PAYMENT-RESPONSE", "ey"),
                post("faucet: some of each", NODE + "/faucet", to(Payer.named(service, "dry")))
                        .byNobody()
                        .gives(
                                200,
                                "{\"address\":\"~^ST\",\"balances\":{\"STX\":100000000,\"sBTC\":1000000,\"USDCx\":100000000},\"tokenType\":\"!\"}"),
                post(
                                "faucet: one asset",
                                NODE + "/faucet?tokenType=sbtc",
                                "{\"address\":\"%s\",\"amount\":7}"
                                        .formatted(Payer.named(service, "thirsty").address()))
                        .gives(200, "{\"balances\":{\"STX\":0,\"sBTC\":7,\"USDCx\":0}}"),
                post(
                                "faucet: not of this network",
                                NODE + "/faucet",
                                "{\"address\":\"" + MAINNET + "\"}")
                        .byNobody()
                        .invalid("address"),
                get("node: nonces", NODE + "/extended/v1/address/{me}/nonces")
                        .gives(
                                200,
                                "{\"last_executed_tx_nonce\":2,\"possible_next_nonce\":3,\"detected_missing_nonces\":[]}"),
                get("node: an account", NODE + "/v2/accounts/{me}")
                        .gives(200, "{\"balance\":\"~^0x[0-9a-f]{32}$\",\"nonce\":3}"),
                get("node: the fee of a transfer", NODE + "/v2/fees/transfer").gives(200, ""),
                post("node: fees", NODE + "/v2/fees/transaction", "{}")
                        .gives(200, "{\"estimations\":\"*\"}"),
                post("node: a transaction", NODE + "/v2/transactions", "")
                        .after(NODE + "/faucet", to(sending))
                        .bytes(HexFormat.of().parseHex(sent))
                        .gives(200, ""),
                get("node: what became of it", NODE + "/extended/v1/tx/0x" + id(asked))
                        .after(NODE + "/faucet", to(asking))
                        .after(NODE + "/v2/transactions", "{\"tx\":\"" + asked + "\"}")
                        .gives(
                                200,
                                "{\"tx_id\":\"0x%s\",\"tx_status\":\"success\",\"nonce\":0}"
                                        .formatted(id(asked))),
                post("facilitator: verify", "/verify", paying(shopping, 0))
                        .after(NODE + "/faucet", to(shopping))
                        .byNobody()
                        .gives(200, "{\"isValid\":true,\"payer\":\"~^ST\"}"),
                post("facilitator: settle", "/settle", paying(shopping, 0))
                        .byNobody()
                        .gives(
                                200,
                                "{\"success\":true,\"payer\":\"~^ST\",\"transaction\":\"~^[0-9a-f]{64}$\",\"network\":\"stacks:2147483648\",\"amount\":\"5\"}"),
                post("facilitator: a payment that is none", "/settle", NO_PAYMENT)
                        .byNobody()
                        .gives(
                                200,
                                "{\"success\":false,\"errorReason\":\"invalid_payload\",\"transaction\":\"\",\"network\":\"stacks:2147483648\"}"),
                post("facilitator: no requirements", "/verify", "{\"x402Version\":2}")
                        .byNobody()
                        .invalid("paymentPayload"),
                get("facilitator: supported", "/supported")
                        .gives(200, "{\"kinds\":\"*\",\"extensions\":[],\"signers\":\"*\"}"),
                post("facilitator v1: settle", "/api/v1/settle", older(shopping, 1))
                        .byNobody()
                        .gives(200, "{\"success\":true,\"status\":\"confirmed\",\"amount\":5}"),
                post("facilitator v1: verify", "/api/v1/verify", lookedUp(asked))
                        .byNobody()
                        .gives(200, "{\"valid\":true,\"status\":\"confirmed\",\"amount\":5}"));
    }

    private static final String NO_PAYMENT = facilitated("00");

    /** A payment, as whoever is paid hands it to a facilitator. */
    private static String facilitated(String hex) {
        String requirements =
                new String(Json.write(X402.accepted(Asset.STX, 5)), StandardCharsets.UTF_8);
        return "{\"x402Version\":2,\"paymentPayload\":{\"x402Version\":2,\"accepted\":%s,\"payload\":{\"transaction\":\"%s\"}},\"paymentRequirements\":%s}"
                .formatted(requirements, hex, requirements);
    }

    private static String paying(Payer payer, long nonce) {
        return facilitated(payer.pays(Asset.STX, 5, nonce));
    }

    private static String expected(String more) {
        return "{%s,\"network\":\"testnet\",\"expected_recipient\":\"%s\",\"min_amount\":5}"
                .formatted(more, X402.PAY_TO);
    }

    private static String older(Payer payer, long nonce) {
        return expected("\"signed_transaction\":\"" + payer.pays(Asset.STX, 5, nonce) + "\"");
    }

    private static String lookedUp(String hex) {
        return expected("\"tx_id\":\"" + id(hex) + "\"");
    }

    private static String to(Payer payer) {
        return "{\"address\":\"" + payer.address() + "\"}";
    }

    private static String id(String transaction) {
        try {
            return StacksTransaction.parse(HexFormat.of().parseHex(transaction)).txid();
        } catch (MalformedBytes e) {
            throw new AssertionError(e);
        }
    }
}
