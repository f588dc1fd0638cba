-- Pending jobs are ordered by their priority, and all others by an instant: when it is due, its lease
-- ends or it ended, in epoch ms; 0 for pending ones. rank was both.
-- Each state has one index that holds its jobs in the order in which they are wanted, so that no
-- operation looks at jobs that it does not touch. SQLite takes them where their conditions stand in the
-- query by the same words, and job_pending only where its state is a column too.
drop index job_next;

alter table job rename column rank to at;

update job set at = 0 where state = 0;

create index job_pending on job (owner, queue, state, priority desc, number) where state = 0;

create index job_at on job (owner, queue, state, at, number) where at > 0;
