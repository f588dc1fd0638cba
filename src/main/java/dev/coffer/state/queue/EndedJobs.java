package dev.coffer.state.queue;

import dev.coffer.endpoint.Limits;
import dev.coffer.room.Expiring;
import dev.coffer.state.queue.Job.State;
import dev.coffer.store.Owner;
import dev.coffer.store.Tx;

import java.util.List;
import java.util.Optional;

/** The jobs that ended so long ago that they go, as the sweeper sees them. */
final class EndedJobs implements Expiring<EndedJobs.Key> {

    record Key(String owner, long number) {}

    private final Jobs jobs;

    EndedJobs(Jobs jobs) {
        this.jobs = jobs;
    }

    /** Whether a job ended so long ago that it goes. */
    static boolean isOver(State state, long rank, long now) {
        return switch (state) {
            case COMPLETED -> rank + Limits.COMPLETED_JOB_KEPT.toMillis() <= now;
            case DEAD -> rank + Limits.DEAD_JOB_KEPT.toMillis() <= now;
            case PENDING, DELAYED, FAILED, PROCESSING -> false;
        };
    }

    @Override
    public Page<Key> scan(Tx tx, Optional<Key> after, int rows) {
        record Seen(Key key, State state, long rank) {}
        Key from = after.orElse(new Key("", 0));
        List<Seen> seen =
                tx.all(
                        """
                        select owner, number, state, rank from job
                        where (owner, number) > (?, ?) order by owner, number limit ?\
                        """,
                        row ->
                                new Seen(
                                        new Key(row.text(1), row.number(2)),
                                        State.values()[(int) row.number(3)],
                                        row.number(4)),
                        from.owner(),
                        from.number(),
                        rows);
        return new Page<>(
                seen.stream()
                        .filter(s -> isOver(s.state(), s.rank(), tx.now()))
                        .map(Seen::key)
                        .toList(),
                seen.size() < rows ? Optional.empty() : Optional.of(seen.getLast().key()));
    }

    @Override
    public Owner owner(Key key) {
        return new Owner(key.owner());
    }

    @Override
    public void remove(Tx tx, List<Key> keys) {
        JobCounts.Changes changes = new JobCounts.Changes(tx);
        List<Job> over =
                keys.stream()
                        .flatMap(key -> jobs.find(tx, key.number()).stream())
                        .filter(job -> isOver(job.state(), job.rank(), tx.now()))
                        .toList();
        over.forEach(job -> changes.add(job.queue(), job.state(), job.priority(), -1));
        jobs.delete(tx, over);
        changes.write(tx);
    }
}
