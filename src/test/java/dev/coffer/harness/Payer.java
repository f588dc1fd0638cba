package dev.coffer.harness;

import dev.coffer.endpoint.Json;
import dev.coffer.payment.Asset;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.stacks.StacksTransaction;
import dev.coffer.stacks.Wallet;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Who pays in a test: a wallet of the testnet, and the headers its payments come in. */
public record Payer(Wallet wallet, String address) {

    private static final long FEE = 500;
    private static final SecureRandom RANDOM = new SecureRandom();

    public static Payer of(String privateKey) {
        Wallet wallet = Wallet.of(privateKey);
        return new Payer(wallet, wallet.address(StacksNetwork.TESTNET).text());
    }

    public static Payer random() {
        return of(randomKey());
    }

    public static String randomKey() {
        byte[] key = new byte[32];
        RANDOM.nextBytes(key);
        key[0] = 1; // Below the curve's order.
        return HexFormat.of().formatHex(key);
    }

    /** A signed payment to the server's payee, in hex; each differs from the others by its memo. */
    public String pays(Asset asset, long amount, long nonce) {
        byte[] some = new byte[16];
        RANDOM.nextBytes(some);
        Bytes memo = Bytes.of(some);
        Principal payTo = Principal.parse(DevnetServer.PAY_TO).orElseThrow();
        StacksTransaction signed =
                asset == Asset.STX
                        ? wallet.payStx(StacksNetwork.TESTNET, payTo, amount, memo, nonce, FEE)
                        : wallet.payToken(
                                StacksNetwork.TESTNET,
                                Principal.parseContract(assetName(asset)).orElseThrow(),
                                payTo,
                                amount,
                                Optional.of(memo),
                                nonce,
                                FEE);
        return HexFormat.of().formatHex(signed.bytes());
    }

    /** How an offer names an asset. */
    public static String assetName(Asset asset) {
        return switch (asset) {
            case STX -> "STX";
            case SBTC -> "ST1F7QA2MDF17S807EPA36TSS8AMEFY4KA9TVGWXT.sbtc-token";
            case USDCX -> "ST1PQHQKV0RJXZFY1DGX8MNSNYVE3VGZJSRTPGZGM.usdcx";
        };
    }

    public static String[] v1(Asset asset, String hex) {
        return new String[] {"X-PAYMENT", hex, "X-PAYMENT-TOKEN-TYPE", asset.symbol()};
    }

    public static String[] v2(Asset asset, long amount, String hex) {
        return v2(accepted(asset, amount), hex);
    }

    public static String[] v2(Map<String, Object> accepted, String hex) {
        Map<String, Object> payment = new LinkedHashMap<>();
        payment.put("x402Version", 2);
        payment.put("resource", Map.of("url", "http://127.0.0.1/"));
        payment.put("accepted", accepted);
        payment.put("payload", Map.of("transaction", hex));
        return new String[] {"PAYMENT-SIGNATURE", base64(payment)};
    }

    /** An offer, as a v2 client repeats it. */
    public static Map<String, Object> accepted(Asset asset, long amount) {
        Map<String, Object> accepted = new LinkedHashMap<>();
        accepted.put("scheme", "exact");
        accepted.put("network", DevnetServer.NETWORK);
        accepted.put("amount", Long.toString(amount));
        accepted.put("asset", assetName(asset));
        accepted.put("payTo", DevnetServer.PAY_TO);
        accepted.put("maxTimeoutSeconds", 300);
        return accepted;
    }

    public static String base64(Object json) {
        return Base64.getEncoder().encodeToString(Json.write(json));
    }
}
