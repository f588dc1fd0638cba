package dev.coffer.state.links;

import com.fasterxml.jackson.annotation.JsonInclude;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an owner is told of a link's clicks.
 *
 * @param clicks by people; what bots did is in {@code bots} alone
 * @param visitors about how many people, told apart within a day and counted anew each day
 * @param series hours or days (of UTC) with clicks; others are left out
 */
record LinkReport(
        String slug,
        String url,
        @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> title,
        String state,
        long clicks,
        long visitors,
        Instant createdAt,
        @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Instant> expiresAt,
        @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Instant> lastClickAt,
        Optional<Long> maxClicks,
        Optional<Long> clicksLeft,
        Map<String, Long> referrers,
        Map<String, Long> countries,
        Map<String, Long> devices,
        long bots,
        List<Recent> recentClicks,
        List<Point> series) {

    /** One of the newest clicks; null for what is not known. */
    record Recent(
            Instant clickedAt,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> referrer,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> country,
            String device) {}

    /**
     * An hour or a day.
     *
     * @param visitors of a day
     */
    record Point(Instant at, long clicks, Optional<Long> visitors) {}

    static LinkReport of(Link link, String state, ClickStats stats, LinksInputs.Stats asked) {
        Map<Long, ClickStats.Day> days = stats.byDay();
        Map<Long, ClickStats.Day> by = asked.hourly() ? stats.byHour() : days;
        return new LinkReport(
                link.slug(),
                link.url(),
                link.title(),
                state,
                link.clicks(),
                days.values().stream().mapToLong(ClickStats.Day::visitors).sum(),
                Instant.ofEpochMilli(link.createdAtMs()),
                link.expiresAtMs().map(Instant::ofEpochMilli),
                link.lastClickAtMs().map(Instant::ofEpochMilli),
                link.maxClicks(),
                link.maxClicks().map(max -> Math.max(0, max - link.used())),
                mostFirst(stats.referrers()),
                mostFirst(stats.countries()),
                devices(stats),
                link.bots(),
                stats.recent().stream().map(LinkReport::recent).toList(),
                by.entrySet().stream()
                        .filter(entry -> asked.has(entry.getKey()))
                        .map(entry -> point(entry.getKey(), entry.getValue(), asked.hourly()))
                        .toList());
    }

    private static Point point(long atMs, ClickStats.Day of, boolean hourly) {
        return new Point(
                Instant.ofEpochMilli(atMs),
                of.clicks(),
                hourly ? Optional.empty() : Optional.of(of.visitors()));
    }

    private static Recent recent(ClickStats.Recent click) {
        return new Recent(
                Instant.ofEpochMilli(click.atMs()),
                Optional.of(click.referrer()).filter(host -> !host.equals(Click.DIRECT)),
                Optional.of(click.country()).filter(code -> !code.equals(Click.UNKNOWN)),
                label(click.device()));
    }

    private static Map<String, Long> devices(ClickStats stats) {
        Map<String, Long> devices = new LinkedHashMap<>();
        Device.PEOPLES.forEach(device -> devices.put(label(device), stats.clicks(device)));
        return devices;
    }

    private static String label(Device device) {
        return device.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Long> mostFirst(Map<String, Long> counts) {
        Map<String, Long> sorted = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Long>comparingByValue()
                                .reversed()
                                .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }
}
