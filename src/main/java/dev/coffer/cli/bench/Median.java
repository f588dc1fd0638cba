package dev.coffer.cli.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A load at so many connections: medians of all rounds.
 *
 * @param side who was loaded
 * @param cpuMicrosOfEach the same of each process; of none where it is not known
 */
public record Median(
        String side,
        String load,
        int connections,
        double callsPerSecond,
        double p50Ms,
        double p99Ms,
        double cpuMicrosPerCall,
        List<Double> cpuMicrosOfEach,
        long errors) {

    static Median of(String side, List<LoadRun.Measured> rounds) {
        LoadRun.Measured any = rounds.getFirst();
        return new Median(
                side,
                any.load(),
                any.connections(),
                median(rounds, LoadRun.Measured::callsPerSecond),
                median(rounds, LoadRun.Measured::p50Ms),
                median(rounds, LoadRun.Measured::p99Ms),
                median(rounds, m -> m.cpuMicrosPerCall().orElse(Double.NaN)),
                IntStream.range(0, any.cpuMicrosOfEach().size())
                        .mapToObj(i -> median(rounds, m -> m.cpuMicrosOfEach().get(i)))
                        .toList(),
                rounds.stream().mapToLong(LoadRun.Measured::errors).sum());
    }

    private static double median(
            List<LoadRun.Measured> rounds, ToDoubleFunction<LoadRun.Measured> of) {
        double[] values = rounds.stream().mapToDouble(of).sorted().toArray();
        return values[values.length / 2];
    }
}
