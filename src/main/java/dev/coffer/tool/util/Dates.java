package dev.coffer.tool.util;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Figures;
import dev.coffer.tool.Instants;
import dev.coffer.tool.Texts;
import dev.coffer.tool.Toolbox;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.util.List;

/** Instants in all their forms, and what lies between two. */
final class Dates {

    record Now(long unix, long unixMs, String iso, String utc) {
        static Now of(long ms) {
            return new Now(Math.floorDiv(ms, 1000L), ms, Instants.iso(ms), Instants.utc(ms));
        }
    }

    record Wanted(String value, String from) {
        static final Shape<Wanted> SHAPE =
                Shape.of(
                        Wanted::new,
                        DateText.field("value", "Seconds or milliseconds since 1970, or ISO 8601."),
                        Texts.choice(
                                "from",
                                "Which of these.",
                                "auto",
                                "seconds",
                                "milliseconds",
                                "iso"));
    }

    record Day(int year, int month, int day, int hour, int minute, int second, int dayOfWeek) {}

    record Converted(long unix, long unixMs, String iso, String utc, String local, Day date) {}

    record Two(String from, String to) {
        static final Shape<Two> SHAPE =
                Shape.of(
                        Two::new,
                        DateText.field("from", "The one date."),
                        DateText.field("to", "The other date."));
    }

    record Parts(long days, long hours, long minutes, long seconds, long milliseconds) {}

    record Between(
            String from,
            String to,
            long totalMs,
            BigDecimal totalSeconds,
            BigDecimal totalMinutes,
            BigDecimal totalHours,
            BigDecimal totalDays,
            BigDecimal totalWeeks,
            Parts breakdown,
            boolean isPast,
            String humanReadable) {}

    private static final long MINUTE_MS = 60_000;
    private static final long HOUR_MS = 60 * MINUTE_MS;
    static final long DAY_MS = 24 * HOUR_MS;

    private Dates() {}

    static List<Endpoint<?, ?>> of(Toolbox tools, InstantSource clock) {
        return List.of(
                tools.tool(
                        "/api/util/timestamp",
                        Shape.nothing(),
                        Now.class,
                        "Says what time it is.",
                        "{}",
                        _ -> Now.of(clock.millis())),
                tools.tool(
                        "/api/util/timestamp-convert",
                        Wanted.SHAPE,
                        Converted.class,
                        "Writes an instant in every form.",
                        "{\"value\": \"2024-02-29T12:34:56Z\"}",
                        Dates::converted),
                tools.tool(
                        "/api/util/date-diff",
                        Two.SHAPE,
                        Between.class,
                        "Says how long it is from one date to another.",
                        "{\"from\": \"2024-01-01\", \"to\": \"2024-12-31\"}",
                        Dates::between));
    }

    private static Converted converted(Wanted in) {
        long ms = DateText.ms("value", in.value(), in.from());
        ZonedDateTime at = Instants.at(ms);
        Now all = Now.of(ms);
        return new Converted(
                all.unix(),
                ms,
                all.iso(),
                all.utc(),
                all.utc(),
                new Day(
                        at.getYear(),
                        at.getMonthValue(),
                        at.getDayOfMonth(),
                        at.getHour(),
                        at.getMinute(),
                        at.getSecond(),
                        at.getDayOfWeek().getValue() % 7));
    }

    private static Between between(Two in) {
        long from = DateText.ms("from", in.from(), "auto");
        long to = DateText.ms("to", in.to(), "auto");
        long ms = to - from;
        long length = Math.abs(ms);
        Parts parts =
                new Parts(
                        length / DAY_MS,
                        length / HOUR_MS % 24,
                        length / MINUTE_MS % 60,
                        length / 1000 % 60,
                        length % 1000);
        return new Between(
                Instants.iso(from),
                Instants.iso(to),
                ms,
                in(ms, 1000),
                in(ms, MINUTE_MS),
                in(ms, HOUR_MS),
                in(ms, DAY_MS),
                in(ms, 7 * DAY_MS),
                parts,
                ms < 0,
                "%s%dd %dh %dm %ds"
                        .formatted(
                                ms < 0 ? "-" : "",
                                parts.days(),
                                parts.hours(),
                                parts.minutes(),
                                parts.seconds()));
    }

    private static BigDecimal in(long ms, long unit) {
        return Figures.rounded(
                BigDecimal.valueOf(ms).divide(BigDecimal.valueOf(unit), MathContext.DECIMAL64), 3);
    }
}
