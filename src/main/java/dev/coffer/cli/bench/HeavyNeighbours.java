package dev.coffer.cli.bench;

import dev.coffer.cli.client.HttpCall;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How other callers fare beside those who call the heaviest tools: a load's p99 alone and beside
 * many clients of them, in turn, so that whatever else the machine does is in both.
 */
public final class HeavyNeighbours {

    static final int CLIENTS = 64;
    static final int CONNECTIONS = 16;
    private static final int ROUNDS = 5;

    /**
     * @param toolsPerSecond calls of heavy tools that were answered meanwhile
     */
    public record Round(
            String load, double aloneMs, double besideMs, double perSecond, double toolsPerSecond) {

        double ratio() {
            return besideMs / aloneMs;
        }
    }

    private HeavyNeighbours() {}

    public static boolean isCompared(Load load) {
        return load.name().equals(Load.SET) || load.name().equals(Load.GET);
    }

    /** Rounds of a load; each takes twice so long, and two warm-ups. */
    public static List<Round> measure(BenchTarget target, Load load, double seconds) {
        List<Round> rounds = new ArrayList<>();
        double warm = 1;
        for (int i = 0; i < ROUNDS; i++) {
            LoadRun.Measured alone = LoadRun.measure(target, load, CONNECTIONS, warm, seconds);
            CompletableFuture<LoadRun.Measured> tools =
                    CompletableFuture.supplyAsync(
                            () -> LoadRun.measure(target, HEAVY, CLIENTS, warm, seconds));
            LoadRun.Measured beside = LoadRun.measure(target, load, CONNECTIONS, warm, seconds);
            rounds.add(
                    new Round(
                            load.name(),
                            alone.p99Ms(),
                            beside.p99Ms(),
                            beside.callsPerSecond(),
                            tools.join().callsPerSecond()));
        }
        return rounds;
    }

    private static String lines(String each, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> each + i * 7919L % 1_000_003)
                .collect(Collectors.joining("\\n"));
    }

    private static HttpCall tool(String path, String body) {
        return HttpCall.post(path, body);
    }

    /** One of each of those that take the most, by what they compute and by what they send. */
    private static final Load HEAVY =
            Load.of(
                    "heavy tools",
                    100,
                    1,
                    tool(
                            "/api/text/diff",
                            "{\"text1\":\"%s\",\"text2\":\"%s\"}"
                                    .formatted(lines("a", 1_000), lines("b", 1_000))),
                    tool(
                            "/api/data/csv-to-json",
                            "{\"csv\":\"a,b,c,d\\n%s\"}".formatted("1,2,3,4\\n".repeat(40_000))),
                    tool("/api/math/prime-check", "{\"number\":999999937}"),
                    tool(
                            "/api/text/regex-test",
                            "{\"pattern\":\"(x+x+)+y\",\"text\":\"%s\"}"
                                    .formatted("x".repeat(50_000))),
                    tool(
                            "/api/util/string-distance",
                            "{\"string1\":\"%s\",\"string2\":\"%s\"}"
                                    .formatted("ab".repeat(2_000), "ba".repeat(2_000))),
                    tool(
                            "/api/util/markdown-to-html",
                            "{\"markdown\":\"%s\"}".formatted("*a **a ".repeat(7_000))),
                    tool(
                            "/api/data/json-format",
                            "{\"json\":\"[%s1]\"}".formatted("1,".repeat(200_000))));
}
