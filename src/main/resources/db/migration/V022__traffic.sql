-- What was called: sums by the room (family) and the day, its first instant in epoch milliseconds
-- of UTC. calls, those of them that failed, the microseconds that they took together, and what they
-- brought in each asset's smallest units.
-- Written by: traffic, every few seconds, which also removes days long past. Read by: dashboard.
create table traffic (
    family ${text} not null,
    day    ${long} not null,
    calls  ${long} not null,
    failed ${long} not null,
    micros ${long} not null,
    stx    ${long} not null,
    sbtc   ${long} not null,
    usdcx  ${long} not null,
    usdc   ${long} not null,
    primary key (family, day)
) ${table};
