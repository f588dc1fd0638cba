-- Pending jobs are ordered by their priority, and all others by an instant: when it is due, its lease
-- ends or it ended, in epoch ms; 0 for pending ones. rank was both.
-- Each state has one index that holds its jobs in the order in which they are wanted, so that no
-- operation looks at jobs that it does not touch. The conditions stand in the queries by the same
-- words, which SQLite wants to see.
drop index job_next;

alter table job rename column rank to at;

update job set at = 0 where state = 0;

create index job_pending on job (owner, queue, priority desc, number) where state = 0;

create index job_at on job (owner, queue, state, at, number) where state > 0;
