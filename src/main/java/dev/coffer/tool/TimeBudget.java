package dev.coffer.tool;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Until when a computation may go on: so much of a processor's time, wherever its thread has a
 * clock of that, whatever else the machine does. What can be long asks it now and then.
 */
public final class TimeBudget {

    private static final long NANOS = ToolLimits.TOOL_COMPUTE_MS.value() * 1_000_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final boolean CLOCKED =
            THREADS.isCurrentThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled();

    /** Looking at the clock costs as much as a few steps of anything. */
    private static final int STEPS_A_LOOK = 256;

    private final long startNanos = spentNanos();
    private int steps;

    /**
     * Counts a step.
     *
     * @throws Problem 413 if the time is over
     */
    public void step() {
        if (++steps % STEPS_A_LOOK == 0) {
            check();
        }
    }

    /**
     * Looks at the clock.
     *
     * @throws Problem 413 if the time is over
     */
    public void check() {
        if (spentNanos() - startNanos > NANOS) {
            throw tooCostly();
        }
    }

    private static long spentNanos() {
        return CLOCKED && !Thread.currentThread().isVirtual()
                ? THREADS.getCurrentThreadCpuTime()
                : System.nanoTime();
    }

    /** The input takes more work than one call may cost. */
    public static Problem tooCostly() {
        return new Problem(
                        ErrorCode.TOO_COSTLY,
                        "That input takes more than %d ms of computing; send a smaller one."
                                .formatted(ToolLimits.TOOL_COMPUTE_MS.value()))
                .with("limit", ToolLimits.TOOL_COMPUTE_MS.value());
    }

    /**
     * Refuses an answer that would be too long, before it is made.
     *
     * @throws Problem 413
     */
    public static void requireAnswer(long chars) {
        if (chars > ToolLimits.TOOL_ANSWER_CHARS.value()) {
            throw new Problem(
                            ErrorCode.TOO_LARGE,
                            "The answer would have more than %d characters; send a smaller input."
                                    .formatted(ToolLimits.TOOL_ANSWER_CHARS.value()))
                    .with("limit", ToolLimits.TOOL_ANSWER_CHARS.value());
        }
    }
}
