package dev.coffer.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.payment.Asset;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.stacks.StacksTransaction;
import dev.coffer.stacks.Wallet;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Who pays: a wallet of the testnet, what it signs, and what it sees of its money at a service.
 * Calls by its token, once it has deposited something.
 */
public final class Payer implements Caller {

    private static final StacksNetwork NETWORK = StacksNetwork.TESTNET;
    private static final long FEE = 500;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Caller service;
    private final Wallet wallet;
    private String token = "";

    private Payer(Caller service, Wallet wallet) {
        this.service = service;
        this.wallet = wallet;
    }

    public static Payer of(Caller service, String privateKey) {
        return new Payer(service, Wallet.of(privateKey));
    }

    /** The same name is the same wallet. */
    public static Payer named(Caller service, String name) {
        try {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            byte[] key = MessageDigest.getInstance("SHA-256").digest(bytes);
            return of(service, HexFormat.of().formatHex(key));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A new one, without money. */
    public static Payer poor(Caller service) {
        return of(service, randomKey());
    }

    /** A new one with some of each asset. */
    public static Payer funded(Caller service) {
        Payer payer = poor(service);
        payer.fund();
        return payer;
    }

    public static String randomKey() {
        byte[] key = new byte[32];
        RANDOM.nextBytes(key);
        key[0] = 1; // Below the curve's order.
        return HexFormat.of().formatHex(key);
    }

    /** The same at another service, which knows its token. */
    public Payer at(Caller other) {
        return new Payer(other, wallet).withToken(token);
    }

    public Payer withToken(String other) {
        token = other;
        return this;
    }

    public Wallet wallet() {
        return wallet;
    }

    public String address() {
        return wallet.address(NETWORK).text();
    }

    public String token() {
        return token;
    }

    /** The header that its token comes in. */
    public String[] bearer() {
        return new String[] {"Authorization", "Bearer " + token};
    }

    @Override
    public Answered send(String method, String target, byte[] body, String... headers) {
        return service.with(List.of(bearer())).send(method, target, body, headers);
    }

    /** Takes some of each asset at the faucet. */
    public void fund() {
        String request = "{\"address\": \"%s\"}".formatted(address());
        patiently(() -> service.post("/devnet/faucet", request)).expect(200);
    }

    /** Free calls are limited; the answer says how long to wait. */
    private static Answered patiently(Supplier<Answered> call) {
        Answered answered = call.get();
        while (answered.status() == 429) {
            LockSupport.parkNanos(answered.at("retryAfterMs").asLong(1) * 1_000_000);
            answered = call.get();
        }
        return answered;
    }

    /** Takes play money, and deposits some of each asset. */
    public Payer filled() {
        return filled(X402.ASSETS);
    }

    /** The same with some of these alone. */
    public Payer filled(List<Asset> assets) {
        fund();
        long nonce = 0;
        for (Asset asset : assets) {
            deposit(asset, asset == Asset.SBTC ? 100_000 : 10_000_000, nonce++);
        }
        return this;
    }

    /** Deposits so many of the smallest units, for a token. */
    public Answered deposit(Asset asset, long amount) {
        return deposit(asset, amount, nonce());
    }

    private Answered deposit(Asset asset, long amount, long nonce) {
        String target = "/api/account/deposit?tokenType=" + asset.symbol();
        String body = "{\"amount\":%d}".formatted(amount);
        JsonNode offer = service.post(target, body).expect(402).json();
        Answered deposited =
                service.post(target, body, "X-PAYMENT", pays(offer, nonce)).expect(200);
        token = deposited.at("token").stringValue();
        return deposited;
    }

    /** A signed payment of what a 402 asks for in its body, in hex. */
    public String pays(JsonNode offer, long nonce) {
        JsonNode contract = offer.path("tokenContract");
        String asset =
                contract.isMissingNode()
                        ? "STX"
                        : contract.path("address").stringValue()
                                + "."
                                + contract.path("name").stringValue();
        long amount = Long.parseLong(offer.path("maxAmountRequired").stringValue());
        return signed(wallet, asset, amount, offer.path("payTo").stringValue(), nonce);
    }

    /** A signed payment in hex; each differs from the others by its memo. */
    public String pays(Asset asset, long amount, long nonce) {
        return signed(wallet, X402.assetName(asset), amount, X402.PAY_TO, nonce);
    }

    /** The same of any wallet, of an asset as offers name it, to anybody. */
    public static String signed(
            Wallet wallet, String asset, long amount, String payee, long nonce) {
        byte[] some = new byte[16];
        RANDOM.nextBytes(some);
        Bytes memo = Bytes.of(some);
        Principal payTo = Principal.parse(payee).orElseThrow();
        StacksTransaction signed =
                asset.equals("STX")
                        ? wallet.payStx(NETWORK, payTo, amount, memo, nonce, FEE)
                        : wallet.payToken(
                                NETWORK,
                                Principal.parseContract(asset).orElseThrow(),
                                payTo,
                                amount,
                                Optional.of(memo),
                                nonce,
                                FEE);
        return HexFormat.of().formatHex(signed.bytes());
    }

    /** What the chain says of an account: nonce and balances. */
    public static JsonNode onChain(Caller service, String address) {
        return patiently(() -> service.get("/devnet/v2/accounts/" + address)).expect(200).json();
    }

    public JsonNode onChain() {
        return onChain(service, address());
    }

    /** The nonce that its next payment must have. */
    public long nonce() {
        return onChain().path("nonce").asLong();
    }

    public long balance(Asset asset) {
        return read("/api/account").path("balances").path(asset.symbol()).asLong();
    }

    public JsonNode statement() {
        return read("/api/account/statement?from=2000-01-01T00:00:00Z&limit=1000");
    }

    public void addsUp() {
        addsUp(statement());
    }

    /** Opening balance, credits less charges, closing balance, in each asset. */
    public static void addsUp(JsonNode statement) {
        assertThat(statement.path("complete").asBoolean()).isTrue();
        Map<String, Long> sums = new HashMap<>(Map.of("STX", 0L, "sBTC", 0L, "USDCx", 0L));
        for (JsonNode credit : statement.path("credits")) {
            String asset = credit.path("tokenType").stringValue();
            sums.merge(asset, credit.path("amount").asLong(), Long::sum);
        }
        for (JsonNode charge : statement.path("charges")) {
            long amount = charge.path("price").asLong() * charge.path("calls").asLong();
            assertThat(charge.path("amount").asLong()).isEqualTo(amount);
            sums.merge(charge.path("tokenType").stringValue(), -amount, Long::sum);
        }
        sums.forEach((asset, sum) ->
                assertThat(statement.path("closing").path(asset).asLong())
                        .as("opening, credits less charges in %s", asset)
                        .isEqualTo(statement.path("opening").path(asset).asLong() + sum));
    }
}
