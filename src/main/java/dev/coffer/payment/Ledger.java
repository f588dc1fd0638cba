package dev.coffer.payment;

import dev.coffer.endpoint.ErrorCode;
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
        private Optional<Bill> bill = Optional.empty();
        private long balance;
        private String account = "";
        private String payer = "";
        private long number;
        private final long atMs;

        /** What was charged; empty as long as nothing was, or for a call that costs nothing. */
        public Optional<Price> taken() {
            return bill.map(Bill::sum);
        }

        /** What is left of that asset. */
        public long balance() {
            return balance;
        }

        /** The same as its receipt says it; empty for a call that costs nothing. */
        public Optional<Charged> charged() {
            return taken().map(price -> new Charged(account, number, payer, price));
        }

        /** When the call ran, in epoch milliseconds. */
        public long atMs() {
            return atMs;
        }

        private Charge(long atMs) {
            this.atMs = atMs;
        }

        /** Of a call that costs nothing. */
        public Charge() {
            this(0);
        }
    }

    /**
     * Has the work's first write, or the end of the work, debit a bill: the first of the given ones
     * that the balance of the payer covers, who is the work's owner or its second one.
     *
     * @throws NotCovered from the write that would debit
     */
    public Charge charge(Tx tx, Pass pass, List<Bill> bills) {
        Charge charge = new Charge(tx.now());
        if (!isFree(bills)) {
            tx.numberBy(t -> debit(t, pass, bills, charge));
        }
        return charge;
    }

    private static boolean isFree(List<Bill> bills) {
        for (Bill bill : bills) {
            if (bill.sum().amount() > 0) {
                return false;
            }
        }
        return true;
    }

    private long debit(Tx tx, Pass pass, List<Bill> bills, Charge charge) {
        record Debited(long number, long balance) {}
        Owner payer = pass.payer().orElseThrow();
        boolean own = payer.equals(tx.owner());
        for (Bill bill : bills) {
            Price price = bill.sum();
            count(tx, pass, bill);
            Optional<Debited> debited =
                    tx.number(
                            of(DEBIT, price.asset()),
                            row -> new Debited(row.number(1), row.number(2)),
                            own ? tx.numbers() : 0,
                            price.amount(),
                            payer.address(),
                            price.amount());
            if (debited.isPresent()) {
                charge.bill = Optional.of(bill);
                charge.balance = debited.get().balance();
                charge.account = tx.owner().address();
                charge.payer = payer.address();
                charge.number = own ? debited.get().number() : tx.plainNumber();
                add(tx, payer, bill, 1);
                return charge.number;
            }
            count(tx, pass, price.asset(), -price.amount(), -bill.calls());
        }
        throw new NotCovered(balances(tx, payer.address()), bills);
    }

    /**
     * Counts before it is debited: a token that has used up its cap, called again and again, then
     * leaves nothing to undo, and costs the works beside it nothing. Of several caps all are looked
     * at first, for the same reason.
     */
    private static void count(Tx tx, Pass pass, Bill bill) {
        if (pass.caps().size() > 1) {
            pass.caps().forEach(cap -> cap.require(tx, bill));
        }
        count(tx, pass, bill.sum().asset(), bill.sum().amount(), bill.calls());
    }

    private static void count(Tx tx, Pass pass, Asset asset, long amount, int calls) {
        pass.caps().forEach(cap -> cap.count(tx, asset, amount, calls));
    }

    /**
     * @param times one, or minus one for what is given back
     */
    private static void add(Tx tx, Owner payer, Bill bill, int times) {
        for (Bill.Line line : bill.lines()) {
            tx.addLater(
                    COUNT_CALL,
                    (long) times * line.calls(),
                    payer.address(),
                    tx.now() - Math.floorMod(tx.now(), HOUR_MS),
                    bill.sum().asset().symbol(),
                    line.endpoint(),
                    line.price());
        }
    }

    /**
     * Charges a call that came to less than was meant otherwise: what was taken by a write is given
     * back but for the other bill in its asset. No bills: all of it.
     */
    public Charge instead(Tx tx, Pass pass, Charge meant, List<Bill> bills) {
        if (meant.bill.isEmpty()) {
            return bills.isEmpty() || tx.isNumbered() ? meant : charging(tx, pass, bills);
        }
        Bill taken = meant.bill.get();
        Asset asset = taken.sum().asset();
        Optional<Bill> bill = bills.stream().filter(b -> b.sum().asset() == asset).findFirst();
        long rest = taken.sum().amount() - bill.map(b -> b.sum().amount()).orElse(0L);
        if (rest < 0) {
            return meant; // What was meant is the most that it can cost.
        }
        Charge charge = new Charge(meant.atMs);
        charge.account = meant.account;
        charge.payer = meant.payer;
        charge.number = meant.number;
        charge.bill = bill.filter(b -> b.calls() > 0);
        charge.balance =
                tx.change(
                                of(GIVE_BACK, asset),
                                row -> row.number(1),
                                rest,
                                pass.payer().orElseThrow().address())
                        .orElseThrow();
        count(tx, pass, asset, -rest, bill.map(Bill::calls).orElse(0) - taken.calls());
        Owner payer = pass.payer().orElseThrow();
        add(tx, payer, taken, -1);
        bill.ifPresent(b -> add(tx, payer, b, 1));
        return charge;
    }

    /** In the place of the debit that was meant, which was not taken. */
    private Charge charging(Tx tx, Pass pass, List<Bill> bills) {
        if (isFree(bills)) {
            tx.numberBy(Tx::plainNumber);
        }
        return charge(tx, pass, bills);
    }

    /**
     * Refuses now what could not be paid for later.
     *
     * @throws NotCovered if it is so
     * @throws Problem 403 if a cap of the pass is reached
     */
    public void requireCovered(Tx tx, Pass pass, List<Bill> bills) {
        if (isFree(bills)) {
            return;
        }
        Owner payer = pass.payer().orElseThrow();
        Map<Asset, Long> balances = balances(tx, payer.address());
        Bill covered =
                bills.stream()
                        .filter(b -> balances.getOrDefault(b.sum().asset(), 0L) >= b.sum().amount())
                        .findFirst()
                        .orElseThrow(() -> new NotCovered(balances, bills));
        pass.caps().forEach(cap -> cap.require(tx, covered));
    }

    /** The balance does not cover what is to be debited; nothing was. */
    public static final class NotCovered extends RuntimeException {
        private final transient Map<Asset, Long> balances;
        private final transient List<Price> prices;

        private NotCovered(Map<Asset, Long> balances, List<Bill> bills) {
            super("not covered", null, false, false);
            this.balances = balances;
            this.prices = bills.stream().map(Bill::sum).toList();
        }

        /** As the payer is told: 402 {@code insufficient_balance}. */
        public Problem problem() {
            return new Problem(
                            ErrorCode.INSUFFICIENT_BALANCE,
                            "The balance does not cover this call: it costs %s. Pay this call, or deposit at POST /api/account/deposit."
                                    .formatted(costs()))
                    .with("needed", needed())
                    .with("balances", symbols(balances));
        }

        /** As somebody is told who calls at the payer's cost: 403 {@code owner_out_of_funds}. */
        public Problem othersProblem() {
            return new Problem(
                            ErrorCode.OWNER_OUT_OF_FUNDS,
                            "The balance of the owner who pays for this call does not cover it: it costs %s. The owner has to deposit."
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
