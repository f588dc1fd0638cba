-- The locks that are held, and those that ran out and are not swept yet. fence is the owner's
-- sequence when it was acquired, so it only grows though nothing is kept of a lock that was released.
-- Written and read by: sync. Removed by: the sweeper, when it ran out.
create table held_lock (
    owner       ${text} not null,
    name        ${text} not null,
    token       ${text} not null,
    fence       ${long} not null,
    holder      ${text},
    acquired_at ${long} not null,
    expires_at  ${long} not null,
    primary key (owner, name)
) ${table};

-- Calls that wait for a lock, in the order in which they came: number is the owner's sequence then.
-- waiter names the call, to wake it; called_at is when it was told that it is its turn.
-- Written and read by: sync. Removed by: the call itself; by the next in line if it does not come;
-- by the sweeper after ends_at.
create table lock_waiter (
    owner     ${text} not null,
    name      ${text} not null,
    number    ${long} not null,
    waiter    ${text} not null,
    called_at ${long},
    ends_at   ${long} not null,
    primary key (owner, name, number)
) ${table};
