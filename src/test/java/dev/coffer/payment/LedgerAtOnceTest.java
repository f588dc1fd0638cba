package dev.coffer.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Call;
import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.sqlite.SqliteStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** The ledger under many hands: no more is taken than there is. */
class LedgerAtOnceTest {

    private final AtomicLong nowMs = new AtomicLong(1_800_000_000_000L);
    private final InstantSource clock = () -> Instant.ofEpochMilli(nowMs.get());
    private final Ledger ledger = new Ledger();

    @Test
    void noMoreIsTakenThanThereIs(@TempDir Path data) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("LedgerAtOnceTest seed " + seed);
        AtomicLongArray taken = new AtomicLongArray(Asset.values().length);
        try (Store store = SqliteStore.open(data, clock, new SqliteStore.Bounds(10_000, 10_000))) {
            Owner owner = new Owner("STA");
            for (Asset asset : Asset.values()) {
                store.write(
                        owner,
                        tx -> {
                            ledger.credit(tx, new Price(asset, 10_000), "test");
                            return 0;
                        });
            }
            Call.together(8, thread -> spend(store, owner, new Random(seed + thread), taken));
            nowMs.addAndGet(Duration.ofSeconds(1).toMillis());
            Map<Asset, Long> left = store.readGlobal(tx -> ledger.balances(tx, "STA"));
            left.forEach((asset, balance) -> {
                assertThat(balance).isNotNegative();
                assertThat(10_000 - taken.get(asset.ordinal())).isEqualTo(balance);
            });
            long charged =
                    store.readGlobal(tx -> Period.always("STA").charges(tx, 10_000)).stream()
                            .mapToLong(Period.Charge::amount)
                            .sum();
            long all = Arrays.stream(Asset.values()).mapToLong(a -> taken.get(a.ordinal())).sum();
            assertThat(charged).isEqualTo(all);
            assertThat(all).isGreaterThan(25_000);
        }
    }

    private boolean spend(Store store, Owner owner, Random random, AtomicLongArray taken) {
        for (int i = 0; i < 100; i++) {
            List<Price> prices = LedgerModelTest.prices(random);
            try {
                Ledger.Charge charge =
                        store.write(
                                owner,
                                tx -> {
                                    Ledger.Charge mine =
                                            ledger.charge(
                                                    tx,
                                                    Pass.of("STA"),
                                                    LedgerModelTest.bills("/x", prices));
                                    tx.sequence();
                                    return mine;
                                });
                Price price = charge.taken().orElseThrow();
                taken.addAndGet(price.asset().ordinal(), price.amount());
            } catch (Ledger.NotCovered e) {
                assertThat(e.problem().code()).isEqualTo("insufficient_balance");
            }
        }
        return true;
    }
}
