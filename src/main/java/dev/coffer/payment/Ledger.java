package dev.coffer.payment;

import dev.coffer.endpoint.Problem;
import dev.coffer.store.Owner;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Balances, and how they came to be. For each owner and asset, at any time: sum of credits - sum of
 * charges = balance; the three change in the same transaction.
 */
public final class Ledger {

    /** What came in, and what went out; balances are in the owner's own row. */
    public static final List<Table> TABLES =
            List.of(
                    Table.of("credit", "number"),
                    Table.of("charge", "hour", "asset", "endpoint", "price"));

    private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);

    private static final String COUNT_CALL =
            """
            insert into charge (owner, hour, asset, endpoint, price, calls) values (?, ?, ?, ?, ?, ?)
            on conflict (owner, hour, asset, endpoint, price)
            do update set calls = charge.calls + excluded.calls\
            """;

    private static final String CREDIT =
            """
            insert into credit (owner, number, asset, amount, reference, at)
            values (?, ?, ?, ?, ?, ?)\
            """;

    /** Takes the price, and the number where the owner pays; no row means it is not covered. */
    private static final Map<Asset, String> DEBIT =
            perAsset(
                    """
                    update owner set sequence = sequence + ?, $ = $ - ?
                    where owner = ? and $ >= ?
                    returning sequence, $\
                    """);

    private static final Map<Asset, String> RAISE =
            perAsset(
                    """
                    insert into owner (owner, sequence, $) values (?, 1, ?)
                    on conflict (owner)
                    do update set sequence = owner.sequence + 1, $ = owner.$ + excluded.$
                    returning sequence\
                    """);

    private static Map<Asset, String> perAsset(String sql) {
        Map<Asset, String> texts = new EnumMap<>(Asset.class);
        for (Asset asset : Asset.values()) {
            texts.put(asset, sql.replace("$", asset.column()));
        }
        return texts;
    }

    private static final Map<Asset, String> GIVE_BACK =
            perAsset("update owner set $ = $ + ? where owner = ? returning $");

    private static final String BALANCES =
            Arrays.stream(Asset.values())
                    .map(Asset::column)
                    .collect(Collectors.joining(", ", "select ", " from owner where owner = ?"));

    private static String of(Map<Asset, String> texts, Asset asset) {
        return Objects.requireNonNull(texts.get(asset));
    }

    /** A charge of the call that runs; known once it was taken. */
    public static final class Charge {
        private Optional<Price> taken = Optional.empty();
        private long balance;

        /** What was charged; empty as long as nothing was, or for a call that costs nothing. */
        public Optional<Price> taken() {
            return taken;
        }

        /** What is left of that asset. */
        public long balance() {
            return balance;
        }
    }

    /**
     * Has the work's first write, or the end of the work, debit a price: the first of the given
     * ones that the balance of the payer covers, who is the work's owner or its second one.
     *
     * @throws NotCovered from the write that would debit
     */
    public Charge charge(Tx tx, Pass pass, String endpoint, List<Price> prices) {
        Charge charge = new Charge();
        if (!isFree(prices)) {
            tx.numberBy(t -> debit(t, pass, endpoint, prices, charge));
        }
        return charge;
    }

    private static boolean isFree(List<Price> prices) {
        for (Price price : prices) {
            if (price.amount() > 0) {
                return false;
            }
        }
        return true;
    }

    private long debit(Tx tx, Pass pass, String endpoint, List<Price> prices, Charge charge) {
        record Debited(long number, long balance) {}
        Owner payer = pass.payer().orElseThrow();
        boolean own = payer.equals(tx.owner());
        for (Price price : prices) {
            count(tx, pass, price);
            Optional<Debited> debited =
                    tx.number(
                            of(DEBIT, price.asset()),
                            row -> new Debited(row.number(1), row.number(2)),
                            own ? 1 : 0,
                            price.amount(),
                            payer.address(),
                            price.amount());
            if (debited.isPresent()) {
                charge.taken = Optional.of(price);
                charge.balance = debited.get().balance();
                add(tx, payer, endpoint, price, 1);
                return own ? debited.get().number() : tx.plainNumber();
            }
            pass.caps().forEach(cap -> cap.count(tx, payer, price, -1));
        }
        throw new NotCovered(balances(tx, payer.address()), prices);
    }

    /**
     * Counts before it is debited: a token that has used up its cap, called again and again, then
     * leaves nothing to undo, and costs the works beside it nothing. Of several caps all are looked
     * at first, for the same reason.
     */
    private static void count(Tx tx, Pass pass, Price price) {
        Owner payer = pass.payer().orElseThrow();
        if (pass.caps().size() > 1) {
            pass.caps().forEach(cap -> cap.require(tx, payer, price));
        }
        pass.caps().forEach(cap -> cap.count(tx, payer, price, 1));
    }

    private static void add(Tx tx, Owner payer, String endpoint, Price price, int calls) {
        tx.addLater(
                COUNT_CALL,
                calls,
                payer.address(),
                tx.now() - Math.floorMod(tx.now(), HOUR_MS),
                price.asset().symbol(),
                endpoint,
                price.amount());
    }

    /**
     * Charges a call that came to nothing otherwise than was meant: what was taken by a write is
     * given back but for the other price in its asset. No prices: all of it.
     */
    public Charge instead(Tx tx, Pass pass, Charge meant, String endpoint, List<Price> prices) {
        if (meant.taken().isEmpty()) {
            return prices.isEmpty() ? meant : charge(tx, pass, endpoint, prices);
        }
        Price taken = meant.taken().get();
        Optional<Price> price = prices.stream().filter(p -> p.asset() == taken.asset()).findFirst();
        long rest = taken.amount() - price.map(Price::amount).orElse(0L);
        Charge charge = new Charge();
        charge.taken = price;
        charge.balance =
                tx.change(
                                of(GIVE_BACK, taken.asset()),
                                row -> row.number(1),
                                rest,
                                pass.payer().orElseThrow().address())
                        .orElseThrow();
        recount(tx, pass, endpoint, taken, -1);
        price.ifPresent(p -> recount(tx, pass, endpoint, p, 1));
        return charge;
    }

    private static void recount(Tx tx, Pass pass, String endpoint, Price price, int calls) {
        Owner payer = pass.payer().orElseThrow();
        pass.caps().forEach(cap -> cap.count(tx, payer, price, calls));
        add(tx, payer, endpoint, price, calls);
    }

    /**
     * Refuses now what could not be paid for later.
     *
     * @throws NotCovered if it is so
     * @throws Problem 403 if a cap of the pass is reached
     */
    public void requireCovered(Tx tx, Pass pass, List<Price> prices) {
        if (isFree(prices)) {
            return;
        }
        Owner payer = pass.payer().orElseThrow();
        Map<Asset, Long> balances = balances(tx, payer.address());
        Price covered =
                prices.stream()
                        .filter(p -> balances.getOrDefault(p.asset(), 0L) >= p.amount())
                        .findFirst()
                        .orElseThrow(() -> new NotCovered(balances, prices));
        pass.caps().forEach(cap -> cap.require(tx, payer, covered));
    }

    /** The balance does not cover what is to be debited; nothing was. */
    public static final class NotCovered extends RuntimeException {
        private final transient Map<Asset, Long> balances;
        private final transient List<Price> prices;

        private NotCovered(Map<Asset, Long> balances, List<Price> prices) {
            super("not covered", null, false, false);
            this.balances = balances;
            this.prices = prices;
        }

        /** As the payer is told: 402 {@code insufficient_balance}. */
        public Problem problem() {
            return new Problem(
                            402,
                            "insufficient_balance",
                            "The balance does not cover this call: it costs %s. Pay this call, or deposit at POST /api/account/deposit."
                                    .formatted(costs()))
                    .with("needed", needed())
                    .with("balances", symbols(balances));
        }

        /** As somebody is told who calls at the payer's cost: 403 {@code owner_out_of_funds}. */
        public Problem othersProblem() {
            return new Problem(
                            403,
                            "owner_out_of_funds",
                            "The balance of the token's owner does not cover this call: it costs %s. Its owner has to deposit."
                                    .formatted(costs()))
                    .with("needed", needed());
        }

        private String costs() {
            return prices.stream().map(Price::toString).collect(Collectors.joining(" or "));
        }

        private Map<String, Long> needed() {
            Map<String, Long> needed = new LinkedHashMap<>();
            prices.forEach(p -> needed.put(p.asset().symbol(), p.amount()));
            return needed;
        }
    }

    /** Adds to a balance, in the work's own row; the reference says where it came from. */
    public void credit(Tx tx, Price paid, String reference) {
        String owner = tx.owner().address();
        tx.numberBy(t ->
                t.number(of(RAISE, paid.asset()), row -> row.number(1), owner, paid.amount())
                        .orElseThrow());
        tx.update(
                CREDIT,
                owner,
                tx.sequence(),
                paid.asset().symbol(),
                paid.amount(),
                reference,
                tx.now());
    }

    public Map<Asset, Long> balances(Tx tx, String owner) {
        return tx.one(BALANCES, row -> Asset.each(asset -> row.number(1 + asset.ordinal())), owner)
                .orElseGet(() -> Asset.each(_ -> 0));
    }

    /** Balances by the assets' symbols, as answers show them, in smallest units. */
    public static Map<String, Long> symbols(Map<Asset, Long> balances) {
        Map<String, Long> shown = new LinkedHashMap<>();
        balances.forEach((asset, amount) -> shown.put(asset.symbol(), amount));
        return shown;
    }
}
