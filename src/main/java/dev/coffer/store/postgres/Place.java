package dev.coffer.store.postgres;

import com.zaxxer.hikari.pool.HikariPool;

import dev.coffer.store.Lane;
import dev.coffer.store.LaneBatch;
import dev.coffer.store.Owner;
import dev.coffer.store.Session;
import dev.coffer.store.Signals;
import dev.coffer.store.StoreFigures;
import dev.coffer.store.Tx;
import dev.coffer.store.Work;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A database that is asked for what it holds: a few lanes that write there, an owner always on the
 * same, and connections that read.
 *
 * <p>A worker has one lane more, for works that change rows of another worker's, too. They are
 * committed in two phases and wait for both machines; those that keep to this one are not to wait
 * with them.
 */
final class Place implements AutoCloseable {

    /** How long a read waits for a worker until it is looked whether another has the rows. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    private final PostgresEngine asking;
    private final List<String> laneNames = new ArrayList<>();
    private final List<Lane> lanes = new ArrayList<>();
    private final Optional<Lane> crossing;
    private final Readers readers;

    /**
     * What places of one store have in common.
     *
     * @param spread whether there may be others that hold rows
     * @param outage is told when a database can't be reached or written
     */
    record Common(PostgresStore.Use use, boolean spread, Signals signals, Runnable outage) {

        PostgresEngine engine(PostgresUrl url, String lane, DatabaseClock clock, Runnable told) {
            return new PostgresEngine(
                    url.text(),
                    lane,
                    use.patience(),
                    spread ? new OwnerLocks.OneByOne() : new OwnerLocks.Together(),
                    clock,
                    told);
        }
    }

    private Place(
            Common common,
            PostgresUrl url,
            DatabaseClock clock,
            Supplier<String> names,
            boolean worker) {
        PostgresStore.Use use = common.use();
        asking = common.engine(url, "", clock, common.outage());
        Duration patience =
                common.spread() && use.patience().compareTo(LOOK_AGAIN) > 0
                        ? LOOK_AGAIN
                        : use.patience();
        readers = new Readers(asking, url.text(), use.readers(), patience);
        int waiting = Math.max(use.waiting() / use.lanes(), use.waitingOfOwner());
        for (int i = 0; i < use.lanes() + (worker ? 1 : 0); i++) {
            String name = names.get();
            laneNames.add(name);
            lanes.add(
                    new Lane(
                            "store-" + i,
                            common.engine(url, name, clock, common.outage()),
                            common.signals(),
                            waiting,
                            use.waitingOfOwner()));
        }
        crossing = worker ? Optional.of(lanes.getLast()) : Optional.empty();
    }

    /** What the store's URL leads to; its clock is the store's. */
    static Place at(PostgresUrl url, Common common, DatabaseClock clock, Supplier<String> names) {
        return new Place(common, url, clock, names, false);
    }

    /**
     * A worker, if it can be reached from here.
     *
     * @throws dev.coffer.store.StoreException.Unavailable that says why not
     */
    static Place ofWorker(PostgresUrl url, Common common, Supplier<String> names) {
        DatabaseClock clock = new DatabaseClock();
        common.engine(url, "", clock, () -> {}).open().close();
        try {
            return new Place(common, url, clock, names, true);
        } catch (HikariPool.PoolInitializationException e) {
            throw PostgresEngine.cantBeOpened(e);
        }
    }

    /** The lane of an owner's works. */
    Lane lane(Owner owner, boolean crosses) {
        if (crosses && crossing.isPresent()) {
            return crossing.get();
        }
        int hash = owner.address().hashCode();
        int local = lanes.size() - (crossing.isPresent() ? 1 : 0);
        return lanes.get(Math.floorMod(hash ^ (hash >>> 16), local));
    }

    boolean isCurrent() {
        for (Lane lane : lanes) {
            if (lane.isCurrent()) {
                return true;
            }
        }
        return false;
    }

    /** Whether its lanes' rows lie with a worker. */
    boolean liesAt(ShardMap.Worker worker, ShardMap map) {
        return laneNames.stream().allMatch(name -> map.isAt(worker, name));
    }

    <R> R read(Work<R> work) {
        return readers.read(work);
    }

    Session open() {
        return asking.open();
    }

    /** Each lane commits a transaction, which writes its own row, and something is read. */
    void probe(Owner owner, Work<Long> work) {
        for (Lane lane : lanes) {
            lane.run(owner, work, false);
        }
        read(Tx::now);
    }

    void whenCommitted(Consumer<LaneBatch> told) {
        lanes.forEach(lane -> lane.whenCommitted(told));
    }

    StoreFigures.Pooled figures() {
        return readers.figures(lanes.stream().mapToInt(Lane::waiting).sum());
    }

    @Override
    public void close() {
        lanes.forEach(Lane::close);
        readers.close();
    }
}
