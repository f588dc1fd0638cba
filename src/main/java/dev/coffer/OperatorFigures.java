package dev.coffer;

import dev.coffer.describe.Traffic;
import dev.coffer.http.AccessLog;
import dev.coffer.http.netty.HttpServer;
import dev.coffer.payment.Asset;
import dev.coffer.payment.PaymentCounts;
import dev.coffer.payment.Payments;
import dev.coffer.payment.Rails;
import dev.coffer.payment.Sponsor;
import dev.coffer.room.Figure;
import dev.coffer.room.Sweeper;
import dev.coffer.store.Store;
import dev.coffer.store.StoreFigures;
import dev.coffer.store.StoreHealth;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What an operator sees of what stands behind the rooms; a room's own it declares itself. */
final class OperatorFigures {

    private OperatorFigures() {}

    static List<Figure> of(HttpServer http, AccessLog log, Sweeper sweeper, Traffic traffic) {
        return Stream.concat(
                        Stream.of(
                                Figure.now(
                                        "http_connections",
                                        "Connections that are open.",
                                        http::connections),
                                Figure.now(
                                        "http_calls_in_flight",
                                        "Calls under way, long polls included.",
                                        http::callsInFlight),
                                Figure.count(
                                        "access_log_dropped_lines",
                                        "Lines of the access log that the disk did not take.",
                                        log::droppedLines),
                                Figure.count(
                                        "sweeper_rounds",
                                        "How often this node looked at all tables for what is over.",
                                        sweeper::rounds),
                                Figure.count(
                                        "sweeper_removed_rows",
                                        "Rows that this node removed, since they were over.",
                                        sweeper::removedRows)),
                        Arrays.stream(Asset.values())
                                .map(asset ->
                                        Figure.count(
                                                        "ledger_charged",
                                                        "What calls were charged, in the smallest unit of the asset.",
                                                        () -> traffic.charged(asset))
                                                .labelled("asset", asset.symbol())))
                .toList();
    }

    static List<Figure> of(Store store, Supplier<StoreHealth> health) {
        Stream<Figure> all =
                Stream.of(
                        Figure.asked(
                                "store_writable",
                                "1 if the store could do all of its work at the last look, else 0.",
                                () -> health.get().isWhole() ? 1 : 0),
                        Figure.now(
                                "waiting_calls",
                                "Calls that wait for something to happen.",
                                () -> store.signals().listening()),
                        Figure.now(
                                "lane_waiting_works",
                                "Works that no lane has taken yet.",
                                () -> store.figures().waitingWorks()));
        return Stream.concat(
                        all,
                        switch (store.figures()) {
                            case StoreFigures.Embedded _ -> sqlite(store);
                            case StoreFigures.Pooled _ -> postgres(store);
                        })
                .toList();
    }

    private static Stream<Figure> sqlite(Store store) {
        return Stream.of(
                Figure.now(
                        "sqlite_database_bytes",
                        "Size of the database's file.",
                        () -> ((StoreFigures.Embedded) store.figures()).databaseBytes()),
                Figure.now(
                        "sqlite_log_bytes",
                        "Size of the write-ahead log's file, which is written anew and not cut.",
                        () -> ((StoreFigures.Embedded) store.figures()).logBytes()),
                Figure.now(
                        "sqlite_log_unmoved_bytes",
                        "What is in the log and was not yet in the database at the last look.",
                        () -> ((StoreFigures.Embedded) store.figures()).unmovedLogBytes()));
    }

    private static Stream<Figure> postgres(Store store) {
        String says = "Connections for reads.";
        return Stream.of(
                Figure.now(
                                "postgres_readers",
                                says,
                                () -> ((StoreFigures.Pooled) store.figures()).activeReaders())
                        .labelled("state", "active"),
                Figure.now(
                                "postgres_readers",
                                says,
                                () -> ((StoreFigures.Pooled) store.figures()).idleReaders())
                        .labelled("state", "idle"),
                Figure.now(
                        "postgres_waiting_reads",
                        "Reads that wait for a connection.",
                        () -> ((StoreFigures.Pooled) store.figures()).waitingReads()));
    }

    static Figure[] of(Payments payments, Rails rails) {
        PaymentCounts counts = payments.counts();
        String says = "What chains said of payments, as often as they were asked.";
        Stream<Figure> outcomes =
                Stream.of(
                        Figure.count("payments", says, counts::settledPayments)
                                .labelled("outcome", "settled"),
                        Figure.count("payments", says, counts::refusals)
                                .labelled("outcome", "refused"),
                        Figure.count("payments", says, counts::silences)
                                .labelled("outcome", "unknown"));
        Stream<Figure> open =
                Stream.concat(open("claimed", payments::claimed), open("told", payments::told));
        Stream<Figure> answering =
                rails.all().stream()
                        .map(rail ->
                                Figure.now(
                                                "rail_answers",
                                                "1 if the chain's node or facilitator answered lately, else 0.",
                                                () -> rail.facilitator().isWell() ? 1 : 0)
                                        .labelled("network", rail.network()));
        Stream<Figure> sponsors =
                rails.all().stream()
                        .flatMap(rail ->
                                rail.sponsor().stream().flatMap(by -> of(rail.network(), by)));
        Stream<Figure> credits =
                Arrays.stream(Asset.values())
                        .map(asset ->
                                Figure.count(
                                                "ledger_credited",
                                                "What payments credited, in the smallest unit of the asset.",
                                                () -> counts.credited(asset))
                                        .labelled("asset", asset.symbol()));
        return Stream.of(outcomes, open, answering, sponsors, credits)
                .flatMap(figures -> figures)
                .toArray(Figure[]::new);
    }

    private static Stream<Figure> of(String network, Sponsor sponsor) {
        return Stream.of(
                        Figure.now(
                                "sponsor_balance",
                                "What is in the wallet that pays payers' fees, in uSTX; -1 if that is not known.",
                                () -> sponsor.balance().orElse(-1L)),
                        Figure.count(
                                "sponsored_payments",
                                "Payments whose fee this node signed for.",
                                sponsor::signedPayments),
                        Figure.count(
                                "sponsored_fees",
                                "What it signed for in fees, in uSTX: a cost, as far as they are mined.",
                                sponsor::signedFees))
                .map(figure -> figure.labelled("network", network));
    }

    private static Stream<Figure> open(String state, Supplier<Payments.Open> payments) {
        return Stream.of(
                Figure.asked(
                                "payments_open",
                                "Payments whose outcome is not known yet, up to 10,000.",
                                () -> payments.get().count())
                        .labelled("state", state),
                Figure.asked(
                                "payments_open_age_seconds",
                                "Since when the oldest of them was claimed.",
                                () -> payments.get().oldestMs() / 1000)
                        .labelled("state", state));
    }
}
