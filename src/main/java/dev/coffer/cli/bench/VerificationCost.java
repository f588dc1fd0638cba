package dev.coffer.cli.bench;

import dev.coffer.endpoint.Json;
import dev.coffer.evm.EvmAddress;
import dev.coffer.evm.TransferAuthorization;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Facilitator;
import dev.coffer.payment.Facilitator.Outcome;
import dev.coffer.payment.Price;
import dev.coffer.payment.Rail;
import dev.coffer.payment.VerifiedPayment;
import dev.coffer.payment.evm.EvmNetwork;
import dev.coffer.payment.evm.EvmVerifier;
import dev.coffer.payment.stacks.StacksTokens;
import dev.coffer.payment.stacks.StacksVerifier;
import dev.coffer.payment.x402.Presented;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.stacks.Wallet;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigInteger;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the local check of a payment costs on each rail: from its header's text, signature and all,
 * to a payment that could be settled. One thread, and no chain.
 */
public final class VerificationCost {

    /**
     * The cost on a rail.
     *
     * @param micros of a check, in time of the processor
     * @param perSecond checks that a processor does
     */
    public record Measured(String rail, double micros, double perSecond) {}

    private static final int PAYMENTS = 64;
    private static final long PRICE = 1_000;
    private static final long FEE = 1_000;
    private static final long SECONDS = 300;
    private static final int EVM_V = 27;

    private static final StacksNetwork STACKS = StacksNetwork.MAINNET;
    private static final String STACKS_PAY_TO = "SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7";
    private static final String EVM_PAY_TO = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
    private static final EvmNetwork EVM = EvmNetwork.BASE;

    /** Nobody is asked. */
    private static final Facilitator NONE =
            new Facilitator() {
                @Override
                public boolean knows(VerifiedPayment payment) {
                    return false;
                }

                @Override
                public Outcome carry(VerifiedPayment payment, Attempt attempt) {
                    return new Outcome.Unknown("");
                }

                @Override
                public Outcome lookUp(VerifiedPayment payment) {
                    return new Outcome.Unknown("");
                }
            };

    private final StacksTokens tokens = StacksTokens.of(STACKS);
    private final Rail stacks = StacksVerifier.rail(tokens, STACKS_PAY_TO, NONE);
    private final Rail evm = EvmVerifier.rail(EVM, EVM_PAY_TO, NONE, InstantSource.system());
    private final Wallet wallet = Wallet.of("c0ffe2" + "00".repeat(28) + "01");

    private VerificationCost() {}

    /** Measures each rail and version, for so many seconds after as many to warm up. */
    public static List<Measured> measure(double seconds) {
        return new VerificationCost().all(seconds);
    }

    /** All are warm before the first is measured. */
    private List<Measured> all(double seconds) {
        List<Case> cases =
                List.of(
                        of("stacks v2, STX", stacks, Asset.STX, i -> stacksV2(Asset.STX, i)),
                        of("stacks v2, sBTC", stacks, Asset.SBTC, i -> stacksV2(Asset.SBTC, i)),
                        of("stacks v1, STX", stacks, Asset.STX, this::stacksV1),
                        of("evm v2, USDC", evm, Asset.USDC, i -> evm(2, i)),
                        of("evm v1, USDC", evm, Asset.USDC, i -> evm(1, i)));
        cases.forEach(each -> each.nanos(seconds));
        return cases.stream()
                .map(each -> {
                    double nanos = each.nanos(seconds);
                    return new Measured(each.name(), nanos / 1e3, 1e9 / nanos);
                })
                .toList();
    }

    /** A payment as a request brings it, read anew each time. */
    private interface Brought {
        Supplier<Presented> payment(int number);
    }

    private static Case of(String name, Rail rail, Asset asset, Brought brought) {
        List<Supplier<Presented>> payments = new ArrayList<>();
        for (int i = 0; i < PAYMENTS; i++) {
            payments.add(brought.payment(i));
        }
        return new Case(name, rail, asset, payments);
    }

    /** Payments of one kind. */
    private record Case(String name, Rail rail, Asset asset, List<Supplier<Presented>> payments) {

        /** Of a check, in time of the processor: what else the machine does counts for nothing. */
        double nanos(double seconds) {
            List<Price> prices = List.of(new Price(asset, PRICE));
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long end = System.nanoTime() + (long) (seconds * 1e9);
            long start = threads.getCurrentThreadCpuTime();
            long checks = 0;
            do {
                for (Supplier<Presented> payment : payments) {
                    rail.verifier().read(payment.get()).require(prices, rail.verifier().payTo());
                    checks++;
                }
            } while (System.nanoTime() < end);
            return (threads.getCurrentThreadCpuTime() - start) / (double) checks;
        }
    }

    private String signed(Asset asset, int nonce) {
        Principal payTo = Principal.parse(STACKS_PAY_TO).orElseThrow();
        Bytes memo = Bytes.of(new byte[] {1, 2, 3});
        byte[] transaction =
                (asset == Asset.STX
                                ? wallet.payStx(STACKS, payTo, PRICE, memo, nonce, FEE)
                                : wallet.payToken(
                                        STACKS,
                                        tokens.token(asset).contract(),
                                        payTo,
                                        PRICE,
                                        Optional.of(memo),
                                        nonce,
                                        FEE))
                        .bytes();
        return HexFormat.of().formatHex(transaction);
    }

    private Supplier<Presented> stacksV1(int nonce) {
        String hex = signed(Asset.STX, nonce);
        return () -> Presented.bare(hex);
    }

    private Supplier<Presented> stacksV2(Asset asset, int nonce) {
        return header(
                Map.of(
                        "x402Version",
                        2,
                        "accepted",
                        accepted(STACKS.caip2(), tokens.name(asset), STACKS_PAY_TO),
                        "payload",
                        Map.of("transaction", signed(asset, nonce))));
    }

    private static Map<String, Object> accepted(String network, String asset, String payTo) {
        return Map.of(
                "scheme", "exact",
                "network", network,
                "amount", Long.toString(PRICE),
                "asset", asset,
                "payTo", payTo,
                "maxTimeoutSeconds", SECONDS);
    }

    private static Supplier<Presented> header(Map<String, Object> payment) {
        String text = Base64.getEncoder().encodeToString(Json.write(payment));
        return () -> Presented.of(Json.MAPPER.readTree(Base64.getDecoder().decode(text)));
    }

    private Supplier<Presented> evm(int version, int number) {
        TransferAuthorization authorization =
                new TransferAuthorization(
                        EvmAddress.ofPublicKey(wallet.publicKey().uncompressed()),
                        EvmAddress.parse(EVM_PAY_TO).orElseThrow(),
                        BigInteger.valueOf(PRICE),
                        BigInteger.ZERO,
                        BigInteger.valueOf(System.currentTimeMillis() / 1000 + SECONDS),
                        "%064x".formatted(number));
        byte[] signature = wallet.signMessage(authorization.digest(EVM.domain())).array();
        signature[signature.length - 1] += EVM_V;
        Map<String, Object> payment = new LinkedHashMap<>();
        payment.put("x402Version", version);
        payment.put("scheme", "exact");
        payment.put("network", EVM.v1Name());
        payment.put("accepted", accepted(EVM.caip2(), EVM.domain().contract().text(), EVM_PAY_TO));
        payment.put(
                "payload",
                Map.of(
                        "signature",
                        "0x" + HexFormat.of().formatHex(signature),
                        "authorization",
                        Map.of(
                                "from", authorization.from().text(),
                                "to", authorization.to().text(),
                                "value", authorization.value().toString(),
                                "validAfter", authorization.validAfter().toString(),
                                "validBefore", authorization.validBefore().toString(),
                                "nonce", "0x" + authorization.nonce())));
        return header(payment);
    }
}
