package dev.coffer.state.links;

import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;
import dev.coffer.store.Tx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts clicks behind the redirects. A redirect only puts its click into a queue; a thread looks
 * into the clicks and sums them up by link, another writes the sums, one statement or two a link,
 * whatever the number of its clicks.
 *
 * <p>What is not written is lost with the process, a second's clicks at most. While the store is
 * away sums are kept, up to a bound: past it, clicks count and nothing more is known of them, and
 * those of further links are not counted. Clicks of which it is not known whether they were written
 * are not written again.
 */
final class Clicks implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Clicks.class.getName());

    /** Clicks that wait to be looked into: a quarter of a second's, of a machine's full load. */
    private static final int QUEUE = 16_384;

    /** User agents never met before that are looked into at a time: a quarter of a second's. */
    private static final int LOOKS = 1_000;

    /**
     * Entries of all sums, of some hundred bytes each: with half as many they are written early.
     */
    private static final int HELD =
            (int) Math.min(600_000, Runtime.getRuntime().maxMemory() / 1_000);

    /** For further links, of whose clicks nothing more is known. */
    private static final int HELD_PLAIN = HELD + HELD / 4;

    private static final long LOOK_MS = 50;
    private static final long WRITE_MS = 700;

    /** Links of one transaction. */
    private static final int LINKS = 100;

    /** Transactions at once, which share their commits: few, as others wait for the same lane. */
    private static final int AT_ONCE = 8;

    private record Key(String owner, String slug) {}

    /** What is not written yet of a link. */
    private record Sum(Key key, long number, ClickStats stats) {}

    private final Store store;
    private final Links links;
    private final VisitorSalts salts;
    private final Targets targets;
    private final UserAgents agents = new UserAgents();
    private final ArrayBlockingQueue<Click> queue = new ArrayBlockingQueue<>(QUEUE);
    private Map<Key, Sum> sums = new HashMap<>();
    private int held;
    private boolean away;
    private volatile long wroteNanos = System.nanoTime();

    /** Who has it may be sure that no click is between the queue and the sums. */
    private final ReentrantLock gathering = new ReentrantLock();

    /** Who has it may be sure that no sum is on its way to the store. */
    private final ReentrantLock writing = new ReentrantLock();

    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    Clicks(Store store, Links links, Targets targets, VisitorSalts salts) {
        this.store = store;
        this.links = links;
        this.targets = targets;
        this.salts = salts;
    }

    /** Begins to write. */
    Clicks start() {
        threads.add(every("clicks-in", this::gather));
        threads.add(every("clicks-out", this::writeIfDue));
        return this;
    }

    private Thread every(String name, Runnable chore) {
        return Thread.ofPlatform()
                .daemon()
                .name(name)
                .start(() -> {
                    while (!rest()) {
                        try {
                            chore.run();
                        } catch (RuntimeException e) {
                            LOG.log(System.Logger.Level.ERROR, "counting clicks goes on", e);
                        }
                    }
                });
    }

    /** Notes a click; never waits for the store. */
    void note(Click click) {
        if (!queue.offer(click)) {
            sumUp(List.of(click), 0);
        }
    }

    /** Has the clicks of a link written that came before. */
    void flush(String owner, String slug) {
        gather();
        writing.lock();
        try {
            Sum sum;
            synchronized (this) {
                sum = sums.remove(new Key(owner, slug));
            }
            if (sum != null) {
                write(List.of(sum));
            }
        } finally {
            writing.unlock();
        }
    }

    private void gather() {
        gathering.lock();
        try {
            List<Click> some = new ArrayList<>();
            queue.drainTo(some);
            sumUpByDay(some);
        } finally {
            gathering.unlock();
        }
    }

    private void sumUpByDay(List<Click> some) {
        for (int from = 0, to = 0; from < some.size(); from = to) {
            int day = ClickStats.day(some.get(from).atMs());
            while (to < some.size() && ClickStats.day(some.get(to).atMs()) == day) {
                to++;
            }
            try {
                salts.ready(day);
            } catch (StoreException e) {
                // Visitors are not told apart as long as the store is away.
            }
            sumUp(some.subList(from, to), LOOKS);
        }
    }

    private synchronized void sumUp(List<Click> clicks, int looks) {
        agents.allowLooks(looks);
        for (Click click : clicks) {
            sumUp(click);
        }
    }

    private void sumUp(Click click) {
        Key key = new Key(click.owner(), click.slug());
        Sum sum = sums.get(key);
        if (sum == null || sum.number() != click.number()) {
            if (held >= HELD_PLAIN) {
                told(true, "clicks of further links are not counted: too many wait for the store");
                return;
            }
            sum = new Sum(key, click.number(), new ClickStats());
            sums.put(key, sum);
            held += sum.stats().entries();
        }
        ClickStats stats = sum.stats();
        int before = stats.entries();
        Device device = agents.of(click.agent());
        if (device == Device.BOT) {
            stats.bot();
        } else if (held >= HELD) {
            stats.plainClick(click.atMs());
        } else {
            int day = ClickStats.day(click.atMs());
            stats.click(
                    new ClickStats.Recent(
                            click.atMs(), click.referrerHost(), click.countryCode(), device),
                    salts.visitor(day, click.address(), click.agent()));
        }
        held += stats.entries() - before;
    }

    private void writeIfDue() {
        boolean many;
        synchronized (this) {
            many = held >= HELD / 2;
        }
        if (many || System.nanoTime() - wroteNanos >= TimeUnit.MILLISECONDS.toNanos(WRITE_MS)) {
            write();
        }
    }

    private void write() {
        writing.lock();
        try {
            wroteNanos = System.nanoTime();
            Map<Key, Sum> all;
            synchronized (this) {
                all = sums;
                sums = new HashMap<>();
                held = 0;
            }
            if (!all.isEmpty()) {
                writeAtOnce(all);
            }
        } finally {
            writing.unlock();
        }
    }

    private void writeAtOnce(Map<Key, Sum> all) {
        Map<String, List<Sum>> byOwner = new HashMap<>();
        all.values()
                .forEach(sum ->
                        byOwner.computeIfAbsent(sum.key().owner(), _ -> new ArrayList<>())
                                .add(sum));
        List<Future<?>> works = new ArrayList<>();
        Semaphore turns = new Semaphore(AT_ONCE);
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            for (List<Sum> sumsOfOwner : byOwner.values()) {
                for (int i = 0; i < sumsOfOwner.size(); i += LINKS) {
                    List<Sum> some =
                            sumsOfOwner.subList(i, Math.min(sumsOfOwner.size(), i + LINKS));
                    turns.acquireUninterruptibly();
                    works.add(
                            each.submit(() -> {
                                try {
                                    writeOrKeep(some);
                                } finally {
                                    turns.release();
                                }
                            }));
                }
            }
        }
        for (Future<?> work : works) {
            if (work.state() == Future.State.FAILED) {
                switch (work.exceptionNow()) {
                    case Error error -> throw error;
                    case Throwable fault ->
                            LOG.log(System.Logger.Level.ERROR, "clicks were not counted", fault);
                }
            }
        }
    }

    private void writeOrKeep(List<Sum> some) {
        try {
            write(some);
        } catch (StoreException e) {
            // Kept, or not known whether they were written: the log says so.
        }
    }

    /** Writes sums of one owner; what is surely not written is kept for the next time. */
    private void write(List<Sum> some) {
        Owner owner = new Owner(some.getFirst().key().owner());
        long nowNanos = System.nanoTime();
        try {
            List<Link> read = store.write(owner, tx -> write(tx, some));
            read.forEach(link -> targets.renew(link, nowNanos));
            told(false, "clicks are written again");
        } catch (StoreException.InDoubt e) {
            told(true, "clicks of a moment may be lost: " + e.getMessage());
            throw e;
        } catch (StoreException e) {
            told(true, "clicks wait for the store: " + e.getMessage());
            some.forEach(this::keep);
            throw e;
        }
    }

    private List<Link> write(Tx tx, List<Sum> some) {
        tx.numberBy(Tx::numberIfKnown);
        return some.stream()
                .flatMap(sum -> links.add(tx, sum.key().slug(), sum.number(), sum.stats()).stream())
                .toList();
    }

    private synchronized void keep(Sum sum) {
        Sum newer = sums.putIfAbsent(sum.key(), sum);
        if (newer == null) {
            held += sum.stats().entries();
        } else if (newer.number() == sum.number()) {
            int before = newer.stats().entries();
            newer.stats().add(sum.stats());
            held += newer.stats().entries() - before;
        }
    }

    private synchronized void told(boolean isAway, String text) {
        if (away != isAway) {
            away = isAway;
            LOG.log(isAway ? System.Logger.Level.WARNING : System.Logger.Level.INFO, text);
        }
    }

    /** True if closed meanwhile. */
    private boolean rest() {
        try {
            return closed.await(LOOK_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return closed.getCount() == 0; // Nothing else ends it.
        }
    }

    /** Writes what is counted. */
    @Override
    public void close() throws InterruptedException {
        closed.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        gather();
        write();
        synchronized (this) {
            if (!sums.isEmpty()) {
                LOG.log(System.Logger.Level.WARNING, "clicks of {0} links are lost", sums.size());
            }
        }
    }
}
