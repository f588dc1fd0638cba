package dev.coffer.payment;

import dev.coffer.harness.Payer;
import dev.coffer.harness.X402;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.stacks.Wallet;
import dev.coffer.store.Owner;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** What some payers sign, in all assets, on all networks. Some of it has one nonce. */
final class RandomPayments {

    /** A payment, and what its payer knows of it. */
    static final class Signed {
        final PaymentName name;
        final Price paid;
        final String[] headers;
        String resume = "";
        int runs;

        Signed(PaymentName name, Price paid, String[] headers) {
            this.name = name;
            this.paid = paid;
            this.headers = headers;
        }

        /** As anybody can present it who has seen it. */
        String[] open() {
            return new String[] {headers[0], headers[1]};
        }

        boolean isOf(String network) {
            return name.network().equals(network);
        }

        @Override
        public String toString() {
            return "%s of %s on %s".formatted(paid, name.text(), name.network());
        }
    }

    private final PaymentWorld world;
    private final int number;
    private final Random random;
    private Optional<Wallet> wallet = Optional.empty();
    private long devnetNonce;

    RandomPayments(PaymentWorld world, int number, Random random) {
        this.world = world;
        this.number = number;
        this.random = random;
    }

    /** One of two payers, or the one that has a wallet of the devnet. */
    Signed sign(int i) {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> believed(Dollars.NETWORK, Asset.USDC, i);
            case 3, 4, 5, 6 ->
                    believed(
                            PaymentWorld.OPEN,
                            X402.ASSETS.get(random.nextInt(X402.ASSETS.size())),
                            i);
            default -> onDevnet(i);
        };
    }

    private Signed believed(String network, Asset asset, int i) {
        String payer = "payer%d-%d".formatted(number, random.nextInt(4) / 3);
        String nonce = Integer.toString(random.nextInt(4) == 0 ? 0 : i);
        long value = value(asset, i);
        Map<String, Object> payload =
                Map.of("from", payer, "nonce", nonce, "value", value, "asset", asset.symbol());
        Map<String, Object> accepted =
                Map.of(
                        "scheme",
                        "exact",
                        "network",
                        network,
                        "asset",
                        asset.symbol(),
                        "payTo",
                        "0xpayee");
        return signed(
                new Price(asset, value),
                i,
                "PAYMENT-SIGNATURE",
                X402.base64(Map.of("x402Version", 2, "accepted", accepted, "payload", payload)));
    }

    /** A really signed one. */
    private Signed onDevnet(int i) {
        Wallet own = wallet.orElseGet(this::fundedWallet);
        Asset asset = X402.ASSETS.get(random.nextInt(X402.ASSETS.size()));
        boolean again = devnetNonce > 0 && random.nextInt(4) == 0;
        long nonce = again ? 0 : devnetNonce++;
        long value = value(asset, i);
        String hex = Payer.signed(own, X402.assetName(asset), value, X402.PAY_TO, nonce);
        return signed(new Price(asset, value), i, X402.v2(asset, value, hex));
    }

    private static long value(Asset asset, int i) {
        return (asset == Asset.SBTC ? 300 : 3_000) + i;
    }

    private Wallet fundedWallet() {
        byte[] key = new byte[32];
        random.nextBytes(key);
        key[0] = 1; // Below the curve's order.
        Wallet made = Wallet.of(HexFormat.of().formatHex(key));
        String address = made.address(StacksNetwork.TESTNET).text();
        world.store.write(
                new Owner(address),
                tx ->
                        tx.update(
                                "insert into devnet_account (owner, nonce, stx, sbtc, usdcx) values (?, 0, 1000000, 1000000, 1000000)",
                                address));
        wallet = Optional.of(made);
        return made;
    }

    /** Some are for one operation. */
    private Signed signed(Price paid, int i, String... open) {
        String[] headers =
                switch (random.nextInt(8)) {
                    case 0, 1 -> open;
                    case 2 -> X402.keyed("one operation", open);
                    case 3 ->
                            List.of(
                                            open[0],
                                            open[1],
                                            "Idempotency-Key",
                                            "short " + random.nextInt(2))
                                    .toArray(String[]::new);
                    default -> X402.keyed("operation " + i, open);
                };
        return new Signed(world.name(open), paid, headers);
    }
}
