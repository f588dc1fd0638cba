package dev.coffer.store;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * The works of a batch in step: each runs on its caller's thread until it asks for a statement;
 * when all stand, the lane's thread sends what they ask for, equal statements in one round trip,
 * and lets them go on. Only the lane's thread touches the connection.
 *
 * <p>It guarantees that works of one owner behave as if run one after the other, in the order in
 * which they stand in the batch: no statement is ever run after one of a later work of the same
 * owner that it {@link Footprint#meets meets}, that is, that touches a table which one of the two
 * writes. So whatever two works did to each other, they did in that order. Where that can't be kept
 * any more the batch is given up, rolled back and run again, one work after another.
 *
 * <p>A work is begun when the one before it stands, so that what a work does before its first
 * statement it does in its turn, too.
 *
 * <p>Works of different owners do not see each other's rows half done either: a table whose rows
 * are nobody's, and a statement that names no owner of its work, count as every owner's.
 *
 * <p>That a batch has to be given up is rare: a statement waits while a work before it may yet
 * touch what it touches, as far as that is known ({@link Phrase#ahead}). What is not known makes it
 * wait.
 */
final class InStep {

    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** The works of one owner, where there are several. */
    static final class Line {
        final Footprint ahead = new Footprint();
        final Footprint behind = new Footprint();

        /** What is run in this round. */
        final List<Footprint> sent = new ArrayList<>();

        void clear() {
            ahead.clear();
            sent.clear();
        }

        void send(Footprint reach) {
            if (!sent.contains(reach)) {
                sent.add(reach);
            }
        }
    }

    private final Session session;
    private final Phrases phrases;
    private final Predicate<Turn> settle;
    private final List<Turn> turns = new ArrayList<>();
    private final Line everybody = new Line();
    private final List<Line> lines = new ArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private final Thread lane = Thread.currentThread();

    /** The work that is in a part, which may be taken back. */
    private @Nullable Turn alone;

    /** Whether the lane wants to know of each that stands. */
    private volatile boolean hurried;

    private volatile boolean givenUp;

    private int statements;
    private int rounds;

    /**
     * @param settle takes a work that is over; false if the batch is to be run again
     */
    InStep(Session session, Phrases phrases, Predicate<Turn> settle) {
        this.session = session;
        this.phrases = phrases;
        this.settle = settle;
    }

    /** Runs them all; false if they have to be run again, one after the other. */
    boolean run(List<Task<?>> batch, long now) {
        phrases.forgetMany();
        Map<Owner, List<Turn>> byOwner = HashMap.newHashMap(batch.size());
        for (Task<?> task : batch) {
            Turn turn = new Turn(this, task, now);
            if (!turns.isEmpty()) {
                turns.getLast().next = turn;
            }
            turns.add(turn);
            byOwner.computeIfAbsent(task.owner, _ -> new ArrayList<>()).add(turn);
            task.others.forEach(
                    other -> byOwner.computeIfAbsent(other, _ -> new ArrayList<>()).add(turn));
        }
        for (List<Turn> several : byOwner.values()) {
            if (several.size() > 1) {
                Line line = new Line();
                lines.add(line);
                several.forEach(turn -> turn.lines.add(line));
            }
        }
        boolean done = false;
        try {
            running.set(turns.size());
            turns.getFirst().start();
            done = advance();
            phrases.hear(turns.size(), statements, rounds);
            return done;
        } finally {
            turns.forEach(Turn::teach);
            if (!done) {
                abandon();
            }
        }
    }

    private boolean advance() {
        while (true) {
            boolean all = awaitAll(PATIENCE_NANOS);
            turns.forEach(turn -> turn.look(phrases));
            for (Turn turn : turns) {
                if (turn.isNewlyOver()) {
                    alone = alone == turn ? null : alone;
                    if (!settle.test(turn)) {
                        return false;
                    }
                }
            }
            if (turns.stream().allMatch(Turn::isOver)) {
                return true;
            }
            if (isOutOfOrder() || !send() && !all && !awaitOne()) {
                return false;
            }
        }
    }

    /** Called by a work that stands, or is over. */
    void stands() {
        if (running.decrementAndGet() == 0 || hurried) {
            LockSupport.unpark(lane);
        }
    }

    /** Called by a work that is about to ask for something. */
    void requireKept() {
        if (givenUp) {
            throw new Turn.Abandoned();
        }
    }

    /** Waits for all, but no longer than that: one may be busy, or wait for what another holds. */
    private boolean awaitAll(long nanos) {
        long end = System.nanoTime() + nanos;
        while (running.get() > 0) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            LockSupport.parkNanos(this, left);
        }
        return true;
    }

    /**
     * Waits until one more stands. False if that takes long while others do: they may hold in the
     * process what it waits for, and wait for it here.
     */
    private boolean awaitOne() {
        hurried = true;
        try {
            boolean others = turns.stream().anyMatch(turn -> !turn.runs() && !turn.isOver());
            long end = System.nanoTime() + STUCK_NANOS;
            while (turns.stream().noneMatch(turn -> turn.runs() && turn.isHere())) {
                long left = end - System.nanoTime();
                if (others && left <= 0) {
                    return false;
                }
                LockSupport.parkNanos(this, others ? left : STUCK_NANOS);
            }
            return true;
        } finally {
            hurried = false;
        }
    }

    /** Whether one asks for what should have been run before something that was. */
    private boolean isOutOfOrder() {
        everybody.behind.clear();
        lines.forEach(line -> line.behind.clear());
        for (Turn turn : turns.reversed()) {
            if (!turn.runs() && !turn.isOver()) {
                if (turn.reach().meetsOthers(everybody.behind)) {
                    return true;
                }
                for (Line line : turn.lines) {
                    if (turn.reach().meets(line.behind)) {
                        return true;
                    }
                }
            }
            everybody.behind.add(turn.done);
            turn.lines.forEach(line -> line.behind.add(turn.done));
        }
        return false;
    }

    /** One round: what can be run now, equal statements at once. False if it is nothing. */
    private boolean send() {
        List<Turn> going = new ArrayList<>();
        Map<Phrase, List<Asked<?>>> groups = new LinkedHashMap<>();
        everybody.clear();
        lines.forEach(Line::clear);
        boolean first = true;
        for (Turn turn : turns) {
            if (turn.isOver()) {
                continue;
            }
            if (!turn.runs()) {
                Asked<?> asked = turn.asked();
                if (first || alone == null && isFree(turn, asked.phrase())) {
                    going.add(turn);
                    groups.computeIfAbsent(asked.phrase(), _ -> new ArrayList<>()).add(asked);
                    everybody.send(turn.reach());
                    turn.lines.forEach(line -> line.send(turn.reach()));
                    turn.note();
                    switch (asked.phrase().mark) {
                        case BEGINS_PART -> alone = turn;
                        case ENDS_PART -> alone = null;
                        case NONE, WITHIN_PART -> {}
                    }
                } else {
                    everybody.ahead.add(turn.reach());
                    turn.lines.forEach(line -> line.ahead.add(turn.reach()));
                }
                everybody.ahead.add(turn.ahead());
            }
            turn.lines.forEach(line -> line.ahead.add(turn.ahead()));
            first = false;
        }
        groups.values().forEach(this::run);
        statements += going.size();
        rounds += going.isEmpty() ? 0 : 1;
        running.addAndGet(going.size());
        going.forEach(Turn::goOn);
        return !going.isEmpty();
    }

    /** Whether nothing that a work before it still asks for, or may ask for, has to come first. */
    private boolean isFree(Turn turn, Phrase phrase) {
        Footprint reach = turn.reach();
        if (phrase.mark == Phrase.Mark.BEGINS_PART || reach.meetsOthers(everybody.ahead)) {
            return false;
        }
        // Equal statements of a round are run in the order of their works.
        for (Footprint sent : everybody.sent) {
            if (sent != reach && reach.meetsOthers(sent)) {
                return false;
            }
        }
        for (Line line : turn.lines) {
            if (reach.meets(line.ahead)) {
                return false;
            }
            for (Footprint sent : line.sent) {
                if (sent != reach && reach.meets(sent)) {
                    return false;
                }
            }
        }
        return true;
    }

    private void run(List<Asked<?>> equal) {
        if (equal.size() > 1 && equal.getFirst().goesTogether()) {
            session.together(equal);
        } else {
            equal.forEach(one -> one.run(session));
        }
    }

    /** Ends what has not ended; what it did is rolled back. */
    private void abandon() {
        givenUp = true;
        while (!turns.stream().allMatch(Turn::hasEnded)) {
            List<Turn> left = turns.stream().filter(Turn::isStanding).toList();
            running.addAndGet(left.size());
            left.forEach(Turn::goOn);
            awaitAll(STUCK_NANOS);
        }
    }
}
