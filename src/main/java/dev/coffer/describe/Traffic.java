package dev.coffer.describe;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Problem;
import dev.coffer.payment.Asset;
import dev.coffer.room.Room;
import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;
import dev.coffer.store.Table;
import dev.coffer.store.Timer;
import dev.coffer.store.Tx;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How many calls were answered, how, how fast, and what they brought, by the room and the day
 * (UTC): a row for each, whatever is called. Counted in memory and added to the store every few
 * seconds, not in the calls' own transactions: all of a cluster's lanes would wait for one row. So
 * a crash loses the last seconds of it. What is owed to whom the ledger alone says, exactly.
 *
 * <p>Counted is what can be paid for, once somebody may: invitations to pay and calls that a rate
 * limit refused are not.
 */
public final class Traffic {

    /** The sums. */
    public static final Table TABLE = Table.global("traffic", "family", "family", "day");

    private static final System.Logger LOG = System.getLogger(Traffic.class.getName());

    static final long DAY_MS = TimeUnit.DAYS.toMillis(1);

    private static final long EVERY_SECONDS = 5;
    private static final long KEPT_DAYS = 400;
    private static final Set<Integer> NOT_COUNTED = Set.of(401, 402, 429);

    private static final String ASSETS =
            Arrays.stream(Asset.values()).map(Asset::column).collect(Collectors.joining(", "));

    private static final String ADD =
            """
            insert into traffic (family, day, calls, failed, micros, %s) values (?, ?, ?, ?, ?%s)
            on conflict (family, day) do update set calls = traffic.calls + excluded.calls,
                failed = traffic.failed + excluded.failed,
                micros = traffic.micros + excluded.micros%s\
            """
                    .formatted(
                            ASSETS,
                            ", ?".repeat(Asset.values().length),
                            Arrays.stream(Asset.values())
                                    .map(a ->
                                            ", $ = traffic.$ + excluded.$".replace("$", a.column()))
                                    .collect(Collectors.joining()));

    private static final String LOOK =
            "select day, calls, failed, micros, %s from traffic where family = ? and day >= ? order by day"
                    .formatted(ASSETS);

    /**
     * Some sums.
     *
     * @param failed of the calls, those that were refused or failed
     * @param micros that they took, together
     * @param earned by asset, in smallest units
     */
    record Sums(long calls, long failed, long micros, List<Long> earned) {

        static final Sums NONE = new Sums(0, 0, 0, Asset.each(_ -> 0).values().stream().toList());

        Sums plus(Sums more) {
            List<Long> both = new ArrayList<>();
            for (int i = 0; i < earned.size(); i++) {
                both.add(earned.get(i) + more.earned.get(i));
            }
            return new Sums(calls + more.calls, failed + more.failed, micros + more.micros, both);
        }
    }

    /** What is counted together; the day is the epoch milliseconds of its beginning. */
    record Cell(String family, long dayMs) {}

    /** Counts what is not in the store yet. */
    private static final class Counter {
        private final LongAdder calls = new LongAdder();
        private final LongAdder failed = new LongAdder();
        private final LongAdder micros = new LongAdder();
        private final List<LongAdder> earned =
                Stream.generate(LongAdder::new).limit(Asset.values().length).toList();

        void add(Sums sums) {
            calls.add(sums.calls());
            failed.add(sums.failed());
            micros.add(sums.micros());
            earn(sums);
        }

        void earn(Sums sums) {
            for (int i = 0; i < earned.size(); i++) {
                if (sums.earned().get(i) != 0) {
                    earned.get(i).add(sums.earned().get(i));
                }
            }
        }

        Sums look() {
            return new Sums(
                    calls.sum(),
                    failed.sum(),
                    micros.sum(),
                    earned.stream().map(LongAdder::sum).toList());
        }

        Sums take() {
            return new Sums(
                    calls.sumThenReset(),
                    failed.sumThenReset(),
                    micros.sumThenReset(),
                    earned.stream().map(LongAdder::sumThenReset).toList());
        }
    }

    private final Store store;
    private final InstantSource clock;
    private final Map<Endpoint<?, ?>, String> families = new IdentityHashMap<>();
    private final Map<Cell, Counter> counters = new ConcurrentHashMap<>();
    private final Counter sinceStart = new Counter();

    public Traffic(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Says what there is to be counted; before the first call. */
    public void of(List<Room> rooms) {
        for (Room room : rooms) {
            for (Endpoint<?, ?> endpoint : room.endpoints()) {
                if (endpoint.access() instanceof Access.Paid<?>) {
                    families.put(endpoint, room.name());
                }
            }
        }
    }

    /** Answers a call, and counts it. */
    public Answer counted(Endpoint<?, ?> endpoint, Supplier<Answer> call) {
        String family = families.get(endpoint);
        if (family == null) {
            return call.get();
        }
        long began = System.nanoTime();
        int status = 500;
        Optional<Answer> answered = Optional.empty();
        try {
            Answer answer = call.get();
            answered = Optional.of(answer);
            status = answer.status();
            return answer;
        } catch (Problem problem) {
            status = problem.status();
            throw problem;
        } finally {
            if (!NOT_COUNTED.contains(status)) {
                long micros = (System.nanoTime() - began) / 1000;
                Sums sums = new Sums(1, status < 400 ? 0 : 1, micros, earned(answered));
                counter(new Cell(family, today())).add(sums);
                sinceStart.earn(sums);
            }
        }
    }

    /** What this node's calls brought since its start, in smallest units. */
    public long charged(Asset asset) {
        return sinceStart.earned.get(asset.ordinal()).sum();
    }

    private static List<Long> earned(Optional<Answer> answered) {
        Optional<String> charge =
                answered.filter(a -> !a.headers().containsKey("Idempotent-Replay"))
                        .map(a -> a.headers().get("Coffer-Charge"));
        return charge.isEmpty()
                ? Sums.NONE.earned()
                : Arrays.stream(Asset.values()).map(a -> a.shown(charge.get())).toList();
    }

    private Counter counter(Cell cell) {
        return counters.computeIfAbsent(cell, _ -> new Counter());
    }

    long today() {
        return clock.millis() - Math.floorMod(clock.millis(), DAY_MS);
    }

    /** The sums of a room since a day, by day: those in the store, and this node's own since. */
    Map<Long, Sums> since(Tx tx, String family, long dayMs) {
        Map<Long, Sums> days = new java.util.TreeMap<>();
        tx.all(
                        LOOK,
                        row -> {
                            List<Long> earned = new ArrayList<>();
                            for (int i = 0; i < Asset.values().length; i++) {
                                earned.add(row.number(5 + i));
                            }
                            return Map.entry(
                                    row.number(1),
                                    new Sums(row.number(2), row.number(3), row.number(4), earned));
                        },
                        family,
                        dayMs)
                .forEach(day -> days.put(day.getKey(), day.getValue()));
        counters.forEach((cell, counter) -> {
            if (cell.family().equals(family) && cell.dayMs() >= dayMs) {
                days.merge(cell.dayMs(), counter.look(), Sums::plus);
            }
        });
        return days;
    }

    /** Adds to the store now and then, and at the end. */
    public AutoCloseable adding() {
        Timer timer = new Timer("traffic");
        timer.scheduleWithFixedDelay(this::add, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
        return () -> {
            timer.shutdown();
            add();
        };
    }

    private synchronized void add() {
        long today = today();
        counters.forEach((cell, counter) -> {
            Sums sums = counter.take();
            if (sums.calls() > 0) {
                try {
                    store.write(Owner.SERVICE, tx -> added(tx, cell, sums));
                } catch (StoreException e) {
                    LOG.log(System.Logger.Level.DEBUG, "the sums wait for the store", e);
                    counter.add(sums);
                }
            } else if (cell.dayMs() < today - DAY_MS) {
                counters.remove(cell);
            }
        });
    }

    private static int added(Tx tx, Cell cell, Sums sums) {
        List<Object> values = new ArrayList<>();
        values.addAll(List.of(cell.family(), cell.dayMs()));
        values.addAll(List.of(sums.calls(), sums.failed(), sums.micros()));
        values.addAll(sums.earned());
        tx.update(
                "delete from traffic where family = ? and day < ?",
                cell.family(),
                cell.dayMs() - KEPT_DAYS * DAY_MS);
        return tx.update(ADD, values.toArray());
    }
}
