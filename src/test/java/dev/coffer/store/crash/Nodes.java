package dev.coffer.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Caller;
import dev.coffer.harness.Child;

import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Nodes of which any may be dead just now: each call is asked of one after another, until there is
 * an answer that is one. It is kept how long that took.
 */
final class Nodes implements Caller {

    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** No call may hang longer: ten seconds of patience for the database, and some. */
    private static final double LONGEST_CALL_SECONDS = 20;

    private final AtomicReferenceArray<Child> nodes;
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicLong lastAnswer = new AtomicLong(System.nanoTime());
    private final AtomicLong longestGap = new AtomicLong();
    private final AtomicLong longestCall = new AtomicLong();

    /** Nodes may be put in place of others meanwhile. */
    Nodes(AtomicReferenceArray<Child> nodes) {
        this.nodes = nodes;
    }

    @Override
    public Answered send(String method, String target, byte[] body, String... headers) {
        for (int turn = 0; ; turn++) {
            long began = System.nanoTime();
            try {
                Child node = nodes.get(turn % nodes.length());
                Answered answer = node.send(method, target, body, headers);
                if (answer.status() != 503) {
                    tick();
                    return answer;
                }
                assertThat(answer.code())
                        .isIn("store_unavailable", "outcome_unknown", "overloaded");
                assertThat(answer.at("retryable").asBoolean()).isTrue();
                refused.incrementAndGet();
            } catch (UncheckedIOException e) {
                // The node was killed; the next one, then.
            } finally {
                longestCall.accumulateAndGet(System.nanoTime() - began, Math::max);
            }
            LockSupport.parkNanos(REST_NANOS);
        }
    }

    private void tick() {
        long now = System.nanoTime();
        longestGap.accumulateAndGet(now - lastAnswer.getAndSet(now), Math::max);
        answered.incrementAndGet();
    }

    /** How many calls were answered. */
    int answered() {
        return answered.get();
    }

    /** The longest time without an answer since this was asked last, in seconds. */
    double longestGapSeconds() {
        return longestGap.getAndSet(0) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    void check() {
        double longest = longestCall.get() / (double) TimeUnit.SECONDS.toNanos(1);
        System.out.printf(
                "%d calls answered, %d answers of 503, the longest call %.1f s%n",
                answered.get(), refused.get(), longest);
        assertThat(longest).as("seconds of the longest call").isLessThan(LONGEST_CALL_SECONDS);
    }
}
