package dev.coffer.account;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.payment.Ledger;
import dev.coffer.payment.Period;
import dev.coffer.room.Cursor;
import dev.coffer.room.Page;
import dev.coffer.store.Tx;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an owner paid and what for: the balances at both ends of some whole hours, and between them
 * every credit, then the charges of each hour.
 */
record Statements(Ledger ledger) {

    private static final long HOUR_MS = Duration.ofHours(1).toMillis();
    private static final long USUAL_MS = Duration.ofDays(1).toMillis();

    /** The last second of the years that have four digits. */
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    record Asked(Optional<Instant> from, Optional<Instant> to, Page.Asked<Cursor> page) {
        static final Shape<Asked> SHAPE =
                Shape.of(
                        Asked::new,
                        instant(
                                "from",
                                "Within the first hour, ISO 8601; a day before `to` if left out."),
                        instant(
                                "to",
                                "Within the hour after the last, ISO 8601; if left out, the hour that runs is the last."),
                        Page.asked(cursor -> cursor));

        /** Whole hours: an instant means the beginning of its own. */
        Period period(String owner, long nowMs) {
            long to = hour(this.to.map(Instant::toEpochMilli).orElse(nowMs + HOUR_MS));
            long from = hour(this.from.map(Instant::toEpochMilli).orElse(to - USUAL_MS));
            if (from > to) {
                throw Problem.invalid("from", "must not be after `to`");
            }
            return new Period(owner, Math.max(0, from), to);
        }

        private static long hour(long ms) {
            return ms - Math.floorMod(ms, HOUR_MS);
        }
    }

    record Statement(
            String account,
            Instant from,
            Instant to,
            Map<String, Long> opening,
            List<Period.Credit> credits,
            List<Period.Charge> charges,
            Map<String, Long> closing,
            @JsonUnwrapped Page.End end) {}

    /** A line of it, a credit or a charge, and its place among them. */
    private record Line(Optional<Period.Credit> credit, Optional<Period.Charge> charge) {
        static Line of(Period.Credit credit) {
            return new Line(Optional.of(credit), Optional.empty());
        }

        static Line of(Period.Charge charge) {
            return new Line(Optional.empty(), Optional.of(charge));
        }

        Cursor place() {
            return credit.map(c -> Cursor.of(c.number()))
                    .orElseGet(() -> charge.map(Line::place).orElseThrow());
        }

        private static Cursor place(Period.Charge charge) {
            return Cursor.of(
                    charge.hour().toEpochMilli(),
                    charge.tokenType(),
                    charge.endpoint(),
                    charge.price());
        }
    }

    Reply<Statement> statement(Call<Asked> call, Tx tx) {
        Period period = call.input().period(call.owner(), tx.now());
        Period.Balances balances = period.balances(tx, ledger.balances(tx, call.owner()));
        Page<Line> page =
                call.input()
                        .page()
                        .of((after, most) -> lines(period, tx, after, most), Line::place);
        return Reply.of(
                new Statement(
                        call.owner(),
                        Instant.ofEpochMilli(period.fromMs()),
                        Instant.ofEpochMilli(period.toMs()),
                        Ledger.symbols(balances.opening()),
                        page.entries().stream().flatMap(line -> line.credit().stream()).toList(),
                        page.entries().stream().flatMap(line -> line.charge().stream()).toList(),
                        Ledger.symbols(balances.closing()),
                        page.end()));
    }

    private static List<Line> lines(Period period, Tx tx, Optional<Cursor> after, int most) {
        if (after.isPresent() && after.get().parts().size() > 1) {
            Cursor at = after.get();
            return period
                    .charges(
                            tx,
                            at.number(0, 4),
                            at.text(1, 4),
                            at.text(2, 4),
                            at.number(3, 4),
                            most)
                    .stream()
                    .map(Line::of)
                    .toList();
        }
        List<Line> lines = new ArrayList<>();
        long number = after.map(at -> at.number(0, 1)).orElse(0L);
        period.credits(tx, number, most).forEach(credit -> lines.add(Line.of(credit)));
        if (lines.size() < most) {
            period.charges(tx, most - lines.size()).forEach(charge -> lines.add(Line.of(charge)));
        }
        return lines;
    }

    static Field<Optional<Instant>> instant(String name, String says) {
        return Field.text(name, 1, 40, says).map(text -> instantOf(name, text)).optional();
    }

    private static Instant instantOf(String field, String text) {
        try {
            Instant instant = Instant.parse(text);
            if (!instant.isBefore(Instant.EPOCH) && !instant.isAfter(LAST)) {
                return instant;
            }
        } catch (DateTimeParseException e) {
            // Told below, as what is out of all bounds.
        }
        throw Problem.invalid(field, "must be an instant like 2026-01-31T12:00:00Z");
    }
}
