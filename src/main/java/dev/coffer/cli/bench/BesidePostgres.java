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
        List<Load> loads = LOADS.stream().filter(wanted).map(Load::named).toList();
        List<Compared> all = new ArrayList<>();
        try (BareTransactions bare = new BareTransactions(url, database)) {
            for (Load load : loads) {
                if (load.filledBy().isPresent()) {
                    LoadRun.fill(coffer, load.filledBy().get());
                }
                // A server is quick when it is warm.
                LoadRun.measure(coffer, load, connections.getLast(), 3, 1);
            }
            for (int count : connections) {
                List<Rounds> each =
                        loads.stream().map(load -> new Rounds(load, count, seconds)).toList();
                for (int i = 0; i < rounds; i++) {
                    each.forEach(one -> one.measure(coffer, bare));
                }
                each.forEach(one -> all.add(one.compared()));
            }
        }
        return all;
    }

    /** What a load came to so far. */
    private record Rounds(
            Load load,
            int connections,
            double seconds,
            List<LoadRun.Measured> ours,
            Map<BareTransactions.Sent, List<LoadRun.Measured>> theirs) {

        Rounds(Load load, int connections, double seconds) {
            this(
                    load,
                    connections,
                    seconds,
                    new ArrayList<>(),
                    new EnumMap<>(BareTransactions.Sent.class));
        }

        void measure(BenchTarget coffer, BareTransactions bare) {
            ours.add(LoadRun.measure(coffer, load, connections, WARM_SECONDS, seconds));
            if (!load.name().startsWith(Load.SET)) {
                return;
            }
            int owners = Math.min(load.owners(), BareTransactions.OWNERS);
            for (BareTransactions.Sent sent : BareTransactions.Sent.values()) {
                theirs.computeIfAbsent(sent, _ -> new ArrayList<>())
                        .add(bare.measure(load.name(), sent, owners, WARM_SECONDS, seconds));
            }
        }

        Compared compared() {
            return new Compared(
                    Median.of("Coffer", ours),
                    theirs.entrySet().stream()
                            .map(each -> Median.of(each.getKey().label(), each.getValue()))
                            .toList());
        }
    }
}
