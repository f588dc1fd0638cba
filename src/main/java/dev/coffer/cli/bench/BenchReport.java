package dev.coffer.cli.bench;

import dev.coffer.Version;
import dev.coffer.endpoint.Json;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** What a benchmark measured, as a table, as bars met or missed, and as JSON. */
public final class BenchReport {

    private static final int MANY = 256;
    private static final double MB = 1e6;

    /** A ratio or a figure that the product wants of itself. */
    record Bar(String what, double measured, String wanted, boolean met) {

        static Bar atLeast(String what, double measured, double bound) {
            return new Bar(what, measured, ">= " + bound, measured >= bound);
        }

        static Bar atMost(String what, double measured, double bound) {
            return new Bar(what, measured, "<= " + bound, measured <= bound);
        }
    }

    private final PrintWriter out;
    private final List<LoadRun.Measured> all = new ArrayList<>();
    private final List<Bar> bars = new ArrayList<>();
    private final List<VerificationCost.Measured> verified = new ArrayList<>();

    public BenchReport(PrintWriter out) {
        this.out = out;
    }

    public void begin() {
        out.println(
                "load                     conns   calls/s   p50 ms   p99 ms errors   cpu us /health");
    }

    public void add(LoadRun.Measured measured) {
        all.add(measured);
        print(
                "%-24s %5d %9.0f %8.3f %8.3f %6d %8s %7s",
                measured.load(),
                measured.connections(),
                measured.callsPerSecond(),
                measured.p50Ms(),
                measured.p99Ms(),
                measured.errors(),
                measured.cpuMicrosPerCall().map("%.1f"::formatted).orElse("-"),
                ratio(measured.load(), Load.HEALTH, measured.connections())
                        .map("%.2f"::formatted)
                        .orElse("-"));
        if (measured.errors() > 0) {
            out.println("  the first error: " + measured.firstError());
        }
    }

    /** What the server took at rest: seconds to its first answer, bytes resident. */
    public void addRest(double startSeconds, OptionalLong residentBytes) {
        bars.add(Bar.atMost("start to first answer, s", startSeconds, 2));
        residentBytes.ifPresent(
                bytes -> bars.add(Bar.atMost("resident memory at rest, MB", bytes / MB, 300)));
    }

    /** What a full store does in terms of one that is all but empty. */
    public void addFull(List<FullStore.Compared> compared) {
        out.println(
                "medians of the rounds                conns   calls/s   p50 ms   p99 ms errors   cpu us");
        for (FullStore.Compared each : compared) {
            for (Median side : List.of(each.full(), each.empty())) {
                print(side.side() + ": " + side.load(), side);
            }
            bars.add(
                    Bar.atLeast(
                            "%s in a full store, of an empty one".formatted(each.full().load()),
                            each.ratio(),
                            0.8));
        }
    }

    /** What the server of the full store had resident after its load. */
    public void addFullResident(long bytes) {
        print("resident memory with the full store, under load: %.0f MB", bytes / MB);
    }

    /** How soon jobs were delivered to those who waited. */
    public void addDelivered(WaitingPops.Delivered delivered, String errors) {
        print(
                "push to delivery, %-22s %6d waiting %9.3f ms p50 %9.3f ms p99",
                delivered.where(), delivered.waiting(), delivered.p50Ms(), delivered.p99Ms());
        if (!errors.isEmpty()) {
            out.println("  " + errors);
        }
        String what =
                "push to delivery, %s, %d waiting, p50 ms"
                        .formatted(delivered.where(), delivered.waiting());
        double bound = delivered.where().startsWith("two") ? 10 : 2;
        bars.add(Bar.atMost(what, delivered.p50Ms(), bound));
    }

    /** What the server had resident before, with and after so many waiting pops. */
    public void addWaiting(int count, OptionalLong before, OptionalLong with, OptionalLong after) {
        if (before.isPresent() && with.isPresent() && after.isPresent()) {
            print(
                    "resident memory, MB: before %.0f, with %d waiting pops at most %.0f, after %.0f",
                    before.getAsLong() / MB, count, with.getAsLong() / MB, after.getAsLong() / MB);
            String what = "resident memory with %d waiting pops, MB".formatted(count);
            bars.add(Bar.atMost(what, with.getAsLong() / MB, 300));
        }
    }

    /** How a load fares beside heavy tools, of alone: the median of its rounds. */
    public void addBeside(List<HeavyNeighbours.Round> rounds) {
        for (HeavyNeighbours.Round round : rounds) {
            print(
                    "%-24s %5d %9.0f %17.3f ms p99, alone %.3f; %.0f heavy tools/s",
                    round.load() + ", beside tools",
                    HeavyNeighbours.CONNECTIONS,
                    round.perSecond(),
                    round.besideMs(),
                    round.aloneMs(),
                    round.toolsPerSecond());
        }
        double[] ratios =
                rounds.stream().mapToDouble(HeavyNeighbours.Round::ratio).sorted().toArray();
        String what =
                "%s's p99 beside %d clients of heavy tools, of alone"
                        .formatted(rounds.getFirst().load(), HeavyNeighbours.CLIENTS);
        bars.add(Bar.atMost(what, ratios[ratios.length / 2], 2));
    }

    /** What checking a payment costs, and how many calls of {@code /api/health} that is. */
    public void addVerification(List<VerificationCost.Measured> measured) {
        verified.addAll(measured);
        Optional<Double> healthMicros =
                find(Load.HEALTH, MANY).flatMap(LoadRun.Measured::cpuMicrosPerCall);
        for (VerificationCost.Measured each : measured) {
            print(
                    "%-30s %9.1f us of CPU, %7.0f checks/s a processor%s",
                    "verify: " + each.rail(),
                    each.micros(),
                    each.perSecond(),
                    healthMicros
                            .map(micros ->
                                    "; %.1f calls of health".formatted(each.micros() / micros))
                            .orElse(""));
        }
    }

    /** How Coffer does beside Redis behind webdis: charged, and with payments off. */
    public void addBesideRedis(List<BesideRedis.Compared> compared) {
        out.println();
        out.println(
                "medians of the rounds                conns   calls/s   p50 ms   p99 ms errors   cpu us");
        for (BesideRedis.Compared each : compared) {
            for (Median side : List.of(each.charged(), each.free(), each.redis())) {
                print(each.charged().load() + ", " + side.side(), side);
            }
            judge(each.charged(), each.redis());
            judge(each.free(), each.redis());
        }
    }

    private void print(String what, Median side) {
        print(
                "%-36s %5d %9.0f %8.3f %8.3f %6d %8.1f",
                what,
                side.connections(),
                side.callsPerSecond(),
                side.p50Ms(),
                side.p99Ms(),
                side.errors(),
                side.cpuMicrosPerCall());
    }

    private void judge(Median ours, Median redis) {
        String what =
                "%s, %s, %d connections, of Redis: "
                        .formatted(ours.load(), ours.side(), ours.connections());
        bars.add(Bar.atLeast(what + "calls/s", ours.callsPerSecond() / redis.callsPerSecond(), 1));
        bars.add(Bar.atMost(what + "p99", ours.p99Ms() / redis.p99Ms(), 2));
        bars.add(Bar.atMost(what + "CPU", ours.cpuMicrosPerCall() / redis.cpuMicrosPerCall(), 1));
    }

    /** How Coffer does over PostgreSQL beside transactions of the same effect there. */
    public void addBesidePostgres(List<BesidePostgres.Compared> compared) {
        out.println();
        out.println(
                "medians of the rounds                conns   calls/s   p50 ms   p99 ms errors   cpu us");
        for (BesidePostgres.Compared each : compared) {
            for (Median side : each.all()) {
                print(
                        "%-36s %5d %9.0f %8.3f %8.3f %6d %8.1f%s",
                        side.load() + ", " + side.side(),
                        side.connections(),
                        side.callsPerSecond(),
                        side.p50Ms(),
                        side.p99Ms(),
                        side.errors(),
                        side.cpuMicrosPerCall(),
                        side.cpuMicrosOfEach().stream()
                                .map("%.1f"::formatted)
                                .collect(Collectors.joining(" + ", " = ", "")));
            }
            each.rateOfBare()
                    .ifPresent(ratio ->
                            bars.add(
                                    Bar.atLeast(
                                            "%s, %d connections, of bare transactions"
                                                    .formatted(
                                                            each.ours().load(),
                                                            each.ours().connections()),
                                            ratio,
                                            2)));
        }
        for (BesidePostgres.Compared hot : compared) {
            compared.stream()
                    .filter(many -> hot.ours().load().equals(many.ours().load() + Load.ONE_OWNER))
                    .filter(many -> many.ours().connections() == hot.ours().connections())
                    .forEach(many ->
                            bars.add(
                                    Bar.atLeast(
                                            "%s, %d connections, of 100 owners"
                                                    .formatted(
                                                            hot.ours().load(),
                                                            hot.ours().connections()),
                                            hot.ours().callsPerSecond()
                                                    / many.ours().callsPerSecond(),
                                            0.9)));
        }
    }

    /**
     * The bars that this run can judge.
     *
     * @param diskMs what the disk alone takes for a durable write
     */
    public void judge(Optional<Double> diskMs) {
        bar("kv/set, 256 connections, of health", Load.SET, Load.HEALTH, 0.5);
        bar("kv/get, 256 connections, of health", Load.GET, Load.HEALTH, 0.75);
        bar("queue/push+pop+complete, of three kv/sets", Load.JOBS, Load.SET, 0.5);
        bar("kv/set, one hot owner, of 100 owners", Load.SET_HOT, Load.SET, 0.9);
        bar("kv/set by token, of payments off", Load.SET, Load.SET_OFF, 0.8);
        bar("kv/set by a capped token, of payments off", Load.SET_CAPPED, Load.SET_OFF, 0.6);
        bar("expand, one link, of health", Load.FOLLOW_HOT, Load.HEALTH, 0.6);
        bar("expand, 10,000 links, of health", Load.FOLLOW, Load.HEALTH, 0.6);
        bar("text/sha256 by token, of health", Load.HASH, Load.HEALTH, 0.6);
        Optional<LoadRun.Measured> alone = find(Load.SET, 1);
        if (alone.isPresent() && diskMs.isPresent()) {
            String what = "kv/set alone, of a bare fdatasync (%.3f ms)".formatted(diskMs.get());
            bars.add(Bar.atMost(what, alone.get().p50Ms() / diskMs.get(), 2));
        }
        out.println();
        for (Bar bar : bars) {
            String met = bar.met() ? "met" : "missed";
            print("%-58s %8.2f  %-8s %s", bar.what(), bar.measured(), bar.wanted(), met);
        }
    }

    private void bar(String what, String load, String of, double bound) {
        ratio(load, of, MANY).ifPresent(ratio -> bars.add(Bar.atLeast(what, ratio, bound)));
    }

    private Optional<Double> ratio(String load, String of, int connections) {
        return find(load, connections)
                .flatMap(m ->
                        find(of, connections).map(o -> m.callsPerSecond() / o.callsPerSecond()));
    }

    private Optional<LoadRun.Measured> find(String load, int connections) {
        return all.stream()
                .filter(m -> m.load().equals(load) && m.connections() == connections)
                .findFirst();
    }

    private void print(String format, Object... values) {
        out.printf(Locale.ROOT, format + "%n", values);
    }

    public String json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", Version.TEXT);
        json.put("at", Instant.now());
        json.put("processors", Runtime.getRuntime().availableProcessors());
        json.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        json.put("java", System.getProperty("java.version"));
        json.put("measured", all);
        json.put("verified", verified);
        json.put("bars", bars);
        return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    }
}
