package dev.coffer.store;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Wakes those who wait for something to change. Who waits for a topic stands in line; a signal
 * wakes the first in the line that is not awake already, who looks for itself what has changed. A
 * signal says only that it is worth looking: there may be one too many, and of another node's one
 * may be lost, so whoever waits also has itself woken after {@link #recheckMs} (see {@link
 * Listener#wakeWithin}).
 *
 * <p>Waiting costs no platform thread: a waiting virtual thread, and an entry in its line.
 */
public final class Signals implements AutoCloseable {

    /** Why a wait is over. */
    public enum Woken {
        /** It is worth looking. */
        SIGNALLED,
        /** The time is over, or all waiting is. */
        TIME_OVER,
        /** Nobody is interested any more. */
        CANCELLED
    }

    /** Those who wait for one topic, in order of arrival. Guarded by the map's lock on it. */
    private static final class Line {
        final TreeMap<Long, Listener> asleep = new TreeMap<>();
        int length;
        long alarmNanos;
        @Nullable Future<?> alarm;
    }

    /** Topics share a place where it was last noted that one of them was signalled. */
    private static final int PLACES = 1 << 12;

    private final Map<String, Line> lines = new ConcurrentHashMap<>();
    private final AtomicLongArray sounded = new AtomicLongArray(PLACES);
    private final AtomicLong arrivals = new AtomicLong();
    private final AtomicInteger listening = new AtomicInteger();
    private final Timer alarms = new Timer("alarms");
    private final Duration recheck;
    private final Consumer<Map<String, Integer>> elsewhere;
    private volatile boolean closed;

    private Signals(Duration recheck, Consumer<Map<String, Integer>> elsewhere) {
        this.recheck = recheck;
        this.elsewhere = elsewhere;
    }

    /** Signals within this process, none of which is lost. */
    public static Signals here() {
        return new Signals(Duration.ofDays(1), _ -> {});
    }

    /**
     * Signals that others are told of too.
     *
     * @param recheck how long a wake-up from elsewhere may be overdue
     * @param elsewhere takes what was signalled here, and how often, to the other nodes
     */
    public static Signals amongNodes(Duration recheck, Consumer<Map<String, Integer>> elsewhere) {
        return new Signals(recheck, elsewhere);
    }

    /** After how many milliseconds a waiter should look even if nobody wakes it. */
    public long recheckMs() {
        return recheck.toMillis();
    }

    /** How many wait. */
    public int listening() {
        return listening.get();
    }

    /** Joins the line of a topic; from now on no signal of it is missed. */
    public Listener listen(String topic) {
        listening.incrementAndGet();
        Listener listener = new Listener(topic, arrivals.incrementAndGet());
        lines.compute(
                topic,
                (_, there) -> {
                    Line line = there == null ? new Line() : there;
                    line.length++;
                    line.asleep.put(listener.arrival, listener);
                    return line;
                });
        return listener;
    }

    /**
     * Whether a topic may have been signalled since an instant of {@link System#nanoTime}. Whoever
     * looked after that instant and joined the line since need not look again if it was not.
     */
    public boolean soundedSince(String topic, long nanos) {
        long last = sounded.get(place(topic));
        return last != 0 && last - nanos >= 0;
    }

    private void note(int place) {
        sounded.set(place, System.nanoTime() | 1);
    }

    private static int place(String topic) {
        return topic.hashCode() & PLACES - 1;
    }

    /** Wakes so many of those who wait for each topic, here and elsewhere. */
    public void sound(Map<String, Integer> times) {
        if (!times.isEmpty()) {
            times.forEach((topic, count) -> soundHere(topic, count, false));
            elsewhere.accept(times);
        }
    }

    /** Wakes those who wait on this node. */
    public void soundHere(String topic, int times) {
        soundHere(topic, times, false);
    }

    /** Wakes the first of every line: signals may have been lost. */
    public void soundAllHere() {
        for (int place = 0; place < PLACES; place++) {
            note(place);
        }
        lines.keySet().forEach(topic -> soundHere(topic, 1, true));
    }

    private void soundHere(String topic, int times, boolean chained) {
        // Before the line is looked at: who joins it later sees the one or is in the other.
        note(place(topic));
        lines.computeIfPresent(
                topic,
                (_, line) -> {
                    for (int i = 0; i < times && !line.asleep.isEmpty(); i++) {
                        line.asleep.pollFirstEntry().getValue().wake(chained);
                    }
                    return line;
                });
    }

    /** Ends all waiting, at once and from now on. */
    @Override
    public void close() {
        closed = true;
        alarms.shutdownNow();
        lines.keySet().forEach(topic -> soundHere(topic, Integer.MAX_VALUE));
    }

    /** A place in the line of a topic, for one thread to wait in. */
    public final class Listener implements AutoCloseable {
        private final String topic;
        private final long arrival;
        private volatile @Nullable Thread waiter;
        private volatile boolean awake;
        private volatile boolean chained;
        private volatile boolean cancelled;

        /** Whether the last wake-up passes on to the next in line if it was of use. */
        private boolean inChain;

        private Listener(String topic, long arrival) {
            this.topic = topic;
            this.arrival = arrival;
        }

        /** Called with the line locked. */
        private void wake(boolean chain) {
            chained = chain;
            awake = true;
            LockSupport.unpark(waiter);
        }

        /**
         * Has the first in line woken after some time: something becomes due then. If that one
         * finds what it waited for, the next is woken too, and so on. The earliest time that any of
         * the line asked for counts.
         */
        public void wakeWithin(long ms) {
            long delay = Math.clamp(ms, 0, recheckMs());
            long at = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delay);
            lines.computeIfPresent(
                    topic,
                    (_, line) -> {
                        Future<?> set = line.alarm;
                        if (!closed && (set == null || at - line.alarmNanos < 0)) {
                            if (set != null) {
                                set.cancel(false);
                            }
                            line.alarmNanos = at;
                            line.alarm =
                                    alarms.schedule(
                                            () -> alarm(topic), delay, TimeUnit.MILLISECONDS);
                        }
                        return line;
                    });
        }

        /** Waits for a signal, at most until an instant of {@link System#nanoTime}. */
        public Woken await(long untilNanos) {
            Thread current = Thread.currentThread();
            waiter = current;
            while (true) {
                if (cancelled || current.isInterrupted()) {
                    return Woken.CANCELLED;
                }
                long left = untilNanos - System.nanoTime();
                if (closed || left <= 0) {
                    return Woken.TIME_OVER;
                }
                if (awake) {
                    inChain = chained;
                    sleepAgain();
                    return Woken.SIGNALLED;
                }
                LockSupport.parkNanos(this, left);
            }
        }

        /** Back to its place in the line, before it looks: what happens meanwhile is not missed. */
        private void sleepAgain() {
            lines.computeIfPresent(
                    topic,
                    (_, line) -> {
                        awake = false;
                        line.asleep.put(arrival, this);
                        return line;
                    });
        }

        /** Ends the wait from another thread. */
        public void cancel() {
            cancelled = true;
            LockSupport.unpark(waiter);
        }

        /** It found what it waited for: if something became due there may be more of it. */
        public void found() {
            if (inChain) {
                soundHere(topic, 1, true);
            }
        }

        /** Leaves the line; a signal that it did not look after goes to the next. */
        @Override
        public void close() {
            listening.decrementAndGet();
            lines.computeIfPresent(
                    topic,
                    (_, line) -> {
                        line.asleep.remove(arrival);
                        if (--line.length == 0) {
                            Future<?> alarm = line.alarm;
                            if (alarm != null) {
                                alarm.cancel(false);
                            }
                            return null;
                        }
                        return line;
                    });
            if (awake) {
                soundHere(topic, 1, chained);
            }
        }
    }

    private void alarm(String topic) {
        lines.computeIfPresent(
                topic,
                (_, line) -> {
                    line.alarm = null;
                    return line;
                });
        soundHere(topic, 1, true);
    }
}
