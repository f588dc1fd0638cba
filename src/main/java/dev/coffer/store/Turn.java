package dev.coffer.store;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A work that advances in step with others: it runs on its caller's thread, and at each statement
 * stands until the lane's thread has the answer.
 */
final class Turn implements Asking {

    /** The batch is given up: the work is to end, and will be run again. */
    static final class Abandoned extends Error {
        Abandoned() {
            super("to be run again", null, false, false);
        }
    }

    final Task<?> task;
    final Tx tx;
    private final InStep batch;
    private final Thread thread;
    private final Set<String> addresses = new HashSet<>();

    /** Its owners that others of the batch have, too. */
    final List<InStep.Line> lines = new ArrayList<>();

    /** The work that begins when this one stands, or is over. */
    @Nullable Turn next;

    /** What it has touched so far, statement by statement, and in all. */
    private final List<Phrase> passed = new ArrayList<>();

    private final List<Footprint> touched = new ArrayList<>();
    final Footprint done = new Footprint();

    /** Whether it stands or is over: what it has is the lane's to read, and else its own. */
    private volatile boolean here;

    private @Nullable Asked<?> asked;
    private boolean over;
    private @Nullable Throwable thrown;
    private boolean interrupted;

    /** The lane's, from here on: whether it stood when this round began. */
    private boolean seen;

    private @Nullable Asked<?> noted;
    private boolean settled;
    private Footprint reach = new Footprint();

    Turn(InStep batch, Task<?> task, long now) {
        this.batch = batch;
        this.task = task;
        this.thread = task.caller();
        this.tx = new Tx(this, task.owner, now);
        addresses.add(task.owner.address());
        task.others.forEach(other -> addresses.add(other.address()));
    }

    /** Runs the work to its end, on the thread of its caller. */
    void live() {
        try {
            task.run(tx);
        } catch (Throwable e) {
            thrown = e;
        }
        over = true;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        stand();
    }

    void start() {
        task.have(this::live);
    }

    private void stand() {
        Turn begins = next;
        next = null;
        if (begins != null) {
            begins.start();
        }
        here = true;
        batch.stands();
    }

    @Override
    public <T> Optional<T> one(String sql, Row.Reader<T> reader, @Nullable Object... params) {
        return ask(new Asked<>(sql, Asked.Wanted.ONE_ROW, reader, params)).rows.stream()
                .findFirst();
    }

    @Override
    public <T> List<T> all(String sql, Row.Reader<T> reader, @Nullable Object... params) {
        return ask(new Asked<>(sql, Asked.Wanted.ALL_ROWS, reader, params)).rows;
    }

    @Override
    public int update(String sql, @Nullable Object... params) {
        return ask(new Asked<>(sql, Asked.Wanted.COUNT, _ -> sql, params)).count;
    }

    /** A statement that fails ends the works of the batch, which are run again. */
    @Override
    public Session.@Nullable Failed failure() {
        return null;
    }

    private <T> Asked<T> ask(Asked<T> statement) {
        Session.requireBindable(statement.params);
        batch.requireKept();
        asked = statement;
        stand();
        while (here) {
            LockSupport.park(batch);
            interrupted |= Thread.interrupted();
        }
        batch.requireKept();
        switch (statement.thrown) {
            case null -> {
                return statement;
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    /** Looks where it is, for this round. */
    void look(Phrases phrases) {
        seen = here;
        if (seen && asked != null && !asked.isLookedAt()) {
            asked.look(phrases);
            reach = asked.phrase().touched(asked.params, addresses);
        }
    }

    /** Whether it ran when this round began. */
    boolean runs() {
        return !seen;
    }

    boolean isHere() {
        return here;
    }

    boolean isOver() {
        return seen && over;
    }

    /** Once true: when it is over and has not been asked before. */
    boolean isNewlyOver() {
        boolean newly = isOver() && !settled;
        settled |= newly;
        return newly;
    }

    @Nullable Throwable thrown() {
        return thrown;
    }

    /** What it stands for. */
    Asked<?> asked() {
        return Objects.requireNonNull(asked);
    }

    /** What it touches by what it asks for. */
    Footprint reach() {
        return reach;
    }

    /** What it may touch after what it is at. */
    Footprint ahead() {
        return runs()
                ? passed.isEmpty() ? Footprint.EVERYTHING : passed.getLast().ahead()
                : asked().phrase().ahead();
    }

    /** Lets it go on: what it asked for is there. */
    void goOn() {
        asked = null;
        here = false;
        LockSupport.unpark(thread);
    }

    boolean hasEnded() {
        return here && over;
    }

    /** Whether it waits for an answer just now. */
    boolean isStanding() {
        return here && !over;
    }

    /** Notes what it touches by what it is given now. */
    void note() {
        noted = asked;
        passed.add(asked().phrase());
        touched.add(reach);
        done.add(reach);
    }

    /** Has the statements that it came by know what followed. */
    void teach() {
        if (seen && asked != null && asked != noted && asked.isLookedAt()) {
            note();
        }
        Footprint followed = new Footprint();
        for (int i = passed.size() - 1; i >= 0; i--) {
            passed.get(i).learn(followed, isOver());
            followed.add(touched.get(i));
        }
    }
}
