package dev.coffer.store.postgres;

import dev.coffer.store.LaneBatch;
import dev.coffer.store.Migrations;
import dev.coffer.store.Owner;
import dev.coffer.store.Session;
import dev.coffer.store.Signals;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;
import dev.coffer.store.StoreFigures;
import dev.coffer.store.StoreHealth;
import dev.coffer.store.Work;
import dev.coffer.store.copy.Marker;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
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

    private static final System.Logger LOG = System.getLogger(PostgresStore.class.getName());

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
    private final Notices notices;
    private final Places places;
    private volatile boolean closed;

    private PostgresStore(PostgresUrl url, Use use, boolean spread, DatabaseClock clock) {
        this.clock = clock;
        this.notices = new Notices(url.text());
        try {
            this.places = new Places(url, use, spread, notices.signals(), clock);
        } catch (RuntimeException e) {
            notices.close();
            throw e;
        }
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
        PostgresEngine asking =
                new PostgresEngine(
                        complete.text(),
                        "",
                        use.patience(),
                        new OwnerLocks.Together(),
                        clock,
                        () -> {});
        try {
            try (Session one = asking.open();
                    Session other = asking.open()) {
                Requirements.check(one, other, use.connections());
            }
            Migrations.run(Migrations.Dialect.POSTGRESQL, complete.unhurried());
            boolean spread;
            try (Session session = asking.open()) {
                Marker.refuse(session, Migrations.Dialect.POSTGRESQL);
                spread = ShardCatalog.isSpread(session);
            }
            forgetOldLanes(asking, clock);
            return new PostgresStore(complete, use, spread, clock);
        } catch (RuntimeException e) {
            throw PostgresEngine.cantBeOpened(e);
        }
    }

    /** If it can: where lanes' rows are on several machines, one that is away keeps all. */
    private static void forgetOldLanes(PostgresEngine asking, DatabaseClock clock) {
        try (Session session = asking.open()) {
            // The time by itself: a spread table takes no DELETE that asks for it.
            long now =
                    clock.heard(
                            session.one("select " + OwnerLocks.NOW, row -> row.number(1))
                                    .orElseThrow());
            session.update("delete from lane where at < ?", now - LANES_KEPT_MS);
            session.commit();
        } catch (Session.Failed e) {
            LOG.log(System.Logger.Level.WARNING, "old lanes' rows stay until the next start", e);
        }
    }

    @Override
    public <R> R write(Owner owner, List<Owner> others, Work<R> work) {
        return places.write(owner, others, work, false);
    }

    @Override
    public <R> R writeBehind(Owner owner, Work<R> work) {
        return places.write(owner, List.of(), work, true);
    }

    @Override
    public <R> R read(Owner owner, Work<R> work) {
        return places.read(owner, work);
    }

    @Override
    public <R> R readGlobal(Work<R> work) {
        return places.readGlobal(work);
    }

    @Override
    public void probe() {
        if (!places.areSpread()) {
            Store.super.probe();
        }
        places.probe();
    }

    @Override
    public List<StoreHealth.Part> parts() {
        return places.parts();
    }

    @Override
    public void whenCommitted(Consumer<LaneBatch> told) {
        places.whenCommitted(told);
    }

    @Override
    public StoreFigures figures() {
        return places.figures();
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
        places.close();
    }
}
