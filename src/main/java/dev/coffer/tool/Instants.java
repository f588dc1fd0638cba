package dev.coffer.tool;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Instants as texts, and how far they reach (ECMA-262, time values). */
public final class Instants {

    /** A hundred million days from 1970, either way. */
    public static final long MOST_MS = 8_640_000_000_000_000L;

    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT);
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("EEE, dd MMM ", Locale.ENGLISH);
    private static final DateTimeFormatter GMT =
            DateTimeFormatter.ofPattern(" HH:mm:ss 'GMT'", Locale.ENGLISH);

    private Instants() {}

    public static ZonedDateTime at(long epochMs) {
        return Instant.ofEpochMilli(epochMs).atZone(ZoneOffset.UTC);
    }

    /** ISO 8601 with milliseconds; years beyond four digits have six and a sign. */
    public static String iso(long epochMs) {
        ZonedDateTime at = at(epochMs);
        int year = at.getYear();
        String shown = year >= 0 && year <= 9999 ? "%04d".formatted(year) : "%+07d".formatted(year);
        return shown + ISO.format(at);
    }

    /** As HTTP has dates: {@code Tue, 14 Nov 2023 22:13:20 GMT}. */
    public static String utc(long epochMs) {
        ZonedDateTime at = at(epochMs);
        String year = at.getYear() < 0 ? "%07d" : "%04d";
        return UTC.format(at) + year.formatted(at.getYear()) + GMT.format(at);
    }
}
