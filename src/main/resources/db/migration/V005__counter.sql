-- Counters. min and max are the bounds that were given, kept for every later change.
-- Written and read by: counter.
create table counter (
    owner      ${text} not null,
    name       ${text} not null,
    value      ${long} not null,
    min        ${long},
    max        ${long},
    created_at ${long} not null,
    updated_at ${long} not null,
    primary key (owner, name)
) ${table};

-- Rate limiters: what of a limiter's capacity was in use at an instant, in billionths of a unit, and
-- when it is all free again, as far as the last take says. Times are epoch ms.
-- Written and read by: counter. Removed by: the sweeper, when all of it is free.
create table limiter (
    owner   ${text} not null,
    name    ${text} not null,
    used    ${long} not null,
    at      ${long} not null,
    free_at ${long} not null,
    primary key (owner, name)
) ${table};
