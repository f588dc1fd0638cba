package dev.coffer.http;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * A bounded queue from many threads to one that never makes any of them wait: what finds it full is
 * dropped and counted. A lock, as in the JDK's bounded queues, would let calls wait for the reader.
 */
final class Ring<T> {

    private final AtomicReferenceArray<@Nullable T> slots;
    private final int mask;
    private final AtomicLong tail = new AtomicLong();
    private volatile long head;
    private final LongAdder dropped = new LongAdder();

    /**
     * Makes an empty one.
     *
     * @param capacity a power of two
     */
    Ring(int capacity) {
        this.slots = new AtomicReferenceArray<>(capacity);
        this.mask = capacity - 1;
    }

    void offer(T item) {
        long at;
        do {
            at = tail.get();
            if (at - head > mask) {
                dropped.increment();
                return;
            }
        } while (!tail.compareAndSet(at, at + 1));
        slots.setRelease((int) at & mask, item);
    }

    /** The oldest, or null if there is none; only one thread may ask. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes it.
    @Nullable T poll() {
        int slot = (int) head & mask;
        T item = slots.getAcquire(slot);
        if (item != null) {
            slots.setRelease(slot, null);
            head++;
        }
        return item;
    }

    long dropped() {
        return dropped.sum();
    }
}
