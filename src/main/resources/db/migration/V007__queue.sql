-- Jobs. number is the push order: the owner's sequence times 128, plus the place within one push.
-- state: 0 pending, 1 delayed, 2 failed (waits for its next attempt), 3 processing, 4 completed,
-- 5 dead. rank is what the jobs of a state are ordered by: -priority of pending ones; when it is due,
-- its lease ends or it ended, in epoch ms, of the others. deliveries counts them all, attempts those
-- since the push or the last retry. lease is the newest delivery's. payload is JSON as the bytes that came and
-- stands last, so that a list need not read it.
-- Written and read by: queue. Removed by: the sweeper.
create table job (
    owner        ${text} not null,
    number       ${long} not null,
    queue        ${text} not null,
    state        ${long} not null,
    rank         ${long} not null,
    priority     ${long} not null,
    attempts     ${long} not null,
    deliveries   ${long} not null,
    max_attempts ${long} not null,
    backoff      ${long} not null,
    pushed_at    ${long} not null,
    bytes        ${long} not null,
    lease        ${text},
    dedupe_key   ${text},
    error        ${text},
    payload      ${bytes} not null,
    primary key (owner, number)
) ${table};

-- What is next of each state, so that no operation looks at jobs that it does not touch.
create index job_next on job (owner, queue, state, rank, number);

-- The jobs of a dedupe key; those that wait are looked for. The state is a column and no condition:
-- SQLite takes an index with two conditions for none, and looks through all jobs that wait.
create index job_dedupe on job (owner, queue, dedupe_key, state) where dedupe_key is not null;

-- How many jobs a queue has of each state, the pending ones by priority (0 for the others): what
-- status and positions are told from.
-- Written and read by: queue, in the transaction that changes it. Removed by: the sweeper, at zero.
create table job_count (
    owner    ${text} not null,
    queue    ${text} not null,
    state    ${long} not null,
    priority ${long} not null,
    jobs     ${long} not null,
    primary key (owner, queue, state, priority)
) ${table};
