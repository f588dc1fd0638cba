package dev.coffer.harness;

import dev.coffer.endpoint.Json;
import dev.coffer.payment.Asset;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.stacks.StacksTransaction;
import dev.coffer.stacks.Vectors;
import dev.coffer.stacks.Wallet;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The headers that payments of the testnet come in. */
public final class X402 {

    /** Who is paid: the vectors' payee. */
    public static final String PAY_TO = Vectors.payTo(StacksNetwork.TESTNET).text();

    public static final String NETWORK = "stacks:2147483648";

    /** What the devnet takes. */
    public static final List<Asset> ASSETS = List.of(Asset.STX, Asset.SBTC, Asset.USDCX);

    private X402() {}

    /** How an offer names an asset. */
    public static String assetName(Asset asset) {
        return switch (asset) {
            case STX -> "STX";
            case SBTC -> "ST1F7QA2MDF17S807EPA36TSS8AMEFY4KA9TVGWXT.sbtc-token";
            case USDCX -> "ST1PQHQKV0RJXZFY1DGX8MNSNYVE3VGZJSRTPGZGM.usdcx";
            case USDC -> "not on the devnet";
        };
    }

    public static String[] v1(Asset asset, String hex) {
        return new String[] {"X-PAYMENT", hex, "X-PAYMENT-TOKEN-TYPE", asset.symbol()};
    }

    public static String[] v2(Asset asset, long amount, String hex) {
        return v2(accepted(asset, amount), hex);
    }

    /** With an offer, as a v2 client repeats it. */
    /** Pays 1,000 uSTX, and leaves the fee to a sponsor. */
    public static String[] leavingItsFee(Wallet payer, long nonce) {
        StacksTransaction paid =
                payer.payStx(
                        StacksNetwork.TESTNET,
                        Principal.parse(PAY_TO).orElseThrow(),
                        1_000,
                        Bytes.of(new byte[] {1}),
                        nonce,
                        500);
        return v2(Asset.STX, 1_000, HexFormat.of().formatHex(payer.leaveFee(paid).bytes()));
    }

    public static String[] v2(Object accepted, String hex) {
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
        accepted.put("network", NETWORK);
        accepted.put("amount", Long.toString(amount));
        accepted.put("asset", assetName(asset));
        accepted.put("payTo", PAY_TO);
        accepted.put("maxTimeoutSeconds", 300);
        return accepted;
    }

    /** With a payment-identifier. */
    public static String[] identified(String id, Asset asset, long amount, String hex) {
        Map<String, Object> payment = new LinkedHashMap<>();
        payment.put("x402Version", 2);
        payment.put("accepted", accepted(asset, amount));
        payment.put("payload", Map.of("transaction", hex));
        payment.put(
                "extensions",
                Map.of("payment-identifier", Map.of("info", Map.of("required", false, "id", id))));
        return new String[] {"PAYMENT-SIGNATURE", base64(payment)};
    }

    /** A payment with an Idempotency-Key that nobody guesses: a name, made long enough. */
    public static String[] keyed(String name, String... payment) {
        return Stream.concat(
                        Arrays.stream(payment),
                        Stream.of("Idempotency-Key", name + " that only its payer knows"))
                .toArray(String[]::new);
    }

    public static String base64(Object json) {
        return Base64.getEncoder().encodeToString(Json.write(json));
    }
}
