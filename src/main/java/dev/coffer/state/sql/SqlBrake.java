package dev.coffer.state.sql;

import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;

/**
 * Stops what runs in a database for too long, takes too much memory, or has nobody left who waits
 * for it. SQLite asks it every few steps of a statement, while it prepares one too; one step can't
 * be stopped, which is why texts and blobs are short here and some functions are not there.
 */
final class SqlBrake extends ProgressHandler {

    /** Why it stopped. */
    enum Reason {
        TIME,
        MEMORY,
        CALLER_GONE
    }

    private static final long LOOK_NANOS = 200_000;

    /** Some clients close their half of the connection when they have asked, and still listen. */
    private static final long GONE_NANOS = 250_000_000;

    private final NativeMemory memory = new NativeMemory();
    private boolean armed;
    private long deadline;
    private long mostBytes;
    private long lookedAt;
    private long before = -1;
    private volatile long goneAt = Long.MAX_VALUE;
    private @Nullable Reason reason;

    /** From now on, for so long, and until so much more memory is used than at the first look. */
    void arm(long forNanos, long bytes) {
        armed = true;
        lookedAt = System.nanoTime();
        deadline = lookedAt + forNanos;
        mostBytes = bytes;
        before = -1;
        reason = null;
    }

    /** What runs now is our own. */
    void disarm() {
        armed = false;
        goneAt = Long.MAX_VALUE;
    }

    /** Most likely nobody waits any more: it has a moment left; from any thread. */
    void callerGone() {
        goneAt = System.nanoTime();
    }

    @Nullable Reason reason() {
        return reason;
    }

    @Override
    protected int progress() {
        if (!armed || reason != null) {
            return armed ? 1 : 0;
        }
        long now = System.nanoTime();
        if (goneAt != Long.MAX_VALUE && now - goneAt > GONE_NANOS) {
            reason = Reason.CALLER_GONE;
        } else if (now - deadline >= 0) {
            reason = Reason.TIME;
        } else if (before < 0) {
            before = memory.used();
        } else if (now - lookedAt > LOOK_NANOS) {
            lookedAt = now;
            if (memory.used() - before > mostBytes) {
                reason = Reason.MEMORY;
            }
        }
        return reason == null ? 0 : 1;
    }
}
