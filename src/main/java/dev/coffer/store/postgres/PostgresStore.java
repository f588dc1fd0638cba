package dev.coffer.store.postgres;

import dev.coffer.store.Lane;
import dev.coffer.store.LaneBatch;
import dev.coffer.store.Migrations;
import dev.coffer.store.Owner;
import dev.coffer.store.Session;
import dev.coffer.store.Signals;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;
import dev.coffer.store.StoreFigures;
import dev.coffer.store.Tx;
import dev.coffer.store.Work;
import dev.coffer.store.copy.Marker;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The store for many nodes: one PostgreSQL for all owners, a few lanes that write, a pool that
 * reads from the primary. Nodes know nothing of each other; what keeps them apart is in the
 * database: owners' row locks and unique keys.
 *
 * <p>While the primary is away works wait, up to the patience; then their callers are told. It goes
 * on by itself when there is a primary again.
 */
public final class PostgresStore implements Store {

    private static final long LANES_KEPT_MS = TimeUnit.DAYS.toMillis(1);

    /**
     * @param lanes transactions at once
     * @param readers connections for reads
     * @param waiting how many works may wait
     * @param waitingOfOwner how many of one owner
     * @param patience how long a work waits for a primary that is away
     */
    public record Use(int lanes, int readers, int waiting, int waitingOfOwner, Duration patience) {

        public static Use of(int waiting, int waitingOfOwner) {
            return new Use(4, 8, waiting, waitingOfOwner, Duration.ofSeconds(10));
        }

        /** Two more tell other nodes, and hear them. */
        int connections() {
            return lanes + readers + 2;
        }
    }

    private final DatabaseClock clock;
    private final List<Lane> lanes = new ArrayList<>();
    private final Readers readers;
    private final Notices notices;
    private volatile boolean closed;

    private PostgresStore(PostgresUrl url, Use use, DatabaseClock clock) {
        this.clock = clock;
        String node = UUID.randomUUID().toString();
        PostgresEngine first = engine(url, node, use, new OwnerLocks.Together(), clock);
        boolean spread;
        try (Session session = first.open()) {
            Marker.refuse(session, Migrations.Dialect.POSTGRESQL);
            forgetOldLanes(session, clock);
            spread = isSpread(session);
        }
        this.readers = new Readers(first, url.text(), use.readers(), use.patience());
        this.notices = new Notices(url.text());
        int waiting = Math.max(use.waiting() / use.lanes(), use.waitingOfOwner());
        for (int i = 0; i < use.lanes(); i++) {
            OwnerLocks locks = spread ? new OwnerLocks.OneByOne() : new OwnerLocks.Together();
            PostgresEngine engine = engine(url, node + " " + i, use, locks, clock);
            lanes.add(
                    new Lane(
                            "store-" + i,
                            engine,
                            notices.signals(),
                            waiting,
                            use.waitingOfOwner()));
        }
    }

    private static PostgresEngine engine(
            PostgresUrl url, String lane, Use use, OwnerLocks locks, DatabaseClock clock) {
        return new PostgresEngine(url.text(), lane, use.patience(), locks, clock);
    }

    public static boolean isUrl(String text) {
        return text.startsWith(PostgresUrl.PREFIX);
    }

    /**
     * Brings the database to this version's schema and opens it; several nodes may at once.
     *
     * @param url {@code jdbc:postgresql://host1,host2/database?user=...}
     * @throws StoreException.Unavailable if it can't be reached, or is a copy not complete
     */
    public static PostgresStore open(String url, Use use) {
        PostgresUrl complete = PostgresUrl.of(url);
        DatabaseClock clock = new DatabaseClock();
        PostgresEngine asking = engine(complete, "", use, new OwnerLocks.Together(), clock);
        try {
            try (Session one = asking.open();
                    Session other = asking.open()) {
                Requirements.check(one, other, use.connections());
            }
            Migrations.run(Migrations.Dialect.POSTGRESQL, complete.unhurried());
            return new PostgresStore(complete, use, clock);
        } catch (RuntimeException e) {
            throw PostgresEngine.cantBeOpened(e);
        }
    }

    private static void forgetOldLanes(Session session, DatabaseClock clock) {
        // The time by itself: a spread table takes no DELETE that asks for it.
        long now =
                clock.heard(
                        session.one("select " + OwnerLocks.NOW, row -> row.number(1))
                                .orElseThrow());
        session.update("delete from lane where at < ?", now - LANES_KEPT_MS);
        session.commit();
    }

    /** Whether rows of two owners may be on two machines. */
    private static boolean isSpread(Session session) {
        boolean spread =
                session.one(
                                "select extname from pg_extension where extname = 'citus'",
                                row -> row.text(1))
                        .isPresent();
        session.commit();
        return spread;
    }

    private Lane lane(Owner owner) {
        for (Lane lane : lanes) {
            if (lane.isCurrent()) {
                throw new IllegalStateException("a work would wait for a lane while it holds one");
            }
        }
        int hash = owner.address().hashCode();
        return lanes.get(Math.floorMod(hash ^ (hash >>> 16), lanes.size()));
    }

    @Override
    public <R> R write(Owner owner, List<Owner> others, Work<R> work) {
        return lane(owner).run(owner, others, work, false);
    }

    @Override
    public <R> R writeBehind(Owner owner, Work<R> work) {
        return lane(owner).run(owner, work, true);
    }

    @Override
    public <R> R read(Owner owner, Work<R> work) {
        return readers.read(work);
    }

    @Override
    public <R> R readGlobal(Work<R> work) {
        return readers.read(work);
    }

    /** Each lane begins and commits a transaction, which writes its own row. */
    @Override
    public void probe() {
        Store.super.probe();
        for (Lane lane : lanes) {
            lane.run(Owner.SERVICE, Tx::now, false);
        }
    }

    @Override
    public void whenCommitted(Consumer<LaneBatch> told) {
        lanes.forEach(lane -> lane.whenCommitted(told));
    }

    @Override
    public StoreFigures figures() {
        return readers.figures(lanes.stream().mapToInt(Lane::waiting).sum());
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public boolean changesElsewhere() {
        return true;
    }

    @Override
    public Signals signals() {
        return notices.signals();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        notices.close();
        lanes.forEach(Lane::close);
        readers.close();
    }
}
