package dev.coffer.store.postgres;

import dev.coffer.store.Heartbeat;
import dev.coffer.store.LaneBatch;
import dev.coffer.store.Owner;
import dev.coffer.store.Session;
import dev.coffer.store.Signals;
import dev.coffer.store.StoreException;
import dev.coffer.store.StoreFigures;
import dev.coffer.store.StoreHealth;
import dev.coffer.store.Tx;
import dev.coffer.store.Work;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where each owner's works are done. All at the database that the store's URL leads to; where that
 * is the coordinator of a Citus cluster, each at the worker that holds the owner's rows, as the
 * cluster's own catalog says. So a batch keeps to one machine, which commits it by itself, and a
 * machine that is away stops its own owners only.
 *
 * <p>The catalog is read again every minute, and when somebody meets an outage. That an owner's
 * works go to another lane from then on, on this node before others, does no harm: they are serial
 * by the lock on the owner's row, which the cluster has once, wherever a statement comes from. Two
 * lanes are to each other what two nodes are. What still waits in a lane that is given up is done
 * there.
 *
 * <p>A worker that was never reached from here has no place: its owners are asked for through the
 * coordinator, as all are where the tables are not spread or no worker can be reached.
 */
final class Places implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Places.class.getName());

    private static final long READ_REST_MS = 100;

    /** Less than what the store has for being asked how it is. */
    private static final Duration PROBED_WITHIN = Heartbeat.BUDGET.minusSeconds(1);

    /**
     * Where the owners of a worker are worked for, and how that goes.
     *
     * @param probed an owner of the worker's by which it is found out
     */
    private record Worked(Place place, Owner probed, Heartbeat heart) {
        boolean fits(ShardMap.Worker worker, ShardMap map) {
            return map.isAt(worker, probed.address()) && place.liesAt(worker, map);
        }
    }

    /**
     * What is known at a time.
     *
     * @param answering where the catalog was read last
     */
    private record Known(ShardMap map, Map<ShardMap.Worker, Worked> workers, Place answering) {}

    private final PostgresUrl url;
    private final Place.Common common;
    private final String node = UUID.randomUUID().toString();
    private final AtomicInteger laneNames = new AtomicInteger();
    private final Lookout lookout = new Lookout();
    private final Place coordinator;
    private final Heartbeat coordinatorsHeart;
    private final List<Place> givenUp = new ArrayList<>();
    private String toldLast = "";
    private volatile Known known;
    private volatile List<StoreHealth.Part> parts = List.of();
    private volatile Consumer<LaneBatch> told = _ -> {};
    private volatile boolean closed;

    /**
     * Reads the catalog, if there may be one, and reaches the workers.
     *
     * @param spread whether rows of two owners may be on two machines
     * @throws StoreException.Unavailable if the database can't be reached
     */
    Places(
            PostgresUrl url,
            PostgresStore.Use use,
            boolean spread,
            Signals signals,
            DatabaseClock clock) {
        this.url = url;
        this.common = new Place.Common(use, spread, signals, lookout::worry);
        this.coordinator = Place.at(url, common, clock, this::laneName);
        this.known = new Known(ShardMap.NONE, Map.of(), coordinator);
        this.coordinatorsHeart =
                new Heartbeat("the coordinator", () -> coordinator.read(Tx::now), PROBED_WITHIN);
        if (spread) {
            look();
            lookout.start(this::look);
        }
    }

    private String laneName() {
        return node + " " + laneNames.getAndIncrement();
    }

    /** Where an owner's rows are, or whoever passes on what is asked of them. */
    private Place of(Owner owner) {
        Known now = known;
        return now.map()
                .of(owner.address())
                .map(now.workers()::get)
                .map(Worked::place)
                .orElse(coordinator);
    }

    <R> R write(Owner owner, List<Owner> others, Work<R> work, boolean behind) {
        if (isWithinAWork()) {
            throw new IllegalStateException("a work would wait for a lane while it holds one");
        }
        Place place = of(owner);
        boolean crosses = false;
        for (Owner other : others) {
            crosses |= of(other) != place;
        }
        return place.lane(owner, crosses)
                .run(owner, others, common.spread() ? toldElsewhere(work) : work, behind);
    }

    private boolean isWithinAWork() {
        boolean within = coordinator.isCurrent();
        for (Worked worker : known.workers().values()) {
            within |= worker.place().isCurrent();
        }
        return within;
    }

    private static <R> Work<R> toldElsewhere(Work<R> work) {
        return tx -> {
            try {
                return work.run(tx);
            } catch (Session.Failed e) {
                throw PostgresEngine.elsewhere(e);
            }
        };
    }

    <R> R read(Owner owner, Work<R> work) {
        return patiently(() -> of(owner), work);
    }

    /** Of whoever gave the catalog: it passes on what others hold. */
    <R> R readGlobal(Work<R> work) {
        return patiently(() -> known.answering(), work);
    }

    /** A read that meets an outage is tried again for a while, where its rows are by then. */
    private <R> R patiently(Supplier<Place> where, Work<R> work) {
        long began = System.nanoTime();
        // An interrupt on a virtual thread would close the connection in the middle of a read.
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return where.get().read(work);
                } catch (StoreException.Unavailable e) {
                    if (closed || System.nanoTime() - began > common.use().patience().toNanos()) {
                        throw e;
                    }
                }
                interrupted |= Thread.interrupted();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(READ_REST_MS));
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether owners have places of their own. */
    boolean areSpread() {
        return !known.workers().isEmpty();
    }

    /**
     * Has every lane that is in use write something, each worker's side by side.
     *
     * @throws StoreException if nobody's rows can be written
     */
    void probe() {
        Known now = known;
        if (now.workers().isEmpty()) {
            parts = List.of();
            coordinator.probe(Owner.SERVICE, Tx::now);
            return;
        }
        coordinatorsHeart.begin();
        now.workers().values().forEach(worker -> worker.heart().begin());
        List<StoreHealth.Part> found = new ArrayList<>();
        found.add(new StoreHealth.Part("coordinator", coordinatorsHeart.storeWritable()));
        now.workers()
                .forEach((worker, held) ->
                        found.add(
                                new StoreHealth.Part(
                                        "worker " + worker.id(), held.heart().storeWritable())));
        parts = List.copyOf(found);
        if (found.stream().skip(1).noneMatch(StoreHealth.Part::answers)) {
            throw new StoreException.Unavailable("no worker can be written");
        }
    }

    List<StoreHealth.Part> parts() {
        return parts;
    }

    /** Reads the catalog of whoever gives it, and sees to a place at each worker. */
    private void look() {
        givenUp.forEach(Place::close);
        givenUp.clear();
        for (Place place : all()) {
            try (Session session = place.open()) {
                settle(ShardCatalog.read(session), place);
                return;
            } catch (StoreException.Unavailable | Session.Failed e) {
                LOG.log(System.Logger.Level.DEBUG, "the shards are asked of another", e);
            }
        }
    }

    private void settle(ShardMap map, Place answering) {
        Known before = known;
        Map<ShardMap.Worker, Worked> workers = new LinkedHashMap<>();
        for (ShardMap.Worker worker : map.workers()) {
            workers.put(worker, worked(worker, map, before.workers().get(worker)));
        }
        known = new Known(map, workers, answering);
        List<Place> now = all();
        before.workers().values().stream()
                .map(Worked::place)
                .filter(old -> !now.contains(old))
                .forEach(givenUp::add);
        tell(workers);
    }

    /** Where the owners of a worker are worked for: as before, if nothing speaks against it. */
    private Worked worked(ShardMap.Worker worker, ShardMap map, @Nullable Worked before) {
        if (before != null && before.place() != coordinator && before.fits(worker, map)) {
            return before;
        }
        try {
            Place place =
                    Place.ofWorker(
                            url.at(worker), common, () -> map.nameAt(worker, laneName() + "."));
            place.whenCommitted(told);
            return working(worker, map, place);
        } catch (StoreException.Unavailable e) {
            LOG.log(System.Logger.Level.DEBUG, () -> worker + " is not reached", e);
            return before != null ? before : working(worker, map, coordinator);
        }
    }

    private static Worked working(ShardMap.Worker worker, ShardMap map, Place place) {
        Owner there = new Owner(map.nameAt(worker, Owner.SERVICE.address()));
        Runnable probe = () -> place.probe(there, Tx::sequence);
        return new Worked(place, there, new Heartbeat(worker.toString(), probe, PROBED_WITHIN));
    }

    private void tell(Map<ShardMap.Worker, Worked> workers) {
        String now =
                workers.entrySet().stream()
                        .map(each ->
                                each.getKey()
                                        + (each.getValue().place() == coordinator
                                                ? ", which is not reached from here"
                                                : ""))
                        .collect(Collectors.joining("; "));
        if (!now.equals(toldLast)) {
            toldLast = now;
            LOG.log(
                    System.Logger.Level.INFO,
                    "owners are at {0}",
                    now.isEmpty() ? "no worker: all is asked of the coordinator" : now);
        }
    }

    /** The coordinator first. */
    private List<Place> all() {
        return Stream.concat(
                        Stream.of(coordinator),
                        known.workers().values().stream().map(Worked::place))
                .distinct()
                .toList();
    }

    void whenCommitted(Consumer<LaneBatch> listener) {
        told = listener;
        all().forEach(place -> place.whenCommitted(listener));
    }

    StoreFigures.Pooled figures() {
        return all().stream().map(Place::figures).reduce(StoreFigures.Pooled::plus).orElseThrow();
    }

    @Override
    public void close() {
        closed = true;
        lookout.close();
        givenUp.forEach(Place::close);
        all().forEach(Place::close);
    }
}
