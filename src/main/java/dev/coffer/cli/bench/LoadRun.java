package dev.coffer.cli.bench;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Remote;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/** Repeats a load's turns on so many connections, a thread each, for so long. */
public final class LoadRun {

    /**
     * @param firstError what went wrong first; empty if nothing did
     */
    public record Measured(
            String load,
            int connections,
            double callsPerSecond,
            double p50Ms,
            double p99Ms,
            long errors,
            String firstError,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Double> cpuMicrosPerCall,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Double> cpuMicrosOfEach) {

        /**
         * @param cpuSeconds what each of the server's processes used meanwhile, if it is known
         */
        static Measured of(
                String load,
                int connections,
                double perSecond,
                Latencies latencies,
                long errors,
                String firstError,
                List<Double> cpuSeconds,
                double calls) {
            List<Double> each = cpuSeconds.stream().map(cpu -> cpu * 1e6 / calls).toList();
            return new Measured(
                    load,
                    connections,
                    perSecond,
                    latencies.ms(0.5),
                    latencies.ms(0.99),
                    errors,
                    firstError,
                    each.stream().reduce(Double::sum),
                    each);
        }
    }

    private enum Phase {
        WARMING,
        MEASURING,
        OVER
    }

    private static final int STACK_BYTES = 256 * 1024;

    /** A connection's thread, and what only it writes. */
    private final class Worker {
        private final List<LoadRequest> requests;
        private final int keys;
        private final Latencies latencies = new Latencies();
        private long errors;

        Worker(List<LoadRequest> requests, int keys) {
            this.requests = requests;
            this.keys = keys;
        }

        void run() {
            while (phase != Phase.OVER) {
                try (LightConnection connection = new LightConnection(server)) {
                    while (phase != Phase.OVER) {
                        turn(connection);
                    }
                } catch (IOException e) {
                    failed(String.valueOf(e.getMessage()));
                    Remote.pause(10);
                }
            }
        }

        /** The calls one after the other; the first that fails ends the turn. */
        private void turn(LightConnection connection) throws IOException {
            int key = ThreadLocalRandom.current().nextInt(keys);
            requests.forEach(LoadRequest::clear);
            for (int i = 0; i < requests.size(); i++) {
                String missing = requests.get(i).missing();
                if (!missing.isEmpty()) {
                    failed("no answer gave " + missing);
                    return;
                }
                if (!once(connection, requests.get(i).of(key))) {
                    return;
                }
                for (LoadRequest later : requests.subList(i + 1, requests.size())) {
                    later.take(connection);
                }
            }
        }

        private boolean once(LightConnection connection, ByteBuffer request) throws IOException {
            long start = System.nanoTime();
            int status = connection.call(request);
            long end = System.nanoTime();
            if (status < 200 || status >= 400) {
                failed("status " + status);
                return false;
            }
            if (phase == Phase.MEASURING) {
                latencies.add(end - start);
            }
            return true;
        }

        private void failed(String why) {
            if (phase == Phase.MEASURING) {
                errors++;
            }
            firstError.compareAndSet("", why);
        }
    }

    private final BenchTarget target;
    private final InetSocketAddress server;
    private final AtomicReference<String> firstError = new AtomicReference<>("");
    private volatile Phase phase = Phase.WARMING;

    private LoadRun(BenchTarget target) {
        this.target = target;
        this.server = target.address();
    }

    public static Measured measure(
            BenchTarget target, Load load, int connections, double warmSeconds, double seconds) {
        return new LoadRun(target).run(load, connections, warmSeconds, seconds);
    }

    /** Writes every key of every owner once. */
    public static void fill(BenchTarget target, Load load) throws IOException {
        try (LightConnection connection = new LightConnection(target.address())) {
            for (int owner = 0; owner < Math.min(load.owners(), target.owners().size()); owner++) {
                List<LoadRequest> requests = target.requests(load, owner);
                for (int key = 0; key < load.keys(); key++) {
                    for (LoadRequest request : requests) {
                        int status = connection.call(request.of(key));
                        if (status != 200 && status != 409) { // It may be there already.
                            throw new Failure(load.name() + " was answered " + status);
                        }
                    }
                }
            }
        }
    }

    private Measured run(Load load, int connections, double warmSeconds, double seconds) {
        List<Worker> workers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            Worker worker = new Worker(target.requests(load, i), load.keys());
            workers.add(worker);
            threads.add(Thread.ofPlatform().stackSize(STACK_BYTES).start(worker::run));
        }
        Remote.pause((long) (warmSeconds * 1000));
        List<Double> cpuBefore = BenchTarget.cpuSeconds(target.processes());
        long start = System.nanoTime();
        phase = Phase.MEASURING;
        Remote.pause((long) (seconds * 1000));
        phase = Phase.OVER;
        double took = (System.nanoTime() - start) / 1e9;
        List<Double> cpu = since(cpuBefore, target.processes());
        threads.forEach(LoadRun::join);

        Latencies all = new Latencies();
        workers.forEach(worker -> all.addAll(worker.latencies));
        long errors = workers.stream().mapToLong(worker -> worker.errors).sum();
        if (all.total() == 0) {
            throw new Failure(load.name() + " was never answered: " + firstError.get());
        }
        double calls = load.operations() * all.total();
        return Measured.of(
                load.name(),
                connections,
                calls / took,
                all,
                errors,
                String.valueOf(firstError.get()),
                cpu,
                calls);
    }

    /** What processes used since they had used so much; empty if it can't be told. */
    static List<Double> since(List<Double> before, List<ProcessHandle> processes) {
        List<Double> now = BenchTarget.cpuSeconds(processes);
        return now.size() == before.size()
                ? IntStream.range(0, now.size()).mapToObj(i -> now.get(i) - before.get(i)).toList()
                : List.of();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
