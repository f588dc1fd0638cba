package dev.coffer.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Problem;
import dev.coffer.harness.X402;
import dev.coffer.payment.devnet.Devnet;
import dev.coffer.payment.stacks.StacksVerifier;
import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.sqlite.SqliteStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Random histories of the ledger beside a plain model: for each owner and asset, credits less
 * charges are the balance, and the model's.
 */
class LedgerModelTest {

    private static final List<String> OWNERS = List.of("STA", "STB", "STC", "STD");
    private static final List<String> ENDPOINTS = List.of("/api/kv/set", "/api/kv/get", "/x");
    private static final Presenter PAYER =
            new Presenter("a request", List.of("key k"), Optional.empty());
    private static final int STEPS = 1500;

    private final AtomicLong nowMs = new AtomicLong(1_800_000_000_000L);
    private final InstantSource clock = () -> Instant.ofEpochMilli(nowMs.get());
    private final Ledger ledger = new Ledger();
    private final HostileChain chain = new HostileChain();
    private final Rails rails = Rails.of(StacksVerifier.rail(Devnet.TOKENS, X402.PAY_TO, chain));

    private Store open(Path data) {
        return SqliteStore.open(data, clock, new SqliteStore.Bounds(10_000, 10_000));
    }

    /** What the money must come to. */
    private static final class Model {
        final Map<String, Map<Asset, Long>> balances = new HashMap<>();
        final Map<String, Map<Asset, Long>> credits = new HashMap<>();
        final Set<String> settled = new HashSet<>();

        Model() {
            for (String owner : OWNERS) {
                balances.put(owner, zero());
                credits.put(owner, zero());
            }
        }

        private static Map<Asset, Long> zero() {
            Map<Asset, Long> zero = new EnumMap<>(Asset.class);
            Arrays.stream(Asset.values()).forEach(a -> zero.put(a, 0L));
            return zero;
        }

        void credit(String owner, Price paid) {
            balances.getOrDefault(owner, Map.of()).merge(paid.asset(), paid.amount(), Long::sum);
            credits.getOrDefault(owner, Map.of()).merge(paid.asset(), paid.amount(), Long::sum);
        }

        /** The first price that is covered, taken. */
        Optional<Price> charge(String owner, List<Price> prices) {
            Map<Asset, Long> has = balances.getOrDefault(owner, Map.of());
            Optional<Price> taken =
                    prices.stream()
                            .filter(p -> has.getOrDefault(p.asset(), 0L) >= p.amount())
                            .findFirst();
            taken.ifPresent(p -> has.merge(p.asset(), -p.amount(), Long::sum));
            return taken;
        }
    }

    private static final class Failure extends RuntimeException {}

    @Test
    void randomHistories(@TempDir Path data) {
        for (int run = 0; run < 2; run++) {
            long seed = Long.getLong("seed", System.nanoTime());
            System.out.println("LedgerModelTest seed " + seed);
            history(data.resolve("run-" + run), seed);
        }
    }

    private void history(Path data, long seed) {
        Random random = new Random(seed);
        Model model = new Model();
        List<VerifiedPayment> made = new ArrayList<>();
        Store store = open(data);
        try {
            for (int step = 0; step < STEPS; step++) {
                nowMs.addAndGet(random.nextInt(10_000));
                Payments payments = new Payments(store, ledger, rails);
                String owner = OWNERS.get(random.nextInt(OWNERS.size()));
                switch (random.nextInt(12)) {
                    case 0 -> settle(payments, model, made, payment(random, owner, step));
                    case 1 -> settle(payments, model, made, payment(random, owner, step / 2));
                    case 2, 3 -> {
                        if (!made.isEmpty()) {
                            int which = random.nextInt(made.size());
                            settle(payments, model, made, made.get(which));
                        }
                    }
                    case 4 -> failing(store, random, owner);
                    case 5 -> {
                        if (random.nextInt(40) == 0) {
                            store.close();
                            store = open(data);
                        }
                    }
                    default -> charge(store, model, random, owner);
                }
                if (step % 500 == 499) {
                    check(store, model);
                }
            }
            // A client comes back with every payment it ever made.
            Payments payments = new Payments(store, ledger, rails);
            Collections.shuffle(made, random);
            for (VerifiedPayment payment : made) {
                settle(payments, model, made, payment);
            }
            check(store, model);
        } finally {
            store.close();
        }
    }

    private static VerifiedPayment payment(Random random, String owner, long nonce) {
        Asset asset = Asset.values()[random.nextInt(3)];
        String presign = Long.toHexString(random.nextLong());
        Price paid = new Price(asset, 1 + random.nextInt(5000));
        String network = "stacks:2147483648";
        return new VerifiedPayment(
                new PaymentName(owner, network, Long.toString(nonce), presign),
                paid,
                Optional.of("tx" + presign),
                new byte[] {1},
                Optional.empty());
    }

    /**
     * Settles, with an outcome by chance; the first payment with a nonce that moves is credited.
     */
    private void settle(
            Payments payments, Model model, List<VerifiedPayment> made, VerifiedPayment payment) {
        int chance = Math.floorMod(payment.name().digest().hashCode() + model.settled.size(), 4);
        chain.settling =
                switch (chance) {
                    case 0 -> chain::unknown;
                    case 1 -> _ -> chain.refused();
                    default -> chain::settled;
                };
        if (!made.contains(payment)) {
            made.add(payment);
        }
        boolean first = !model.settled.contains(payment.name().text());
        try {
            payments.settle(payment, PAYER);
            if (first) {
                assertThat(chance).isGreaterThan(1);
                model.settled.add(payment.name().text());
                model.credit(payment.payer(), payment.paid());
            }
        } catch (Problem problem) {
            assertThat(problem.status()).isIn(400, 409, 503);
        }
    }

    static List<Price> prices(Random random) {
        List<Asset> assets = new ArrayList<>(List.of(Asset.values()));
        Collections.shuffle(assets, random);
        return assets.subList(0, 1 + random.nextInt(3)).stream()
                .map(a -> new Price(a, 1 + random.nextInt(800)))
                .toList();
    }

    private void charge(Store store, Model model, Random random, String owner) {
        List<Price> prices = prices(random);
        String endpoint = ENDPOINTS.get(random.nextInt(ENDPOINTS.size()));
        Optional<Price> expected = model.charge(owner, prices);
        boolean behind = random.nextBoolean();
        try {
            Ledger.Charge charge =
                    behind
                            ? store.writeBehind(
                                    new Owner(owner),
                                    tx -> {
                                        Ledger.Charge taken =
                                                ledger.charge(
                                                        tx,
                                                        Pass.of(owner),
                                                        bills(endpoint, prices));
                                        tx.sequence();
                                        return taken;
                                    })
                            : store.write(
                                    new Owner(owner),
                                    tx -> {
                                        Ledger.Charge taken =
                                                ledger.charge(
                                                        tx,
                                                        Pass.of(owner),
                                                        bills(endpoint, prices));
                                        tx.sequence();
                                        return taken;
                                    });
            assertThat(charge.taken()).isEqualTo(expected);
            assertThat(charge.balance())
                    .isEqualTo(
                            model.balances
                                    .getOrDefault(owner, Map.of())
                                    .get(expected.orElseThrow().asset()));
        } catch (Ledger.NotCovered e) {
            assertThat(e.problem().code()).isEqualTo("insufficient_balance");
            assertThat(expected).isEmpty();
        }
    }

    static List<Bill> bills(String endpoint, List<Price> prices) {
        return prices.stream().map(price -> Bill.of(endpoint, price)).toList();
    }

    /** A call that fails after its debit leaves no trace. */
    private void failing(Store store, Random random, String owner) {
        try {
            store.write(
                    new Owner(owner),
                    tx -> {
                        ledger.charge(tx, Pass.of(owner), bills("/x", prices(random)));
                        tx.sequence();
                        throw new Failure();
                    });
        } catch (Failure e) {
            // What it is for.
        } catch (Ledger.NotCovered e) {
            assertThat(e.problem().code()).isEqualTo("insufficient_balance");
        }
    }

    private void check(Store store, Model model) {
        // Charges of reads are not waited for; this comes after them.
        store.probe();
        for (String owner : OWNERS) {
            Map<Asset, Long> balances = store.readGlobal(tx -> ledger.balances(tx, owner));
            assertThat(balances).as(owner).isEqualTo(model.balances.get(owner));
            Map<String, Long> sums = new HashMap<>();
            Map<String, Long> credited = new HashMap<>();
            for (Period.Credit credit :
                    store.readGlobal(tx -> Period.always(owner).credits(tx, 0, 100_000))) {
                sums.merge(credit.tokenType(), credit.amount(), Long::sum);
                credited.merge(credit.tokenType(), credit.amount(), Long::sum);
            }
            for (Period.Charge charged :
                    store.readGlobal(tx -> Period.always(owner).charges(tx, 100_000))) {
                sums.merge(charged.tokenType(), -charged.amount(), Long::sum);
            }
            balances.forEach((asset, balance) -> {
                assertThat(balance).isNotNegative();
                assertThat(sums.getOrDefault(asset.symbol(), 0L)).isEqualTo(balance);
                assertThat(credited.getOrDefault(asset.symbol(), 0L))
                        .isEqualTo(model.credits.getOrDefault(owner, Map.of()).get(asset));
            });
        }
    }
}
