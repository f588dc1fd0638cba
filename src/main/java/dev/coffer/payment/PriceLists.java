package dev.coffer.payment;

import dev.coffer.endpoint.Limits;
import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;
import dev.coffer.store.Table;
import dev.coffer.store.Timer;
import dev.coffer.store.Tx;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What is asked for here, and what else was offered lately, by this node before it was started anew
 * or by another. A list holds until the last offer of it has ended: {@link Limits#OFFER_SECONDS}
 * after the last node stopped offering it, and two minutes later at most.
 */
public final class PriceLists {

    public static final Table TABLE = Table.of("price_list", "digest", "since");

    private static final System.Logger LOG = System.getLogger(PriceLists.class.getName());

    private static final long EVERY_MS = TimeUnit.MINUTES.toMillis(1);

    /** As long as a node offers it, with one renewal missed, and then as long as an offer lasts. */
    private static final long LASTS_MS =
            2 * EVERY_MS + TimeUnit.SECONDS.toMillis(Limits.OFFER_SECONDS.value());

    /** One that is to last longer was written while the clock was ahead, by more than a little. */
    private static final long MOST_MS = LASTS_MS + EVERY_MS;

    private final Store store;
    private final PriceList ours;
    private final String text;
    private final String digest;

    public PriceLists(Store store, PriceList ours) {
        this(store, ours, _ -> {});
    }

    /**
     * Has a list known to all nodes before it is offered.
     *
     * @param first looks at the store before, in the same transaction
     */
    public PriceLists(Store store, PriceList ours, Consumer<Tx> first) {
        this.store = store;
        this.ours = ours;
        this.text = ours.text();
        this.digest = digest(text);
        store.write(
                Owner.SERVICE,
                tx -> {
                    first.accept(tx);
                    return renew(tx);
                });
    }

    /** Who was to be paid on each network, by the last list that had it, of any node. */
    public static Map<String, String> recipients(Tx tx) {
        Map<String, String> recipients = new LinkedHashMap<>();
        tx.all(
                        "select list from price_list where owner = ? order by since desc, digest",
                        row -> PriceList.of(row.text(1)),
                        Owner.SERVICE.address())
                .forEach(list -> list.payTo().forEach(recipients::putIfAbsent));
        return recipients;
    }

    /**
     * Whoever was to be paid here once.
     *
     * @param network CAIP-2
     * @param sinceMs when that was said first, in epoch milliseconds
     */
    public record Recipient(String network, String payTo, long sinceMs) {}

    /** All of them, the earliest first. */
    public static List<Recipient> everPaid(Tx tx) {
        Map<List<String>, Recipient> paid = new LinkedHashMap<>();
        tx.all(
                        "select list, since from price_list where owner = ? order by since, digest",
                        row -> Map.entry(PriceList.of(row.text(1)), row.number(2)),
                        Owner.SERVICE.address())
                .forEach(list ->
                        list.getKey()
                                .payTo()
                                .forEach((network, payTo) ->
                                        paid.putIfAbsent(
                                                List.of(network, payTo),
                                                new Recipient(network, payTo, list.getValue()))));
        return List.copyOf(paid.values());
    }

    /** Keeps it known as long as it is offered. */
    public AutoCloseable renewing() {
        Timer timer = new Timer("price-list");
        timer.scheduleWithFixedDelay(
                this::renewIfPossible, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
        return timer::shutdownNow;
    }

    private void renewIfPossible() {
        try {
            store.write(Owner.SERVICE, this::renew);
        } catch (StoreException e) {
            LOG.log(System.Logger.Level.DEBUG, "renewing the price list waits for the store", e);
        }
    }

    private int renew(Tx tx) {
        long until = tx.now() + LASTS_MS;
        int renewed =
                tx.update(
                        """
                        update price_list set until_at = ?
                        where owner = ? and digest = ? and until_at between ? and ?\
                        """,
                        until,
                        Owner.SERVICE.address(),
                        digest,
                        tx.now(),
                        tx.now() + MOST_MS);
        return renewed > 0 ? renewed : insert(tx, until);
    }

    private int insert(Tx tx, long until) {
        return tx.update(
                """
                insert into price_list (owner, digest, since, until_at, list)
                values (?, ?, ?, ?, ?)
                on conflict (owner, digest, since) do update set until_at = excluded.until_at\
                """,
                Owner.SERVICE.address(),
                digest,
                tx.now(),
                until,
                text);
    }

    /** What is asked for now, by this node. */
    PriceList ours() {
        return ours;
    }

    /** What else is good now, the newest first. */
    List<PriceList> others() {
        return store.read(
                Owner.SERVICE,
                tx ->
                        tx.all(
                                """
                                select list from price_list
                                where owner = ? and digest <> ? and until_at between ? and ?
                                order by since desc, digest\
                                """,
                                row -> PriceList.of(row.text(1)),
                                Owner.SERVICE.address(),
                                digest,
                                tx.now(),
                                tx.now() + MOST_MS));
    }

    /** What was good at an instant, in epoch milliseconds, the newest first. */
    List<PriceList> at(long instantMs) {
        return store.read(
                Owner.SERVICE,
                tx ->
                        tx.all(
                                """
                                select list from price_list
                                where owner = ? and since <= ? and until_at >= ?
                                order by since desc, digest\
                                """,
                                row -> PriceList.of(row.text(1)),
                                Owner.SERVICE.address(),
                                instantMs,
                                instantMs));
    }

    private static String digest(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
