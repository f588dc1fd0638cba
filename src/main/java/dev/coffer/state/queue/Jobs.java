package dev.coffer.state.queue;

import static dev.coffer.state.queue.State.sql;

import dev.coffer.endpoint.RawJson;
import dev.coffer.room.Cursor;
import dev.coffer.room.Page;
import dev.coffer.room.Quota;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** The table of jobs. Each statement looks only at jobs that it gives or changes. */
final class Jobs {

    static final Table TABLE =
            Table.of("job", "number")
                    .expires(
                            sql("case state when $COMPLETED then at + %d when $DEAD then at + %d end")
                                    .formatted(keptMs(State.COMPLETED), keptMs(State.DEAD)))
                    .since(
                            sql(
                                    """
                                    case when state = $DELAYED then pushed_at
                                        when state in ($FAILED, $PROCESSING) then moved_at
                                        when state in ($COMPLETED, $DEAD) then at end\
                                    """),
                            "pushed_at",
                            "moved_at",
                            "at")
                    .bytes("bytes");

    /** A job and what it is about. */
    record Loaded(Job job, RawJson payload) {}

    /**
     * A place among the jobs of a state.
     *
     * @param order the priority of pending ones, the instant of others
     */
    record Place(long order, long number) {
        static Place of(Job job) {
            return new Place(
                    job.state() == State.PENDING ? job.priority() : job.atMs(), job.number());
        }

        static Place of(Cursor cursor) {
            return new Place(cursor.number(0, 2), cursor.number(1, 2));
        }

        Cursor cursor() {
            return Cursor.of(order, number);
        }
    }

    private static final String SELECT = "select " + Job.COLUMNS;
    private static final String PENDING =
            sql(" from job where owner = ? and queue = ? and state = $PENDING");
    private static final String OTHERS = " from job where owner = ? and queue = ? and at > 0";

    private final Quota quota;

    Jobs(Quota quota) {
        this.quota = quota;
    }

    /** How long a job is kept in a state that is an end. */
    private static long keptMs(State end) {
        return 1000
                * (end == State.DEAD
                                ? QueueLimits.DEAD_JOB_KEPT_SECONDS
                                : QueueLimits.COMPLETED_JOB_KEPT_SECONDS)
                        .value();
    }

    void requireRoom(Tx tx, long rows, long bytes) {
        quota.require(tx, rows, bytes);
    }

    void insert(Tx tx, Job job, RawJson payload) {
        tx.update(
                """
                insert into job (owner, number, queue, state, at, priority, attempts,
                    deliveries, max_attempts, backoff, pushed_at, bytes, dedupe_key, payload)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
                """,
                tx.owner().address(),
                job.number(),
                job.queue(),
                job.state().ordinal(),
                job.atMs(),
                job.priority(),
                job.attempts(),
                job.deliveries(),
                job.maxAttempts(),
                job.backoffSeconds(),
                job.pushedAtMs(),
                job.bytes(),
                job.dedupeKey().orElse(null),
                payload.bytes());
    }

    void inserted(Tx tx, long rows, long bytes) {
        quota.take(tx, rows, bytes);
    }

    private static final String FIND = SELECT + " from job where owner = ? and number = ?";

    Optional<Job> find(Tx tx, long number) {
        return tx.one(FIND, Job::of, tx.owner().address(), number);
    }

    private static final String WAITING =
            sql(
                    """
                    select number from job
                    where owner = ? and queue = ? and dedupe_key = ?
                        and state in ($PENDING, $DELAYED, $FAILED)\
                    """);

    /** The job of a dedupe key that still waits; of several, one of which failed, the first. */
    Optional<Long> waiting(Tx tx, String queue, String dedupeKey) {
        return tx
                .all(WAITING, row -> row.number(1), tx.owner().address(), queue, dedupeKey)
                .stream()
                .min(Long::compare);
    }

    private static final String LIST_PENDING =
            SELECT
                    + PENDING
                    + """
                     and priority <= ? and (priority < ? or number > ?)
                    order by priority desc, number limit ?\
                    """;

    private static final String LIST_OTHERS =
            SELECT
                    + OTHERS
                    + """
                     and state = ? and at > ? and (at, number) > (?, ?)
                    order by at, number limit ?\
                    """;

    /** The first jobs of a state, in their order, but for those whose time has come. */
    List<Job> list(
            Tx tx, String owner, String queue, State state, Optional<Place> after, int limit) {
        if (state == State.PENDING) {
            Place place = after.orElse(new Place(Long.MAX_VALUE, 0));
            return tx.all(
                    LIST_PENDING,
                    Job::of,
                    owner,
                    queue,
                    place.order(),
                    place.order(),
                    place.number(),
                    limit);
        }
        Place place = after.orElse(new Place(Long.MIN_VALUE, 0));
        return tx.all(
                LIST_OTHERS,
                Job::of,
                owner,
                queue,
                state.ordinal(),
                state.endsByItself() ? tx.now() : Long.MIN_VALUE,
                place.order(),
                place.number(),
                limit);
    }

    private static final String NEXT =
            SELECT
                    + ", case when bytes <= ? then payload end"
                    + PENDING
                    + " order by priority desc, number limit ?";

    /** Bytes: what is larger is read when there is room for it. */
    private static final int SMALL = 16 << 10;

    /**
     * The next pending jobs, as many as fit into one answer, with what they are about.
     *
     * @param room is asked for the memory of all, before large ones are read
     */
    List<Loaded> next(Tx tx, String queue, int limit, LongConsumer room) {
        List<Loaded> found =
                tx.all(
                        NEXT,
                        row -> new Loaded(Job.of(row), new RawJson(row.bytes(15))),
                        SMALL,
                        tx.owner().address(),
                        queue,
                        limit);
        List<Loaded> some = Page.fitting(found, next -> next.job().bytes());
        room.accept(some.stream().mapToLong(next -> next.job().bytes()).sum());
        return some.stream().map(next -> whole(tx, next)).toList();
    }

    private Loaded whole(Tx tx, Loaded next) {
        Job job = next.job();
        return job.bytes() <= SMALL
                ? next
                : new Loaded(job, payload(tx, tx.owner().address(), job.number()));
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

    private static final String COME =
            OTHERS + sql(" and state in ($DELAYED, $FAILED, $PROCESSING) and at <= ?");

    private static final String OVER = SELECT + COME + " order by state, at, number limit ?";

    /** The jobs whose time has come: that are due, or whose lease ran out. */
    List<Job> over(Tx tx, String owner, String queue, int limit) {
        return tx.all(OVER, Job::of, owner, queue, tx.now(), limit);
    }

    private static final String OVERDUE =
            sql(
                            """
                            select state, case when state = $PROCESSING and attempts >= max_attempts
                                then $DEAD else $PENDING end, count(*)\
                            """)
                    + COME
                    + " group by 1, 2";

    /** How many jobs whose time has come stand in each state yet, and what they are in truth. */
    List<Overdue> overdue(Tx tx, String owner, String queue) {
        return tx.all(
                OVERDUE,
                row -> new Overdue(State.of(row, 1), State.of(row, 2), row.number(3)),
                owner,
                queue,
                tx.now());
    }

    record Overdue(State from, State to, long jobs) {}

    private static final String NEXT_AT =
            "select min(at)"
                    + OTHERS
                    + sql(" and state = $DELAYED union all select min(at)")
                    + OTHERS
                    + sql(" and state = $FAILED union all select min(at)")
                    + OTHERS
                    + sql(" and state = $PROCESSING");

    /** When the next job's time comes. */
    Optional<Long> nextAtMs(Tx tx, String queue) {
        String owner = tx.owner().address();
        return tx
                .all(
                        NEXT_AT,
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

    private static final String READY =
            sql(
                    """
                    update job set state = $PENDING, at = 0
                    where owner = ? and queue = ? and at > 0 and state = ?
                        and (at, number) <= (?, ?)\
                    """);

    /** Makes the first jobs of a state pending, up to and with one of them. */
    void ready(Tx tx, Job last) {
        tx.update(
                READY,
                tx.owner().address(),
                last.queue(),
                last.state().ordinal(),
                last.atMs(),
                last.number());
    }

    private static final String TIME_OUT =
            sql(
                    """
                    update job set
                        state = case when attempts >= max_attempts then $DEAD else $PENDING end,
                        at = case when attempts >= max_attempts then at else 0 end,
                        lease = null, error = ?
                    where owner = ? and queue = ? and at > 0 and state = $PROCESSING
                        and (at, number) <= (?, ?)\
                    """);

    /** Ends the first deliveries, up to and with one: pending again, or dead since then. */
    void timeOut(Tx tx, Job last, String error) {
        tx.update(TIME_OUT, error, tx.owner().address(), last.queue(), last.atMs(), last.number());
    }

    /** Moves a job to another state; its lease and its last error are those given. */
    void move(Tx tx, Job job, State to, long atMs, Optional<String> lease, Optional<String> error) {
        tx.update(
                """
                update job set state = ?, at = ?, moved_at = ?, lease = ?, error = ?
                where owner = ? and number = ?\
                """,
                to.ordinal(),
                atMs,
                tx.now(),
                lease.orElse(null),
                error.orElse(null),
                tx.owner().address(),
                job.number());
    }

    private static final String DELIVER =
            sql(
                    """
                    update job set state = $PROCESSING, at = ?, moved_at = ?, lease = ?,
                        attempts = attempts + 1, deliveries = deliveries + 1
                    where owner = ? and number = ?\
                    """);

    /** Hands a job out under a lease. */
    void deliver(Tx tx, Job job, long untilMs, String lease) {
        tx.update(DELIVER, untilMs, tx.now(), lease, tx.owner().address(), job.number());
    }

    private static final String REVIVE =
            sql(
                    """
                    update job set state = $PENDING, at = 0, attempts = 0
                    where owner = ? and number = ?\
                    """);

    /** Makes a dead job pending, as if it had never been tried. */
    void revive(Tx tx, Job job) {
        tx.update(REVIVE, tx.owner().address(), job.number());
    }

    private static String pendingSince(String end) {
        return sql("""
        select %1$s((select %1$s(number) from job where owner = ? and queue = c.queue
            and state = $PENDING and priority = c.priority))
        from job_count c
        where owner = ? and queue = ? and state = $PENDING and jobs > 0\
        """)
                .formatted(end);
    }

    private static final String PENDING_SINCE =
            "select pushed_at from job where owner = ? and number in ((%s), (%s)) order by number"
                    .formatted(pendingSince("min"), pendingSince("max"));

    /** When the oldest and the newest pending job of a queue were pushed; both or none. */
    List<Long> pendingSinceMs(Tx tx, String owner, String queue) {
        return tx.all(
                PENDING_SINCE,
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
        quota.add(tx, -jobs.size(), -bytes);
    }

    /** Whether a job ended so long ago that it goes. */
    static boolean isOver(Job job, long nowMs) {
        return switch (job.state()) {
            case COMPLETED, DEAD -> job.atMs() + keptMs(job.state()) <= nowMs;
            case PENDING, DELAYED, FAILED, PROCESSING -> false;
        };
    }
}
