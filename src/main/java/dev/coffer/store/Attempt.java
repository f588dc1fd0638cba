package dev.coffer.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One try at the works of a batch, in one transaction; guarded, each of them in a savepoint. What
 * the works leave beside their rows is gathered: sums, written once before the commit, and signals,
 * to be sounded after it.
 */
final class Attempt {

    private final Engine engine;
    private final Session session;
    private final boolean guarded;
    private final Map<Tx.Sum, Long> sums = new HashMap<>();
    private final Map<String, Integer> signals = new HashMap<>();
    private boolean inDoubt;
    private long commitNanos;

    private final Optional<Phrases> inStep;

    /**
     * @param inStep if the works are to advance in step
     */
    Attempt(Engine engine, Session session, boolean guarded, Optional<Phrases> inStep) {
        this.engine = engine;
        this.session = session;
        this.guarded = guarded;
        this.inStep = inStep;
    }

    /** Whether the commit was asked for and gave no answer. */
    boolean inDoubt() {
        return inDoubt;
    }

    /** How long the commit took. */
    long commitNanos() {
        return commitNanos;
    }

    /** What the works want signalled when they are committed. */
    Map<String, Integer> signals() {
        return signals;
    }

    /** Runs and commits; false if all of it is rolled back and has to be run again, guarded. */
    boolean run(List<Task<?>> batch) {
        long now = engine.begin(session, owners(batch));
        if (!(goesInStep(batch) ? runInStep(batch, now) : runInTurn(batch, now)) || !added(sums)) {
            engine.rollback(session);
            return false;
        }
        inDoubt = true;
        long began = System.nanoTime();
        engine.commit(session);
        commitNanos = System.nanoTime() - began;
        inDoubt = false;
        return true;
    }

    /** A lonely work has nobody to wait for; who was told already is not there to run his. */
    private boolean goesInStep(List<Task<?>> batch) {
        return inStep.isPresent()
                && batch.size() > 1
                && batch.stream().noneMatch(Task::isTold)
                && inStep.get().arePaying();
    }

    private boolean runInTurn(List<Task<?>> batch, long now) {
        for (Task<?> task : batch) {
            if (!run(task, now)) {
                return false;
            }
            if (task.behind) {
                task.tell();
            }
        }
        return true;
    }

    private boolean runInStep(List<Task<?>> batch, long now) {
        session.forgetFailure();
        try {
            return new InStep(session, inStep.orElseThrow(), this::settle).run(batch, now);
        } catch (Session.Failed e) {
            if (engine.isOutage(e.sql())) {
                throw e;
            }
            return false;
        }
    }

    /** Takes what a work left that is over; false if its failure takes the batch with it. */
    private boolean settle(Turn turn) {
        Throwable thrown = turn.thrown();
        try {
            if (thrown == null) {
                gather(turn.tx);
            }
        } catch (ArithmeticException e) {
            thrown = e;
        }
        if (thrown != null) {
            if (turn.tx.wrote()) {
                return false;
            }
            turn.task.fail(thrown);
        }
        if (turn.task.behind) {
            turn.task.tell();
        }
        return true;
    }

    /** Runs a work; false if its failure takes the batch with it. */
    private boolean run(Task<?> task, long now) {
        if (guarded) {
            session.update("savepoint work");
        }
        Tx tx = new Tx(session, task.owner, now);
        session.forgetFailure();
        try {
            task.run(tx);
            session.throwFailure();
            gather(tx);
        } catch (Throwable e) {
            Session.Failed failed = session.failure();
            if (failed != null && engine.isOutage(failed.sql())) {
                throw e;
            }
            if (guarded) {
                session.update("rollback to work");
            } else if (tx.wrote() || failed != null) {
                return false;
            }
            task.fail(e);
        }
        if (guarded) {
            session.update("release work");
        }
        return true;
    }

    private void gather(Tx tx) {
        if (guarded) {
            add(tx.sums());
        } else {
            tx.sums().forEach((sum, amount) -> sums.merge(sum, amount, Math::addExact));
        }
        tx.signals().forEach((topic, times) -> signals.merge(topic, times, Integer::sum));
    }

    private void add(Map<Tx.Sum, Long> amounts) {
        Map<String, List<List<Object>>> each = new HashMap<>();
        amounts.forEach((sum, amount) -> {
            if (amount != 0) {
                each.computeIfAbsent(sum.sql(), _ -> new ArrayList<>())
                        .add(Tx.parameters(sum, amount));
            }
        });
        each.forEach(session::updateEach);
    }

    /** False if a sum can't be added: run again guarded, each work adds its own and fails alone. */
    private boolean added(Map<Tx.Sum, Long> amounts) {
        try {
            add(amounts);
            return true;
        } catch (Session.Failed e) {
            if (engine.isOutage(e.sql())) {
                throw e;
            }
            return false;
        }
    }

    private static Set<Owner> owners(List<Task<?>> batch) {
        Set<Owner> owners = LinkedHashSet.newLinkedHashSet(batch.size());
        for (Task<?> task : batch) {
            owners.add(task.owner);
            owners.addAll(task.others);
        }
        return owners;
    }
}
