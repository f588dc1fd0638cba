package dev.coffer.cli.bench;

import dev.coffer.cli.client.HttpCall;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What Coffer and Redis make of the same: several rounds, in each of which all are loaded in turn,
 * so that whatever else the machine does is in all; of the rounds the medians.
 */
public final class BesideRedis {

    private static final double WARM_SECONDS = 1;

    /** As many keys as a load's digits can name. */
    private static final int KEYS = 100_000;

    private static final Load REDIS_SET =
            redis(KEYS, HttpCall.post("/", "SET/r-" + Load.KEY + "/" + Load.VALUE));

    /** A load, and what is the same in Redis. */
    private record Pair(Load ours, Load theirs) {}

    private static final List<Pair> PAIRS =
            List.of(
                    // As many keys in all as there.
                    new Pair(Load.named(Load.SET).ofKeys(KEYS / 100), REDIS_SET),
                    new Pair(
                            Load.named(Load.COUNT),
                            redis(100, HttpCall.get("/INCR/visits-" + Load.KEY))),
                    new Pair(
                            Load.named(Load.GET),
                            redis(10_000, HttpCall.get("/GET/r-" + Load.KEY)).filledBy(REDIS_SET)));

    private static Load redis(int keys, HttpCall call) {
        return Load.of("redis", 1, keys, call);
    }

    /** The same load on all sides, at so many connections. */
    public record Compared(Median charged, Median free, Median redis) {}

    private BesideRedis() {}

    /** A server is quick when it has run for a while, and that is what is measured. */
    private static void warm(BenchTarget target, Load load) {
        LoadRun.measure(target, load, 32, 4, 1);
    }

    private static void fill(BenchTarget target, Load load) throws IOException {
        if (load.filledBy().isPresent()) {
            LoadRun.fill(target, load.filledBy().get());
        }
    }

    /**
     * @param charged by token
     * @param free the same service with payments off
     */
    public static List<Compared> measure(
            BenchTarget charged,
            BenchTarget free,
            BenchTarget redis,
            List<Integer> connections,
            int rounds,
            double seconds)
            throws IOException {
        List<Compared> all = new ArrayList<>();
        for (Pair pair : PAIRS) {
            fill(charged, pair.ours());
            fill(free, pair.ours());
            fill(redis, pair.theirs());
            warm(charged, pair.ours());
            warm(free, pair.ours());
            warm(redis, pair.theirs());
            for (int count : connections) {
                List<LoadRun.Measured> ours = new ArrayList<>();
                List<LoadRun.Measured> unpaid = new ArrayList<>();
                List<LoadRun.Measured> theirs = new ArrayList<>();
                for (int i = 0; i < rounds; i++) {
                    ours.add(LoadRun.measure(charged, pair.ours(), count, WARM_SECONDS, seconds));
                    unpaid.add(LoadRun.measure(free, pair.ours(), count, WARM_SECONDS, seconds));
                    theirs.add(LoadRun.measure(redis, pair.theirs(), count, WARM_SECONDS, seconds));
                }
                all.add(
                        new Compared(
                                Median.of("charged", ours),
                                Median.of("payments off", unpaid),
                                Median.of("Redis, webdis", theirs)));
            }
        }
        return all;
    }
}
