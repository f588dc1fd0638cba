package dev.coffer.state.queue;

import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.RawJson;
import dev.coffer.room.Quota;
import dev.coffer.state.queue.Job.State;
import dev.coffer.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/** The table of jobs. Each statement looks only at jobs that it gives or changes. */
final class Jobs {

    private static final Quota QUOTA = new Quota("queue", Limits.OWNER_ROWS, Limits.OWNER_BYTES);

    /** A job and what it is about. */
    record Loaded(Job job, RawJson payload) {}

    /** A place among the jobs of a state. */
    record Place(long rank, long number) {
        static final Place FIRST = new Place(Long.MIN_VALUE, 0);
    }

    private static final String OF_STATE = " from job where owner = ? and queue = ? and state = ?";

    void requireRoom(Tx tx, long rows, long bytes) {
        QUOTA.require(tx, rows, bytes);
    }

    void insert(Tx tx, Job job, RawJson payload) {
        tx.update(
                """
                insert into job (owner, number, queue, state, rank, priority, attempts,
                    deliveries, max_attempts, backoff, pushed_at, bytes, dedupe_key, payload)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
                """,
                tx.owner().address(),
                job.number(),
                job.queue(),
                job.state().ordinal(),
                job.rank(),
                job.priority(),
                job.attempts(),
                job.deliveries(),
                job.maxAttempts(),
                job.backoffSeconds(),
                job.pushedAtMs(),
                job.bytes(),
                job.dedupeKey(),
                payload.bytes());
    }

    void inserted(Tx tx, long rows, long bytes) {
        QUOTA.add(tx, rows, bytes);
    }

    Optional<Job> find(Tx tx, long number) {
        return tx.one(
                "select " + Job.COLUMNS + " from job where owner = ? and number = ?",
                Job::of,
                tx.owner().address(),
                number);
    }

    /** The job of a dedupe key that still waits; of several, one of which failed, the first. */
    Optional<Long> waiting(Tx tx, String queue, String dedupeKey) {
        return tx
                .all(
                        """
                        select number from job
                        where owner = ? and queue = ? and dedupe_key = ? and state <= 2\
                        """,
                        row -> row.number(1),
                        tx.owner().address(),
                        queue,
                        dedupeKey)
                .stream()
                .min(Long::compare);
    }

    /**
     * The first jobs of a state after a place, in their order, but for those whose time has come.
     */
    List<Job> list(Tx tx, String owner, String queue, State state, Place after, int limit) {
        return tx.all(
                "select "
                        + Job.COLUMNS
                        + OF_STATE
                        + " and rank > ? and (rank, number) > (?, ?) order by rank, number limit ?",
                Job::of,
                owner,
                queue,
                state.ordinal(),
                state.endsByItself() ? tx.now() : Long.MIN_VALUE,
                after.rank(),
                after.number(),
                limit);
    }

    /** The next pending jobs, with what they are about. */
    List<Loaded> next(Tx tx, String queue, int limit) {
        return tx.all(
                "select " + Job.COLUMNS + ", payload" + OF_STATE + " order by rank, number limit ?",
                row -> new Loaded(Job.of(row), new RawJson(row.bytes(15))),
                tx.owner().address(),
                queue,
                State.PENDING.ordinal(),
                limit);
    }

    /** What a job is about. */
    RawJson payload(Tx tx, String owner, long number) {
        return tx.one(
                        "select payload from job where owner = ? and number = ?",
                        row -> new RawJson(row.bytes(1)),
                        owner,
                        number)
                .orElseThrow();
    }

    /** The jobs whose time has come: that are due, or whose lease ran out. */
    List<Job> over(Tx tx, String owner, String queue, int limit) {
        return tx.all(
                "select "
                        + Job.COLUMNS
                        + """
                         from job
                        where owner = ? and queue = ? and state in (1, 2, 3) and rank <= ?
                        order by state, rank, number limit ?\
                        """,
                Job::of,
                owner,
                queue,
                tx.now(),
                limit);
    }

    /** How many jobs whose time has come stand in each state yet, and what they are in truth. */
    List<Overdue> overdue(Tx tx, String owner, String queue) {
        return tx.all(
                """
                select state, case when state = 3 and attempts >= max_attempts then 5 else 0 end,
                    count(*)
                from job where owner = ? and queue = ? and state in (1, 2, 3) and rank <= ?
                group by 1, 2\
                """,
                row ->
                        new Overdue(
                                State.values()[(int) row.number(1)],
                                State.values()[(int) row.number(2)],
                                row.number(3)),
                owner,
                queue,
                tx.now());
    }

    record Overdue(State from, State to, long jobs) {}

    /** When the next job's time comes. */
    Optional<Long> nextAtMs(Tx tx, String queue) {
        String owner = tx.owner().address();
        return tx
                .all(
                        """
                        select min(rank) from job where owner = ? and queue = ? and state = 1
                        union all
                        select min(rank) from job where owner = ? and queue = ? and state = 2
                        union all
                        select min(rank) from job where owner = ? and queue = ? and state = 3\
                        """,
                        row -> Optional.ofNullable(row.numberOrNull(1)),
                        owner,
                        queue,
                        owner,
                        queue,
                        owner,
                        queue)
                .stream()
                .flatMap(Optional::stream)
                .min(Long::compare);
    }

    /** Makes the first jobs of a state pending, up to and with a place. */
    void ready(Tx tx, String queue, State from, Place last) {
        tx.update(
                """
                update job set state = 0, rank = -priority
                where owner = ? and queue = ? and state = ? and (rank, number) <= (?, ?)\
                """,
                tx.owner().address(),
                queue,
                from.ordinal(),
                last.rank(),
                last.number());
    }

    /** Ends the first deliveries, up to and with a place: pending again, or dead since then. */
    void timeOut(Tx tx, String queue, Place last, String error) {
        tx.update(
                """
                update job set
                    state = case when attempts >= max_attempts then 5 else 0 end,
                    rank = case when attempts >= max_attempts then rank else -priority end,
                    lease = null, error = ?
                where owner = ? and queue = ? and state = 3 and (rank, number) <= (?, ?)\
                """,
                error,
                tx.owner().address(),
                queue,
                last.rank(),
                last.number());
    }

    /** Moves a job to another state. */
    void move(
            Tx tx,
            Job job,
            State to,
            long rank,
            long attempts,
            long deliveries,
            @Nullable String lease,
            @Nullable String error) {
        tx.update(
                """
                update job set state = ?, rank = ?, attempts = ?, deliveries = ?, lease = ?, error = ?
                where owner = ? and number = ?\
                """,
                to.ordinal(),
                rank,
                attempts,
                deliveries,
                lease,
                error,
                tx.owner().address(),
                job.number());
    }

    /** When the oldest and the newest pending job of a queue were pushed; both or none. */
    List<Long> pendingSinceMs(Tx tx, String owner, String queue) {
        String ofPriority =
                """
                select %s((select %s(number) from job where owner = ? and queue = c.queue
                    and state = 0 and rank = -c.priority))
                from job_count c where owner = ? and queue = ? and state = 0 and jobs > 0\
                """;
        return tx.all(
                """
                select pushed_at from job where owner = ? and number in ((%s), (%s)) order by number\
                """
                        .formatted(
                                ofPriority.formatted("min", "min"),
                                ofPriority.formatted("max", "max")),
                row -> row.number(1),
                owner,
                owner,
                owner,
                queue,
                owner,
                owner,
                queue);
    }

    void delete(Tx tx, List<Job> jobs) {
        long bytes = 0;
        for (Job job : jobs) {
            tx.update(
                    "delete from job where owner = ? and number = ?",
                    tx.owner().address(),
                    job.number());
            bytes += job.bytes();
        }
        QUOTA.add(tx, -jobs.size(), -bytes);
    }
}
