package dev.coffer.state.links;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is known of a link's clicks, bounded whatever their number: some 15 KB at most. Clicks are
 * people's; bots are counted apart, and nothing else is known of them. Not safe for several
 * threads.
 */
final class ClickStats {

    static final String OTHER = "other";

    private static final long HOUR_MS = 3_600_000;
    private static final long DAY_MS = 24 * HOUR_MS;

    /** There are fewer countries. */
    private static final int COUNTRIES = 260;

    private static final int NO_DAY = Integer.MIN_VALUE;

    /** One of the newest clicks. */
    record Recent(long atMs, String referrer, String country, Device device) {}

    /** A day's clicks, and about how many people made them. */
    record Day(long clicks, long visitors) {}

    private long clicks;
    private long bots;
    private @Nullable Long lastClickAtMs;
    final TreeMap<Integer, Long> hours = new TreeMap<>();
    final TreeMap<Integer, Day> days = new TreeMap<>();
    final Map<String, Long> referrers = new HashMap<>();
    final Map<String, Long> countries = new HashMap<>();
    final long[] devices = new long[Device.PEOPLES.size()];

    /** The newest last. */
    final List<Recent> recent = new ArrayList<>();

    /** The day whose visitors are still told apart. */
    int today = NO_DAY;

    Visitors visitors = new Visitors();

    long clicks() {
        return clicks;
    }

    long bots() {
        return bots;
    }

    Optional<Long> lastClickAtMs() {
        return Optional.ofNullable(lastClickAtMs);
    }

    Map<String, Long> referrers() {
        return referrers;
    }

    Map<String, Long> countries() {
        return countries;
    }

    long clicks(Device device) {
        return devices[device.ordinal()];
    }

    List<Recent> recent() {
        return recent.reversed();
    }

    /** Clicks by the hour in which they were made, in epoch milliseconds. */
    Map<Long, Day> byHour() {
        Map<Long, Day> by = new TreeMap<>();
        hours.forEach((hour, n) -> by.put(hour * HOUR_MS, new Day(n, 0)));
        return by;
    }

    /** The same by the day, of UTC. */
    Map<Long, Day> byDay() {
        Map<Long, Day> by = new TreeMap<>();
        days.forEach((day, of) -> by.put(day * DAY_MS, day == today ? open(of) : of));
        return by;
    }

    private Day open(Day day) {
        return new Day(day.clicks(), Math.max(day.visitors(), visitors.count()));
    }

    static int day(long atMs) {
        return (int) Math.floorDiv(atMs, DAY_MS);
    }

    /** About how many things it holds, of a hundred bytes each. */
    int entries() {
        return hours.size()
                + days.size()
                + referrers.size()
                + countries.size()
                + 2 * recent.size()
                + visitors.size() / 40
                + 5;
    }

    void bot() {
        bots++;
    }

    /** A click of which nothing is to be known but that it was. */
    void plainClick(long atMs) {
        clicks++;
        lastClickAtMs = lastClickAtMs == null ? atMs : Math.max(atMs, lastClickAtMs);
        hours.merge((int) Math.floorDiv(atMs, HOUR_MS), 1L, Long::sum);
        days.merge(day(atMs), new Day(1, 0), ClickStats::sum);
    }

    /**
     * A click.
     *
     * @param visitor a hash of who made it, if one could be made
     */
    void click(Recent click, Optional<Long> visitor) {
        plainClick(click.atMs());
        referrers.merge(click.referrer(), 1L, Long::sum);
        countries.merge(click.country(), 1L, Long::sum);
        devices[click.device().ordinal()]++;
        recent.add(click);
        visitor.ifPresent(hash -> {
            Visitors one = new Visitors();
            one.add(hash);
            addVisitors(day(click.atMs()), one);
        });
        trim();
    }

    /** Adds what another one knows. */
    void add(ClickStats more) {
        clicks += more.clicks;
        bots += more.bots;
        more.lastClickAtMs()
                .ifPresent(at ->
                        lastClickAtMs = lastClickAtMs == null ? at : Math.max(at, lastClickAtMs));
        more.hours.forEach((hour, n) -> hours.merge(hour, n, Long::sum));
        more.days.forEach((day, of) -> days.merge(day, of, ClickStats::sum));
        more.referrers.forEach((host, n) -> referrers.merge(host, n, Long::sum));
        more.countries.forEach((country, n) -> countries.merge(country, n, Long::sum));
        for (int i = 0; i < devices.length; i++) {
            devices[i] += more.devices[i];
        }
        recent.addAll(more.recent);
        recent.sort(Comparator.comparingLong(Recent::atMs));
        if (more.today != NO_DAY) {
            addVisitors(more.today, more.visitors);
        }
        trim();
    }

    private static Day sum(Day a, Day b) {
        return new Day(a.clicks() + b.clicks(), Math.max(a.visitors(), b.visitors()));
    }

    private void addVisitors(int day, Visitors more) {
        if (day > today) {
            days.computeIfPresent(today, (_, of) -> open(of)); // That day is over.
            today = day;
            visitors = new Visitors();
        }
        if (day == today) {
            visitors.add(more);
        }
    }

    private void trim() {
        while (hours.size() > LinksLimits.LINK_SERIES_HOURS.value()) {
            hours.pollFirstEntry();
        }
        while (days.size() > LinksLimits.LINK_SERIES_DAYS.value()) {
            days.pollFirstEntry();
        }
        cut(referrers, LinksLimits.LINK_REFERRERS.whole());
        cut(countries, COUNTRIES);
        while (recent.size() > LinksLimits.LINK_RECENT_CLICKS.value()) {
            recent.removeFirst();
        }
    }

    /** Has those with the fewest count as others. */
    private static void cut(Map<String, Long> counts, int most) {
        while (counts.size() - (counts.containsKey(OTHER) ? 1 : 0) > most) {
            String least =
                    counts.entrySet().stream()
                            .filter(entry -> !entry.getKey().equals(OTHER))
                            .min(Map.Entry.comparingByValue())
                            .orElseThrow()
                            .getKey();
            long gone = counts.getOrDefault(least, 0L);
            counts.remove(least);
            counts.merge(OTHER, gone, Long::sum);
        }
    }
}
