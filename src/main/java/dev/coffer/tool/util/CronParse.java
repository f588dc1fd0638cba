package dev.coffer.tool.util;

import com.cronutils.descriptor.CronDescriptor;
import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Instants;
import dev.coffer.tool.Texts;
import dev.coffer.tool.TimeBudget;
import dev.coffer.tool.Toolbox;

import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** When a schedule of cron runs next, in UTC: five fields, and a year if there is a sixth. */
final class CronParse {

    record Wanted(String expression, long count) {
        static final Shape<Wanted> SHAPE =
                Shape.of(
                        Wanted::new,
                        Field.text(
                                "expression",
                                1,
                                UtilLimits.CRON_CHARS,
                                "Minute, hour, day of month, month, day of week, and perhaps a year."),
                        Texts.clamped("count", 1, 20, 5, "How many runs."));
    }

    record Fields(
            String minute,
            String hour,
            String dayOfMonth,
            String month,
            String dayOfWeek,
            Optional<String> year) {}

    record Run(String iso, long unix) {}

    record Schedule(String expression, Fields fields, String description, List<Run> nextRuns) {}

    /** Made when the first schedule is asked for. */
    private static final class Libraries {
        static final CronParser FIVE =
                new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
        static final CronParser SIX =
                new CronParser(
                        CronDefinitionBuilder.defineCron()
                                .withMinutes()
                                .withStrictRange()
                                .and()
                                .withHours()
                                .withStrictRange()
                                .and()
                                .withDayOfMonth()
                                .withStrictRange()
                                .and()
                                .withMonth()
                                .withStrictRange()
                                .and()
                                .withDayOfWeek()
                                .withValidRange(0, 7)
                                .withMondayDoWValue(1)
                                .withIntMapping(7, 0)
                                .withStrictRange()
                                .and()
                                .withYear()
                                .withValidRange(1970, 2099)
                                .withStrictRange()
                                .and()
                                .instance());
        static final CronDescriptor WORDS = CronDescriptor.instance(Locale.ENGLISH);
    }

    private CronParse() {}

    static Endpoint<?, ?> of(Toolbox tools, InstantSource clock) {
        return tools.heavy(
                "/api/util/cron-parse",
                Wanted.SHAPE,
                Schedule.class,
                "Explains a cron expression, and says when it runs next.",
                "{\"expression\": \"0 9 * * MON-FRI\"}",
                in -> schedule(in, clock.millis()),
                ErrorCode.TOO_COSTLY);
    }

    private static Schedule schedule(Wanted in, long nowMs) {
        String[] parts = in.expression().strip().split("\\s+");
        if (parts.length < 5 || parts.length > 6) {
            throw invalid("it has not five or six fields");
        }
        try {
            Cron cron =
                    (parts.length == 5 ? Libraries.FIVE : Libraries.SIX)
                            .parse(String.join(" ", parts).toUpperCase(Locale.ROOT));
            return new Schedule(
                    in.expression(),
                    new Fields(
                            parts[0],
                            parts[1],
                            parts[2],
                            parts[3],
                            parts[4],
                            parts.length == 6 ? Optional.of(parts[5]) : Optional.empty()),
                    Libraries.WORDS.describe(cron),
                    runs(cron, in.count(), nowMs));
        } catch (IllegalArgumentException e) {
            throw invalid("a field is out of range, or not one of cron's");
        }
    }

    private static List<Run> runs(Cron cron, long count, long nowMs) {
        TimeBudget time = new TimeBudget();
        ExecutionTime times = ExecutionTime.forCron(cron);
        List<Run> runs = new ArrayList<>();
        Optional<ZonedDateTime> at = times.nextExecution(Instants.at(nowMs));
        while (at.isPresent() && runs.size() < count) {
            time.check();
            long ms = at.get().toInstant().toEpochMilli();
            runs.add(new Run(Instants.iso(ms), Math.floorDiv(ms, 1000L)));
            at = runs.size() == count ? Optional.empty() : times.nextExecution(at.get());
        }
        return runs;
    }

    private static Problem invalid(String why) {
        return Problem.invalid("expression", "must be a cron expression: " + why);
    }
}
