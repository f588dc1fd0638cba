package dev.coffer.state.queue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What queues must do, over a plain list. Times are epoch milliseconds. */
final class QueueModel {

    static final List<String> STATES =
            List.of("pending", "delayed", "failed", "processing", "completed", "dead");

    private static final long DAY_MS = 86_400_000;

    static final class Job {
        final String id;
        final String queue;
        final int payload;
        final int priority;
        final int maxAttempts;
        final int backoff;
        final String dedupeKey;
        String state = "pending";

        /** When it is due, its lease ends, or it ended. */
        long at;

        int attempts;
        int deliveries;
        String lease = "";
        String error = "";

        Job(Order order, String id, String queue) {
            this.id = id;
            this.queue = queue;
            this.payload = order.payload();
            this.priority = order.priority();
            this.maxAttempts = order.maxAttempts();
            this.backoff = order.backoff();
            this.dedupeKey = order.dedupeKey();
        }

        void is(String newState, long newAt) {
            state = newState;
            at = newAt;
        }
    }

    /** A job to be pushed; without a dedupe key that is empty. */
    record Order(
            int payload, int priority, int delay, int maxAttempts, int backoff, String dedupeKey) {}

    /** In push order. */
    private final List<Job> jobs = new ArrayList<>();

    private long nowMs;

    /** Time goes on: what is due is pending, who held a lease too long holds it no more. */
    void now(long ms) {
        nowMs = ms;
        for (Job job : jobs) {
            if (job.at <= ms) {
                switch (job.state) {
                    case "delayed", "failed" -> job.is("pending", 0);
                    case "processing" -> {
                        job.error = "the lease ran out";
                        job.lease = "";
                        boolean dead = job.attempts >= job.maxAttempts;
                        job.is(dead ? "dead" : "pending", dead ? job.at : 0);
                    }
                    default -> {}
                }
            }
        }
        jobs.removeIf(job ->
                (job.state.equals("completed") && job.at + DAY_MS <= ms)
                        || (job.state.equals("dead") && job.at + 14 * DAY_MS <= ms));
    }

    List<Job> jobs() {
        return jobs;
    }

    private List<Job> those(String queue, Predicate<Job> which) {
        return new ArrayList<>(
                jobs.stream().filter(j -> j.queue.equals(queue)).filter(which).toList());
    }

    /** The jobs of a state in the order of a list. */
    List<Job> list(String queue, String state) {
        List<Job> listed = those(queue, j -> j.state.equals(state));
        listed.sort(
                state.equals("pending")
                        ? Comparator.comparingInt(j -> -j.priority)
                        : Comparator.comparingLong(j -> j.at));
        return listed;
    }

    Map<String, Long> counts(String queue) {
        Map<String, Long> counts = new TreeMap<>();
        STATES.forEach(state -> counts.put(state, (long) list(queue, state).size()));
        return counts;
    }

    Optional<Job> waiting(String queue, String dedupeKey) {
        return those(
                        queue,
                        j ->
                                j.dedupeKey.equals(dedupeKey)
                                        && List.of("pending", "delayed", "failed")
                                                .contains(j.state))
                .stream()
                .findFirst();
    }

    /** The place that a new job of this priority gets. */
    long position(String queue, int priority) {
        return 1 + those(queue, j -> j.state.equals("pending") && j.priority >= priority).size();
    }

    void push(Order order, String id, String queue) {
        Job job = new Job(order, id, queue);
        if (order.delay() > 0) {
            job.is("delayed", nowMs + order.delay() * 1000L);
        }
        jobs.add(job);
    }

    List<Job> pop(String queue, int max, int visibility) {
        List<Job> pending = list(queue, "pending");
        List<Job> popped = pending.subList(0, Math.min(max, pending.size()));
        for (Job job : popped) {
            job.is("processing", nowMs + visibility * 1000L);
            job.attempts++;
            job.deliveries++;
        }
        return popped;
    }

    void complete(Job job) {
        job.is("completed", nowMs);
    }

    /** Whether it is tried again. */
    boolean fail(Job job, boolean retry, Optional<Integer> delay, String error) {
        job.lease = "";
        if (!error.isEmpty()) {
            job.error = error;
        }
        if (!retry || job.attempts >= job.maxAttempts) {
            job.is("dead", nowMs);
            return false;
        }
        long seconds = delay.orElse(Math.min(300, job.backoff << (job.attempts - 1)));
        job.is(seconds > 0 ? "failed" : "pending", nowMs + seconds * 1000);
        return true;
    }

    void retry(Job job) {
        job.attempts = 0;
        job.lease = "";
        job.is("pending", 0);
    }
}
