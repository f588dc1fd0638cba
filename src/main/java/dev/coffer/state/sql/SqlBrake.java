package dev.coffer.state.sql;

import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;

/**
 * Stops what runs in a database for too long, or takes too much memory. SQLite asks it every few
 * steps of a statement, while it prepares one too; one step can't be stopped, which is why texts
 * and blobs are short here and some functions are not there. That a caller sends nothing more stops
 * nothing: some close their half of the connection when they have asked, and still listen.
 */
final class SqlBrake extends ProgressHandler {

    /** Why it stopped. */
    enum Reason {
        TIME,
        MEMORY
    }

    private static final long LOOK_NANOS = 200_000;

    private final NativeMemory memory = new NativeMemory();
    private boolean armed;
    private long deadline;
    private long mostBytes;
    private long lookedAt;
    private long before = -1;
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
        if (now - deadline >= 0) {
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
