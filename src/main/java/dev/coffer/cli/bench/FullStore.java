package dev.coffer.cli.bench;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.HttpCall;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a store does that holds the keys of many owners, in terms of one that holds a few: the same
 * calls on both in turn, so that whatever else the machine does is in both. Each call is of an
 * owner taken at random, one of its keys: so calls meet all pages alike.
 */
public final class FullStore {

    /** Whom the digits of a request stand for. */
    static final String OWNER = "X-Payer: owner-" + Load.KEY;

    /** Owners of the store that is all but empty, and of the full one where it is asked for few. */
    public static final int FEW = 100;

    private static final int FILLING = 32;
    private static final double WARM_SECONDS = 1;

    /** Operations of a batch besides keys. */
    private static final int OTHERS = 1;

    /** Keys that an owner may have: what a batch takes. */
    public static final int KEYS_OF_OWNER = 100 - OTHERS;

    /** A load on both stores: medians of all rounds. */
    public record Compared(Median full, Median empty) {

        double ratio() {
            return full.callsPerSecond() / empty.callsPerSecond();
        }
    }

    private FullStore() {}

    /** Of payments off: it believes names. */
    public static BenchTarget target(String url, ProcessHandle process) {
        return new BenchTarget(url, List.of(OWNER), List.of(process));
    }

    private static Load load(String name, int owners, String path, String body) {
        return Load.of(name, 1, owners, HttpCall.post(path, body));
    }

    private static List<Load> loads(String whose, int owners) {
        String value = "\"value\":\"" + Load.VALUE + "\"}";
        return List.of(
                load(Load.SET + whose, owners, "/api/kv/set", "{\"key\":\"k-1\"," + value),
                load(Load.GET + whose, owners, "/api/kv/get", "{\"key\":\"k-1\"}"),
                load(
                        Load.COUNT + whose,
                        owners,
                        "/api/counter/increment",
                        "{\"name\":\"visits\"}"));
    }

    private static final String COUNT =
            "{\"path\":\"/api/counter/increment\",\"body\":{\"name\":\"visits\"}}";

    private static String set(int key) {
        return "{\"path\":\"/api/kv/set\",\"body\":{\"key\":\"k-%d\",\"persist\":true,\"value\":\"%s\"}}"
                .formatted(key, Load.VALUE);
    }

    /**
     * Fills a store by batches, one for each owner: its keys, and a counter.
     *
     * @param owners as many as the digits of a request can name, at most
     */
    public static void fill(BenchTarget target, int owners, int keysOfOwner) throws IOException {
        String all =
                Stream.concat(
                                IntStream.range(0, keysOfOwner).mapToObj(FullStore::set),
                                Stream.of(COUNT))
                        .collect(Collectors.joining(",", "{\"operations\":[", "]}"));
        HttpCall batch = HttpCall.post("/api/batch", all);
        try (ExecutorService threads = Executors.newFixedThreadPool(FILLING)) {
            List<Callable<Boolean>> parts = new ArrayList<>();
            for (int part = 0; part < FILLING; part++) {
                int from = part;
                parts.add(() -> fill(target, batch, from, owners));
            }
            for (Future<Boolean> part : threads.invokeAll(parts)) {
                part.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted");
        } catch (ExecutionException e) {
            throw new Failure("filling in failed: " + e.getCause());
        }
    }

    private static Boolean fill(BenchTarget target, HttpCall batch, int from, int owners)
            throws IOException {
        LoadRequest request =
                new LoadRequest(batch, URI.create(target.url()).getAuthority(), OWNER);
        try (LightConnection connection = new LightConnection(target.address())) {
            for (int owner = from; owner < owners; owner += FILLING) {
                int status = connection.call(request.of(owner));
                if (status != 200) {
                    throw new Failure("a batch was answered " + status);
                }
            }
        }
        return true;
    }

    /** Loads both in turn: the full one among all of its owners and among few of them. */
    public static List<Compared> measure(
            BenchTarget full,
            int owners,
            BenchTarget empty,
            int connections,
            int rounds,
            double seconds) {
        List<Compared> all = new ArrayList<>();
        List<Load> few = loads("", FEW);
        List<Load> many = loads(", all owners", owners);
        List<Load> some = loads(", %d owners".formatted(FEW), FEW);
        for (int i = 0; i < few.size(); i++) {
            List<LoadRun.Measured> ofMany = new ArrayList<>();
            List<LoadRun.Measured> ofSome = new ArrayList<>();
            List<LoadRun.Measured> ofEmpty = new ArrayList<>();
            for (int round = 0; round <= rounds; round++) {
                if (round == 1) { // The first is for both to be warm.
                    List.of(ofMany, ofSome, ofEmpty).forEach(List::clear);
                }
                ofMany.add(LoadRun.measure(full, many.get(i), connections, WARM_SECONDS, seconds));
                ofEmpty.add(LoadRun.measure(empty, few.get(i), connections, WARM_SECONDS, seconds));
                ofSome.add(LoadRun.measure(full, some.get(i), connections, WARM_SECONDS, seconds));
            }
            Median beside = Median.of("empty", ofEmpty);
            all.add(new Compared(Median.of("full", ofMany), beside));
            all.add(new Compared(Median.of("full", ofSome), beside));
        }
        return all;
    }
}
