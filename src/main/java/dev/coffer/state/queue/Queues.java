package dev.coffer.state.queue;

import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Touches;
import dev.coffer.room.Quota;
import dev.coffer.room.Secret;
import dev.coffer.state.queue.Jobs.Loaded;
import dev.coffer.state.queue.QueueInputs.Order;
import dev.coffer.state.queue.QueueInputs.Retry;
import dev.coffer.store.Tx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Queues of an owner. A job is delivered under a lease; it ends completed, or dead when its
 * attempts are used up. Whatever looks at a queue first moves the jobs whose time has come, so that
 * nothing runs in the background and what is shown is true.
 */
final class Queues {

    /** Jobs that one call moves or removes besides its own. */
    static final int MOVED_AT_ONCE = QueueLimits.JOBS_MOVED_AT_ONCE.whole();

    static final String TIMED_OUT = "the lease ran out";

    private static final int PLACES_OF_A_PUSH = 128;
    private static final long WAIT_MS = TimeUnit.SECONDS.toMillis(Limits.WAIT_SECONDS.value());

    private final Jobs jobs;
    private final JobCounts counts = new JobCounts();
    private final RandomGenerator random;

    Queues(Quota quota, RandomGenerator random) {
        this.jobs = new Jobs(quota);
        this.random = random;
    }

    Jobs jobs() {
        return jobs;
    }

    JobCounts counts() {
        return counts;
    }

    /** What those wait for who wait for a job of a queue. */
    static String topic(String owner, String queue) {
        return "queue " + owner + " " + queue;
    }

    /**
     * What became of an order.
     *
     * @param position its place among the pending jobs, from 1; none if the job was there already
     */
    record Pushed(String jobId, Optional<Long> position) {}

    List<Pushed> push(Tx tx, String queue, List<Order> orders) {
        String owner = tx.owner().address();
        long bytes = orders.stream().mapToLong(order -> order.payload().size()).sum();
        jobs.requireRoom(tx, orders.size(), bytes);
        JobCounts.Changes changes = new JobCounts.Changes();
        int moved = moveOver(tx, queue, changes);
        changes.write(tx);
        TreeMap<Long, Long> pending = counts.pending(tx, owner, queue);
        List<Pushed> pushed = new ArrayList<>();
        int ready = 0;
        int rows = 0;
        long size = 0;
        for (Order order : orders) {
            Optional<Long> first = order.dedupeKey().flatMap(key -> jobs.waiting(tx, queue, key));
            if (first.isPresent()) {
                pushed.add(new Pushed(Job.id(first.get()), Optional.empty()));
                continue;
            }
            Job job = job(tx, queue, order, rows++);
            jobs.insert(tx, job, order.payload());
            changes.add(queue, job.state(), job.priority(), 1);
            size += job.bytes();
            long before = pending.tailMap(job.priority()).values().stream().mapToLong(n -> n).sum();
            pushed.add(new Pushed(job.id(), Optional.of(before + 1)));
            if (job.state() == State.PENDING) {
                pending.merge(job.priority(), 1L, Long::sum);
                ready++;
            } else {
                tellOfEvent(tx, queue, job.atMs());
            }
        }
        changes.write(tx);
        jobs.inserted(tx, rows, size);
        signal(tx, queue, ready + moved);
        return pushed;
    }

    private static Job job(Tx tx, String queue, Order order, int place) {
        boolean delayed = order.delaySeconds() > 0;
        return new Job(
                Math.addExact(Math.multiplyExact(tx.sequence(), PLACES_OF_A_PUSH), place),
                queue,
                delayed ? State.DELAYED : State.PENDING,
                delayed ? tx.now() + order.delaySeconds() * 1000 : 0,
                order.priority(),
                0,
                0,
                order.maxAttempts(),
                order.backoffSeconds(),
                tx.now(),
                order.payload().size(),
                Optional.empty(),
                order.dedupeKey(),
                Optional.empty());
    }

    /** A job handed out. */
    record Delivery(Job job, String lease, long visibleUntilMs, RawJson payload) {}

    /**
     * The next jobs, as many as fit into one answer; at least one if there is any.
     *
     * @param room is asked for their memory
     */
    List<Delivery> pop(Tx tx, String queue, long visibilitySeconds, int max, LongConsumer room) {
        JobCounts.Changes changes = new JobCounts.Changes();
        int moved = moveOver(tx, queue, changes);
        long untilMs = tx.now() + visibilitySeconds * 1000;
        List<Delivery> deliveries = new ArrayList<>();
        for (Loaded next : jobs.next(tx, queue, max, room)) {
            Job job = next.job();
            String lease = Secret.next(random);
            jobs.deliver(tx, job, untilMs, lease);
            changes.move(job, State.PROCESSING);
            deliveries.add(new Delivery(job, lease, untilMs, next.payload()));
        }
        changes.write(tx);
        signal(tx, queue, moved - deliveries.size());
        if (!deliveries.isEmpty()) {
            tellOfEvent(tx, queue, untilMs);
        }
        return deliveries;
    }

    /** After how long the next job's time comes. */
    long nextInMs(Tx tx, String queue) {
        return jobs.nextAtMs(tx, queue).map(at -> at - tx.now()).orElse(Long.MAX_VALUE);
    }

    /** The job, after those of its queue whose time has come were moved. */
    Optional<Job> current(Tx tx, long number) {
        Optional<Job> job = jobs.find(tx, number);
        if (job.isPresent() && settle(tx, tx.owner().address(), job.get().queue()) > 0) {
            return jobs.find(tx, number);
        }
        return job;
    }

    /** A call about a job is about its queue, which a job's id does not say. */
    static <I> Touches<I> ofJob(ToLongFunction<I> number) {
        return new Touches.Found<>((tx, owner, in) -> ofJob(tx, owner, number.applyAsLong(in)));
    }

    static List<String> toRetry(Tx tx, String owner, Retry in) {
        return in.queue()
                .map(List::of)
                .orElseGet(() -> ofJob(tx, owner, in.number().orElseThrow()));
    }

    private static List<String> ofJob(Tx tx, String owner, long number) {
        return tx.all(
                "select queue from job where owner = ? and number = ?",
                row -> row.text(1),
                owner,
                number);
    }

    /** Has a queue stand as whoever looks at it should see it: without what ended long ago, too. */
    int settleToShow(Tx tx, String owner, String queue) {
        int moved = settle(tx, owner, queue);
        if (!endedLongAgo(tx, owner, queue, 1).isEmpty()) {
            purge(tx, endedLongAgo(tx, owner, queue, MOVED_AT_ONCE));
        }
        return moved;
    }

    /**
     * How many jobs a queue has of each state, also where more are overdue than are moved at once.
     */
    JobCounts.Counted counted(Tx tx, String owner, String queue) {
        boolean all = settleToShow(tx, owner, queue) < MOVED_AT_ONCE;
        JobCounts.Counted counted = counts.of(tx, owner, queue);
        if (!all) {
            jobs.overdue(tx, owner, queue)
                    .forEach(some -> {
                        counted.jobs().merge(some.from(), -some.jobs(), Long::sum);
                        counted.jobs().merge(some.to(), some.jobs(), Long::sum);
                    });
        }
        return counted;
    }

    private List<Job> endedLongAgo(Tx tx, String owner, String queue, int limitOfState) {
        return Stream.of(State.COMPLETED, State.DEAD)
                .flatMap(state ->
                        jobs.list(tx, owner, queue, state, Optional.empty(), limitOfState).stream())
                .filter(job -> Jobs.isOver(job, tx.now()))
                .toList();
    }

    /** Moves the jobs of a queue whose time has come; how many. */
    private int settle(Tx tx, String owner, String queue) {
        if (jobs.over(tx, owner, queue, 1).isEmpty()) {
            return 0;
        }
        JobCounts.Changes changes = new JobCounts.Changes();
        int moved = moveOver(tx, queue, changes);
        changes.write(tx);
        signal(tx, queue, moved);
        return moved;
    }

    /** Makes dead jobs pending again, as if they were new but for their place in the order. */
    void revive(Tx tx, List<Job> dead) {
        JobCounts.Changes changes = new JobCounts.Changes();
        for (Job job : dead) {
            jobs.revive(tx, job);
            changes.move(job, State.PENDING);
            signal(tx, job.queue(), 1);
        }
        changes.write(tx);
    }

    List<Job> first(Tx tx, String queue, State state, int limit) {
        return jobs.list(tx, tx.owner().address(), queue, state, Optional.empty(), limit);
    }

    void purge(Tx tx, List<Job> gone) {
        JobCounts.Changes changes = new JobCounts.Changes();
        gone.forEach(job -> changes.add(job.queue(), job.state(), job.priority(), -1));
        jobs.delete(tx, gone);
        changes.write(tx);
    }

    /** Removes jobs by their numbers, if they ended so long ago that they go. */
    void sweep(Tx tx, List<List<Object>> keys) {
        purge(
                tx,
                keys.stream()
                        .flatMap(key -> jobs.find(tx, (Long) key.getLast()).stream())
                        .filter(job -> Jobs.isOver(job, tx.now()))
                        .toList());
    }

    /** Moves the jobs of a queue whose time has come, the first thousand of them; how many. */
    private int moveOver(Tx tx, String queue, JobCounts.Changes changes) {
        List<Job> over = jobs.over(tx, tx.owner().address(), queue, MOVED_AT_ONCE);
        for (int i = 0; i < over.size(); i++) {
            Job job = over.get(i);
            boolean dead = job.state() == State.PROCESSING && job.attempts() >= job.maxAttempts();
            changes.move(job, dead ? State.DEAD : State.PENDING);
            boolean last = i + 1 == over.size() || over.get(i + 1).state() != job.state();
            if (last) {
                if (job.state() == State.PROCESSING) {
                    jobs.timeOut(tx, job, TIMED_OUT);
                } else {
                    jobs.ready(tx, job);
                }
            }
        }
        return over.size();
    }

    static void signal(Tx tx, String queue, int times) {
        if (times > 0) {
            tx.signal(topic(tx.owner().address(), queue), times);
        }
    }

    /** Has one of those who wait look when that will be, if it is within their time. */
    static void tellOfEvent(Tx tx, String queue, long atMs) {
        if (atMs - tx.now() <= WAIT_MS) {
            signal(tx, queue, 1);
        }
    }
}
