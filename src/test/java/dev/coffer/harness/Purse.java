package dev.coffer.harness;

import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.stacks.StacksTransaction;
import dev.coffer.stacks.Wallet;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Play money of a payer: a wallet of its own, filled at the faucet, deposited for a token. */
public final class Purse {

    private static final List<String> ASSETS = List.of("STX", "sBTC", "USDCx");
    private static final StacksNetwork NETWORK = StacksNetwork.TESTNET;
    private static final long FEE = 1000;

    /** Sends a request for a purse. */
    @FunctionalInterface
    public interface Sender {
        Answered post(String target, String json, String... headers);
    }

    private final Sender anyone;
    private final Wallet wallet;
    private final String address;
    private long nonce;
    private String token = "";

    /** The same name is the same wallet. */
    public Purse(Sender anyone, String name) {
        this.anyone = anyone;
        try {
            byte[] key =
                    MessageDigest.getInstance("SHA-256")
                            .digest(name.getBytes(StandardCharsets.UTF_8));
            this.wallet = Wallet.of(HexFormat.of().formatHex(key));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        this.address = wallet.address(NETWORK).text();
    }

    public String address() {
        return address;
    }

    public String token() {
        return token;
    }

    /** Takes play money and deposits some of each asset. */
    public void fill() {
        String request = "{\"address\":\"%s\"}".formatted(address);
        Answered poured = anyone.post("/devnet/faucet", request);
        while (poured.status() == 429) {
            // Free calls are limited; the answer says how long to wait.
            LockSupport.parkNanos(poured.at("retryAfterMs").asLong() * 1_000_000);
            poured = anyone.post("/devnet/faucet", request);
        }
        poured.expect(200);
        for (String asset : ASSETS) {
            deposit(asset, asset.equals("sBTC") ? 100_000 : 10_000_000);
        }
    }

    /** Deposits an amount of smallest units. */
    public Answered deposit(String asset, long amount) {
        String target = "/api/account/deposit?tokenType=" + asset;
        String body = "{\"amount\":%d}".formatted(amount);
        JsonNode offer = anyone.post(target, body).expect(402).json();
        Answered deposited = anyone.post(target, body, "X-PAYMENT", pay(offer).hex()).expect(200);
        token = deposited.at("token").asString();
        return deposited;
    }

    /** A signed payment of what a 402 asks for; the wallet counts it as made. */
    public Bytes pay(JsonNode offer) {
        long amount = Long.parseLong(offer.path("maxAmountRequired").asString());
        Principal payTo = Principal.parse(offer.path("payTo").asString()).orElseThrow();
        Bytes memo = Bytes.of(new byte[0]);
        JsonNode contract = offer.path("tokenContract");
        StacksTransaction payment =
                contract.isMissingNode()
                        ? wallet.payStx(NETWORK, payTo, amount, memo, nonce, FEE)
                        : wallet.payToken(
                                NETWORK,
                                Principal.parseContract(
                                                contract.path("address").asString()
                                                        + "."
                                                        + contract.path("name").asString())
                                        .orElseThrow(),
                                payTo,
                                amount,
                                Optional.empty(),
                                nonce,
                                FEE);
        nonce++;
        return Bytes.of(payment.bytes());
    }
}
