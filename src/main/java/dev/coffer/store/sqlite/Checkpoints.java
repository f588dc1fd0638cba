package dev.coffer.store.sqlite;

import dev.coffer.store.Lane;
import dev.coffer.store.Session;
import dev.coffer.store.StoreException;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Moves what was committed from the write-ahead log into the database, beside the lane: the bulk on
 * a connection of its own while the lane writes on, and the small rest in a pause of the lane,
 * after which the log begins anew. Inside the lane's commits it would make the p99.
 */
final class Checkpoints implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Checkpoints.class.getName());

    private static final long LOOK_MS = 100;

    private static final long FRAME_BYTES = 4096;

    /** Frames of 4 KiB, 16 MiB, after which it is worth its two fsyncs, or a second of quiet. */
    private static final long BUSY_FRAMES = 4_096;

    private static final int QUIET_LOOKS = 10;

    /** Frames of 4 KiB that the lane may move itself: about a millisecond. */
    private static final long SMALL_REST_FRAMES = 2_000;

    /** Frames of 4 KiB, 256 MiB, above which the log must end even if the lane has to wait. */
    private static final long LARGEST_LOG_FRAMES = 65_536;

    private record Progress(long logFrames, long movedFrames) {
        long unmoved() {
            return logFrames - movedFrames;
        }
    }

    private final Lane lane;
    private final Session session;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private long movedCommits;
    private volatile @Nullable RuntimeException failing;
    private volatile long unmovedFrames;

    Checkpoints(Lane lane, Session session) {
        this.lane = lane;
        this.session = session;
        this.thread = Thread.ofPlatform().daemon().name("checkpoints").start(this::loop);
    }

    private void loop() {
        long seen = lane.commits();
        int quietLooks = 0;
        while (!rest()) {
            long commits = lane.commits();
            quietLooks = commits == seen ? quietLooks + 1 : 0;
            seen = commits;
            try {
                if (isDue(commits, quietLooks)) {
                    move();
                    movedCommits = commits;
                }
                failing = null;
            } catch (RuntimeException e) {
                if (failing == null) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "checkpoints fail, and the log grows; they are tried again",
                            e);
                }
                failing = e;
            }
        }
    }

    /** Fails if the last look or move did, or nobody looks any more. */
    void probe() {
        RuntimeException why = failing;
        if (why != null || !thread.isAlive()) {
            throw new StoreException.Unavailable("the log can't be moved into the database", why);
        }
    }

    /** How much of the log was not in the database at the last look. */
    long unmovedBytes() {
        return unmovedFrames * FRAME_BYTES;
    }

    /** By the log's size and not by commits: one may hold four frames, or thousands. */
    private boolean isDue(long commits, int quietLooks) {
        if (commits == movedCommits) {
            return false;
        }
        return quietLooks >= QUIET_LOOKS || progress(session, "noop").unmoved() >= BUSY_FRAMES;
    }

    private void move() {
        Progress progress = progress(session, "passive");
        long rest = progress.unmoved();
        boolean endable = rest > 0 && rest <= SMALL_REST_FRAMES;
        if (endable || progress.logFrames() > LARGEST_LOG_FRAMES) {
            lane.between(lanes -> progress(lanes, "passive"));
        }
    }

    private Progress progress(Session session, String mode) {
        Progress progress =
                session.one(
                                "pragma wal_checkpoint(" + mode + ")",
                                row -> new Progress(row.number(2), row.number(3)))
                        .orElseThrow();
        unmovedFrames = progress.unmoved();
        return progress;
    }

    private boolean rest() {
        try {
            return closed.await(LOOK_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return closed.getCount() == 0; // Nothing else ends it.
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        session.close();
    }
}
