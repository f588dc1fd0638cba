package dev.coffer.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What Coffer over PostgreSQL and that PostgreSQL by itself make of the same: several rounds, in
 * each of which both are loaded in turn; of the rounds the medians. CPU is Coffer's and the
 * database's; of bare transactions the database's alone, since it is the benchmark that sends them.
 */
public final class BesidePostgres {

    private static final double WARM_SECONDS = 1;

    private static final List<String> LOADS =
            List.of(Load.SET, Load.SET_HOT, Load.COUNT, Load.COUNT_HOT, Load.GET);

    /** A load, and the same by bare transactions, where they do it. */
    public record Compared(Median ours, List<Median> bare) {

        List<Median> all() {
            List<Median> all = new ArrayList<>(List.of(ours));
            all.addAll(bare);
            return all;
        }

        /** How many calls of ours there are for a transaction sent as programs do. */
        Optional<Double> rateOfBare() {
            return bare.stream()
                    .findFirst()
                    .map(median -> ours.callsPerSecond() / median.callsPerSecond());
        }
    }

    private BesidePostgres() {}

    /**
     * @param coffer its processes are its own and the database's
     * @param database the database's
     */
    public static List<Compared> measure(
            BenchTarget coffer,
            String url,
            List<ProcessHandle> database,
            List<Integer> connections,
            Predicate<String> wanted,
            int rounds,
            double seconds)
            throws IOException {
        List<Compared> all = new ArrayList<>();
        try (BareTransactions bare = new BareTransactions(url, database)) {
            for (String name : LOADS) {
                if (!wanted.test(name)) {
                    continue;
                }
                Load load = Load.named(name);
                if (load.filledBy().isPresent()) {
                    LoadRun.fill(coffer, load.filledBy().get());
                }
                LoadRun.measure(coffer, load, 32, 5, 1); // A server is quick when it is warm.
                for (int count : connections) {
                    all.add(compared(coffer, bare, load, count, rounds, seconds));
                }
            }
        }
        return all;
    }

    private static Compared compared(
            BenchTarget coffer,
            BareTransactions bare,
            Load load,
            int connections,
            int rounds,
            double seconds) {
        boolean sets = load.name().startsWith(Load.SET);
        List<LoadRun.Measured> ours = new ArrayList<>();
        Map<BareTransactions.Sent, List<LoadRun.Measured>> theirs =
                new EnumMap<>(BareTransactions.Sent.class);
        for (int i = 0; i < rounds; i++) {
            ours.add(LoadRun.measure(coffer, load, connections, WARM_SECONDS, seconds));
            for (BareTransactions.Sent sent : BareTransactions.Sent.values()) {
                if (sets) {
                    theirs.computeIfAbsent(sent, _ -> new ArrayList<>())
                            .add(
                                    bare.measure(
                                            load.name(),
                                            sent,
                                            Math.min(load.owners(), BareTransactions.OWNERS),
                                            WARM_SECONDS,
                                            seconds));
                }
            }
        }
        return new Compared(
                Median.of("Coffer", ours),
                theirs.entrySet().stream()
                        .map(each -> Median.of(each.getKey().label(), each.getValue()))
                        .toList());
    }
}
