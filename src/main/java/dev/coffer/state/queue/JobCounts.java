package dev.coffer.state.queue;

import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How many jobs a queue has of each state, the pending ones by priority; changed in the transaction
 * that changes the jobs, so that nothing has to be counted by looking. Rows at zero stay until they
 * are swept.
 */
final class JobCounts {

    /** A count of zero is over, whenever that is. */
    static final Table TABLE =
            Table.of("job_count", "queue", "state", "priority")
                    .expires("case when jobs = 0 then 0 end");

    /** Of a state; the priority is 0 for all but pending jobs. */
    private record Key(String queue, State state, long priority) {}

    private static final int COLUMNS = 5;

    private static final String ADD =
            """
            insert into job_count (owner, queue, state, priority, jobs) values (?, ?, ?, ?, ?)%s
            on conflict (owner, queue, state, priority)
                do update set jobs = job_count.jobs + excluded.jobs\
            """;

    /** What a work changes, written at its end: a row each. */
    static final class Changes {
        private final Map<Key, Long> changes = new LinkedHashMap<>();

        void add(String queue, State state, long priority, long jobs) {
            long counted = state == State.PENDING ? priority : 0;
            changes.merge(new Key(queue, state, counted), jobs, Math::addExact);
        }

        void move(Job job, State to) {
            add(job.queue(), job.state(), job.priority(), -1);
            add(job.queue(), to, job.priority(), 1);
        }

        /** Two rows by one statement: what a job leaves and what it comes to. */
        void write(Tx tx) {
            changes.values().removeIf(jobs -> jobs == 0);
            List<Object> values = new ArrayList<>();
            changes.forEach((key, jobs) -> {
                values.add(tx.owner().address());
                values.add(key.queue());
                values.add(key.state().ordinal());
                values.add(key.priority());
                values.add(jobs);
                if (values.size() == 2 * COLUMNS) {
                    tx.update(ADD.formatted(", (?, ?, ?, ?, ?)"), values.toArray());
                    values.clear();
                }
            });
            if (!values.isEmpty()) {
                tx.update(ADD.formatted(""), values.toArray());
            }
            changes.clear();
        }
    }

    private static final String PENDING =
            State.sql(
                    """
                    select priority, jobs from job_count
                    where owner = ? and queue = ? and state = $PENDING\
                    """);

    /** The pending jobs of a queue by priority. */
    TreeMap<Long, Long> pending(Tx tx, String owner, String queue) {
        record Row(long priority, long jobs) {}
        TreeMap<Long, Long> pending = new TreeMap<>();
        tx.all(PENDING, row -> new Row(row.number(1), row.number(2)), owner, queue)
                .forEach(row -> pending.put(row.priority(), row.jobs()));
        return pending;
    }

    /** A queue's jobs by state. */
    record Counted(String queue, Map<State, Long> jobs) {
        long of(State state) {
            return jobs.getOrDefault(state, 0L);
        }

        long total() {
            return jobs.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    Counted of(Tx tx, String owner, String queue) {
        return counted(tx, owner, "queue = ?", queue, 1).stream()
                .findFirst()
                .orElse(new Counted(queue, Map.of()));
    }

    /** The owner's queues that have jobs, by the UTF-8 bytes of their names. */
    List<Counted> after(Tx tx, String owner, Optional<String> queue, int limit) {
        return counted(tx, owner, "queue > ?", queue.orElse(""), limit);
    }

    private static List<Counted> counted(
            Tx tx, String owner, String which, String queue, int limit) {
        StringBuilder sums = new StringBuilder();
        for (State state : State.values()) {
            sums.append(
                    ", sum(case when state = %d then jobs else 0 end)".formatted(state.ordinal()));
        }
        return tx.all(
                """
                select queue%s from job_count where owner = ? and %s
                group by queue having sum(jobs) > 0 order by queue limit ?\
                """
                        .formatted(sums, which),
                row -> {
                    Map<State, Long> jobs = new EnumMap<>(State.class);
                    for (State state : State.values()) {
                        jobs.put(state, row.number(state.ordinal() + 2));
                    }
                    return new Counted(row.text(1), jobs);
                },
                owner,
                queue,
                limit);
    }
}
