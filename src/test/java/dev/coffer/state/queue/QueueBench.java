package dev.coffer.state.queue;

import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.RawJson;
import dev.coffer.harness.Call;
import dev.coffer.room.Quota;
import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.Work;
import dev.coffer.store.postgres.PostgresServer;
import dev.coffer.store.postgres.PostgresStore;
import dev.coffer.store.sqlite.SqliteStore;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * Prints what an operation on a queue costs where few jobs wait in it and where many do, each in a
 * database of its own, measured in turns. Arguments: a directory, how many are many (1,000,000),
 * and {@code postgres} to measure that instead.
 */
public final class QueueBench {

    private static final int FEW = 100;
    private static final int OPERATIONS = 10_000;
    private static final int CLIENTS = 64;
    private static final int ROUNDS = 5;
    private static final int AT_ONCE = 100;
    private static final long MINUTE = 60;
    private static final Owner OWNER = new Owner("alice");
    private static final String QUEUE = "work";
    private static final RawJson PAYLOAD =
            new RawJson(("\"" + "v".repeat(198) + "\"").getBytes(StandardCharsets.UTF_8));

    private QueueBench() {}

    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory(Path.of(args.length > 0 ? args[0] : "."), "b");
        int many = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
        boolean postgres = args.length > 2 && args[2].equals("postgres");
        try (Store few = opened(directory.resolve("few"), postgres);
                Store lots = opened(directory.resolve("many"), postgres)) {
            Side small = new Side(few, FEW);
            Side large = new Side(lots, many);
            for (int round = 0; round < ROUNDS; round++) {
                small.round();
                large.round();
            }
            System.out.printf("us an operation, the best of %d rounds%n", ROUNDS);
            for (int i = 0; i < Side.WHAT.size(); i++) {
                System.out.printf(
                        Locale.ROOT,
                        "%-22s %,d wait: %7.1f   %,d wait: %7.1f   ratio %.2f%n",
                        Side.WHAT.get(i),
                        FEW,
                        small.best[i],
                        many,
                        large.best[i],
                        large.best[i] / small.best[i]);
            }
        }
        System.out.println("the files are left in " + directory);
    }

    private static Store opened(Path directory, boolean postgres) throws Exception {
        return postgres
                ? PostgresStore.open(
                        PostgresServer.shared().newDatabase(), PostgresStore.Use.of(4_096, 4_096))
                : SqliteStore.open(
                        Files.createDirectories(directory),
                        InstantSource.system(),
                        new SqliteStore.Bounds(4_096, 4_096));
    }

    /** A database in which so many jobs wait, and what its operations cost. */
    private static final class Side {
        static final List<String> WHAT =
                List.of("push", "push, a dedupe key", "pop", "complete", "status");

        final double[] best = new double[WHAT.size()];
        private final Store store;
        private final Queues queues =
                new Queues(new Quota("queue", Capacities.usual()), new SecureRandom());
        private final Deliveries deliveries = new Deliveries(queues.jobs());

        Side(Store store, int waiting) {
            this.store = store;
            Arrays.fill(best, Double.MAX_VALUE);
            long began = System.nanoTime();
            for (int i = 0; i < waiting; i += AT_ONCE) {
                List<QueueInputs.Order> orders = new ArrayList<>();
                for (int j = i; j < Math.min(i + AT_ONCE, waiting); j++) {
                    orders.add(order(j % 5 - 2, "filled " + j));
                }
                write(tx -> queues.push(tx, QUEUE, orders));
            }
            System.out.printf(
                    Locale.ROOT,
                    "%,d jobs pushed in %.1f s%n",
                    waiting,
                    (System.nanoTime() - began) / 1e9);
        }

        private static QueueInputs.Order order(long priority, String dedupeKey) {
            return new QueueInputs.Order(
                    PAYLOAD, priority, 0, 3, Optional.of(dedupeKey).filter(k -> !k.isEmpty()), 2);
        }

        private <R> R write(Work<R> work) {
            return store.write(OWNER, work);
        }

        void round() {
            Queue<Job> taken = new ConcurrentLinkedQueue<>();
            measure(0, i -> write(tx -> queues.push(tx, QUEUE, List.of(order(i % 5 - 2, "")))));
            measure(1, i -> write(tx -> queues.push(tx, QUEUE, List.of(order(0, "new " + i)))));
            measure(
                    2,
                    _ -> {
                        List<Queues.Delivery> popped =
                                write(tx -> queues.pop(tx, QUEUE, MINUTE * 60, 1, _ -> {}));
                        taken.add(popped.getFirst().job());
                        return popped;
                    });
            measure(
                    3,
                    _ -> {
                        long number = taken.remove().number();
                        return write(tx -> {
                            Job job = queues.current(tx, number).orElseThrow();
                            deliveries.complete(tx, job);
                            return job;
                        });
                    });
            measure(
                    4,
                    _ ->
                            store.readGlobal(tx -> {
                                queues.settleToShow(tx, OWNER.address(), QUEUE);
                                queues.jobs().pendingSinceMs(tx, OWNER.address(), QUEUE);
                                return queues.counts().of(tx, OWNER.address(), QUEUE);
                            }));
            write(tx -> {
                List<Job> rest = queues.first(tx, QUEUE, State.COMPLETED, OPERATIONS);
                queues.purge(tx, rest);
                return rest;
            });
            drain();
        }

        /** The dedupe keys are free again, and as many jobs wait as before the round. */
        private void drain() {
            for (int i = 0; i < OPERATIONS; i += AT_ONCE) {
                int from = i;
                write(tx -> {
                    List<Job> jobs = new ArrayList<>();
                    for (int j = from; j < from + AT_ONCE; j++) {
                        queues.jobs()
                                .waiting(tx, QUEUE, "new " + j)
                                .flatMap(number -> queues.jobs().find(tx, number))
                                .ifPresent(jobs::add);
                    }
                    queues.purge(tx, jobs);
                    return jobs;
                });
            }
        }

        private void measure(int what, IntFunction<Object> operation) {
            AtomicInteger next = new AtomicInteger();
            long began = System.nanoTime();
            List<Call<Boolean>> clients = new ArrayList<>();
            for (int c = 0; c < CLIENTS; c++) {
                clients.add(
                        Call.run(() -> {
                            for (int i = next.getAndIncrement();
                                    i < OPERATIONS;
                                    i = next.getAndIncrement()) {
                                var _ = operation.apply(i);
                            }
                        }));
            }
            clients.forEach(Call::get);
            double micros = (System.nanoTime() - began) / 1e3 / OPERATIONS;
            best[what] = Math.min(best[what], micros);
        }
    }
}
