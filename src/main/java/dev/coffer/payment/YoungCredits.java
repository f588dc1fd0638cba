package dev.coffer.payment;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Payments that this node credited lately. A block's word can be taken back as well, if seldom, so
 * they are looked at once more when they are old. Kept in memory, and so many at most: what a stop
 * or a crowd makes forgotten, only the books find.
 */
final class YoungCredits {

    /** Longer than forks of Stacks are. */
    private static final long OLD_MS = TimeUnit.MINUTES.toMillis(10);

    private static final int MOST = 1_000;

    private record Credited(VerifiedPayment payment, long atMs) {}

    private final Deque<Credited> young = new ArrayDeque<>();

    synchronized void add(VerifiedPayment payment, long nowMs) {
        if (young.size() == MOST) {
            young.removeFirst();
        }
        young.addLast(new Credited(payment, nowMs));
    }

    /** Those that are old by now; they are not kept any more. */
    synchronized List<VerifiedPayment> old(long nowMs) {
        List<VerifiedPayment> old = new ArrayList<>();
        while (!young.isEmpty() && young.getFirst().atMs() + OLD_MS <= nowMs) {
            old.add(young.removeFirst().payment());
        }
        return old;
    }
}
