package dev.coffer.store;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The works that wait for a lane: bounded overall and per owner, taken owner by owner in turn, each
 * owner's in the order they came.
 */
final class Waiting {

    /** The tasks of one owner, linked in order. */
    private static final class Backlog {
        final Owner owner;
        @Nullable Task<?> first;
        @Nullable Task<?> last;
        int length;

        Backlog(Owner owner) {
            this.owner = owner;
        }
    }

    private final int most;
    private final int mostOfOwner;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Owner, Backlog> lines = new HashMap<>();
    private final ArrayDeque<Backlog> turns = new ArrayDeque<>();
    private @Nullable Runnable chore;
    private int size;
    private boolean closed;

    Waiting(int most, int mostOfOwner) {
        this.most = most;
        this.mostOfOwner = mostOfOwner;
    }

    /**
     * Puts a task at the end of its owner's line.
     *
     * @throws StoreException if there are too many, or none are taken any more
     */
    void add(Task<?> task) {
        lock.lock();
        try {
            if (closed) {
                throw new StoreException.Unavailable("the store is closed");
            }
            if (size >= most) {
                throw new StoreException.Overloaded("too many calls wait for the store");
            }
            Backlog line = lines.get(task.owner);
            if (line == null) {
                line = new Backlog(task.owner);
                lines.put(task.owner, line);
                turns.add(line);
            } else if (line.length >= mostOfOwner) {
                throw new StoreException.Overloaded("too many calls of this owner wait");
            }
            if (line.last == null) {
                line.first = task;
            } else {
                line.last.next = task;
            }
            line.last = task;
            line.length++;
            if (size++ == 0) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Has something done by the lane between two batches; the last one asked for counts. */
    void askFor(Runnable task) {
        lock.lock();
        try {
            chore = task;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** What {@link #take} gives: the tasks of a batch, or a chore to do first. */
    record Taken(List<Task<?>> batch, @Nullable Runnable chore) {}

    /** Waits for tasks. An empty batch without a chore means closed and drained. */
    Taken take(int cap) {
        lock.lock();
        try {
            while (size == 0 && chore == null && !closed) {
                changed.awaitUninterruptibly();
            }
            Runnable asked = chore;
            chore = null;
            List<Task<?>> batch = new ArrayList<>(Math.clamp(size, 0, cap));
            while (batch.size() < cap) {
                Backlog line = turns.poll();
                if (line == null) {
                    break;
                }
                Task<?> task = line.first;
                if (task == null) {
                    throw new IllegalStateException("an empty line has no turn");
                }
                batch.add(task);
                line.first = task.next;
                task.next = null;
                line.length--;
                size--;
                if (line.first == null) {
                    lines.remove(line.owner);
                } else {
                    turns.add(line);
                }
            }
            return new Taken(batch, asked);
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more, and gives up all that wait. */
    List<Task<?>> abandon() {
        close();
        return take(Integer.MAX_VALUE).batch();
    }
}
