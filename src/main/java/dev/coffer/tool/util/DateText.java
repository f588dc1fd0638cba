package dev.coffer.tool.util;

import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.tool.Instants;
import dev.coffer.tool.JsonText;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A date as people and programs write it: Unix seconds, milliseconds where there are more than ten
 * digits, ISO 8601 (UTC unless it says otherwise), or as in HTTP. No date that is not in the
 * calendar.
 */
final class DateText {

    private static final int MOST_CHARS = 64;
    private static final int DIGITS_OF_SECONDS = 10;

    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,18}(\\.\\d{1,18})?");
    private static final Pattern ISO =
            Pattern.compile(
                    "(\\d{4}|[+-]\\d{6})(?:-(\\d{2})(?:-(\\d{2})"
                            + "(?:[Tt ](\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?"
                            + "\\s?(Z|z|[+-]\\d{2}(?::?\\d{2})?)?)?)?)?");

    private DateText() {}

    /** A date as a string, or a number that stands for one. */
    static Field<String> field(String name, String says) {
        return Field.json(name, MOST_CHARS * 6, says).map(raw -> text(name, raw));
    }

    private static String text(String name, RawJson raw) {
        Object value = JsonText.read(new String(raw.bytes(), StandardCharsets.UTF_8));
        String text =
                value instanceof JsonText.Digits(String digits)
                        ? digits
                        : value instanceof String string ? string : "";
        if (text.isBlank() || text.length() > MOST_CHARS) {
            throw Problem.invalid(
                    name, "must be a date of 1 to %d characters".formatted(MOST_CHARS));
        }
        return text.strip();
    }

    /**
     * Milliseconds since 1970.
     *
     * @param from auto, seconds, milliseconds or iso
     * @throws Problem 400
     */
    static long ms(String field, String text, String from) {
        boolean number = NUMBER.matcher(text).matches();
        boolean seconds =
                from.equals("seconds")
                        || from.equals("auto")
                                && (text.indexOf('.') > 0
                                        || text.replaceFirst("[+-]", "").length()
                                                <= DIGITS_OF_SECONDS);
        Optional<Long> ms =
                from.equals("iso") || from.equals("auto") && !number
                        ? calendar(text)
                        : number
                                ? Optional.of(
                                        new BigDecimal(text)
                                                .movePointRight(seconds ? 3 : 0)
                                                .longValue())
                                : Optional.empty();
        return ms.filter(at -> Math.abs(at) <= Instants.MOST_MS)
                .orElseThrow(() ->
                        Problem.invalid(
                                field,
                                "must be a date: seconds or milliseconds since 1970, or ISO 8601"));
    }

    private static Optional<Long> calendar(String text) {
        try {
            Matcher iso = ISO.matcher(text);
            return Optional.of(
                    iso.matches()
                            ? iso(iso)
                            : ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant()
                                    .toEpochMilli());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static long iso(Matcher iso) {
        int hour = part(iso, 4, 0);
        boolean midnight = hour == 24 && part(iso, 5, 0) == 0 && part(iso, 6, 0) == 0;
        String fraction = iso.group(7) == null ? "" : iso.group(7);
        LocalDateTime at =
                LocalDateTime.of(
                        part(iso, 1, 0),
                        part(iso, 2, 1),
                        part(iso, 3, 1),
                        midnight ? 0 : hour,
                        part(iso, 5, 0),
                        part(iso, 6, 0),
                        Integer.parseInt((fraction + "000000000").substring(0, 9)));
        String zone = iso.group(8) == null ? "Z" : iso.group(8).toUpperCase(Locale.ROOT);
        return at.plusDays(midnight ? 1 : 0).toInstant(ZoneOffset.of(zone)).toEpochMilli();
    }

    private static int part(Matcher iso, int group, int usual) {
        return iso.group(group) == null ? usual : Integer.parseInt(iso.group(group));
    }
}
