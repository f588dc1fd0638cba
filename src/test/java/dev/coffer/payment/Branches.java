package dev.coffer.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Service;
import dev.coffer.harness.TestClock;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One node, or two over one PostgreSQL, paid by one chain, and their books. What is begun at the
 * first goes on at the other; of one node both are the same.
 */
public record Branches(List<Service> nodes) implements AutoCloseable {

    /** How many there are. */
    public enum Standing {
        ONE_NODE,
        TWO_NODES
    }

    public static Branches open(Standing standing) {
        return new Branches(
                switch (standing) {
                    case ONE_NODE -> List.of(Service.devnet());
                    case TWO_NODES -> Service.nodes(2, Config.Money.DEVNET);
                });
    }

    /** Starts them anew, each with rails of its own; at a start what is due is asked for. */
    @SafeVarargs
    public final void paidOn(Supplier<Rail>... rails) {
        for (Service node : nodes) {
            node.restartPaidOn(Stream.of(rails).map(Supplier::get).toArray(Rail[]::new));
        }
    }

    public Service first() {
        return nodes.getFirst();
    }

    public Service other() {
        return nodes.getLast();
    }

    public TestClock clock() {
        return first().clock();
    }

    public void later(Duration time) {
        clock().advance(time);
    }

    /** Whether the chain is still to say what became of some payment of a payer. */
    public boolean isOpen(String payer) {
        return !first().query(
                        "select key from payment where owner = '%s' and next_at is not null"
                                .formatted(payer))
                .isEmpty();
    }

    /**
     * The background finds out what became of all that a payer paid, asking a few times: what was
     * told to nobody yet it tells first.
     */
    @SafeVarargs
    public final void untilNothingIsOpen(String payer, Supplier<Rail>... rails) {
        for (int round = 0; round < 3 && isOpen(payer); round++) {
            later(Duration.ofMinutes(20));
            paidOn(rails);
            Call.until("it was asked", () -> !isDue(payer));
        }
        assertThat(isOpen(payer)).as("open").isFalse();
    }

    private boolean isDue(String payer) {
        LockSupport.parkNanos(Duration.ofMillis(10).toNanos()); // Each look connects.
        return !first().query(
                        "select key from payment where owner = '%s' and (next_at <= %d or holder <> '')"
                                .formatted(payer, clock().millis()))
                .isEmpty();
    }

    /**
     * A payment bought its one call, whoever asks: its buyer gets the answer again, at any node,
     * and nobody else anything.
     */
    public void bought(Buyer buyer) {
        Answered first = buyer.pays(first()).expect(200);
        Answered again = buyer.pays(other()).expect(200);
        assertThat(first.text()).isEqualTo(again.text());
        assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
        assertThat(again.at("value").asLong()).isEqualTo(1);
        for (Service node : nodes) {
            nothingForOthers(buyer, node);
        }
        assertThat(effects(buyer)).isEqualTo(1);
        String of = " where owner = '" + buyer.payer() + "'";
        assertThat(first().query("select sum(calls) from charge" + of))
                .as("calls that were charged, and had their effect")
                .isEqualTo(first().query("select sum(value) from counter" + of));
        assertThat(isOpen(buyer.payer())).as("open").isFalse();
    }

    /** What the chain shows of a payment that somebody has in hand, or had, opens nothing. */
    public void nothingForOthers(Buyer buyer, Service node) {
        for (String[] stranger : buyer.asStrangers()) {
            Answered refused = buyer.sends(node, stranger).expect(409, "payment_used");
            assertThat(refused.header("Coffer-Resume")).isEmpty();
        }
    }

    /** How often a buyer's call had its effect. */
    public long effects(Buyer buyer) {
        return first()
                .query(
                        "select value from counter where owner = '%s' and name = '%s'"
                                .formatted(buyer.payer(), buyer.counter()))
                .stream()
                .mapToLong(row -> Long.parseLong(row.getFirst()))
                .sum();
    }

    /**
     * What a payer was credited is what the chain moved, and over all owners credits less charges
     * are the balances.
     */
    public void addUp(String payer, Asset asset, long moved) {
        assertThat(
                        sums("select asset, sum(amount) from credit where owner = '%s' group by asset"
                                        .formatted(payer))
                                .getOrDefault(asset.symbol(), 0L))
                .as("credits of %s", payer)
                .isEqualTo(moved);
        Map<String, Long> owed = sums("select asset, sum(amount) from credit group by asset");
        sums("select asset, sum(price * calls) from charge group by asset")
                .forEach((of, charged) -> owed.merge(of, -charged, Long::sum));
        for (Asset each : Asset.values()) {
            assertThat(sums("select 'all', sum(%s) from owner".formatted(each.column())).get("all"))
                    .as("balances in %s", each)
                    .isEqualTo(owed.getOrDefault(each.symbol(), 0L));
        }
    }

    private Map<String, Long> sums(String sql) {
        Map<String, Long> sums = new TreeMap<>();
        first().query(sql).forEach(row -> sums.put(row.getFirst(), number(row.getLast())));
        return sums;
    }

    private static long number(String text) {
        return text.equals("null") ? 0 : Long.parseLong(text);
    }

    @Override
    public void close() {
        nodes.forEach(Service::close);
    }
}
