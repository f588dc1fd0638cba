-- The keys that tokens are signed with after the first, which is a secret of the service. owner is
-- the service; number is the instant from which tokens are given by it. What keys with lower numbers
-- than void_before signed is void.
-- Written by: coffer token rotate. Read by: tokens.
create table token_key (
    owner       ${text} not null,
    number      ${long} not null,
    value       ${bytes} not null,
    void_before ${long} not null,
    primary key (owner, number)
) ${table};

-- What was revoked of accounts' tokens: an id, or the name of a caveat. owner is the service, for
-- nodes to read on from the last number that they know.
-- Written and read by: tokens. Removed by: the sweeper, when all that it voids is over.
create table revoked (
    owner      ${text} not null,
    number     ${long} not null,
    account    ${text} not null,
    name       ${text} not null,
    expires_at ${long} not null,
    primary key (owner, number)
) ${table};

-- What was used of a token's caveat that counts, in calls or smallest units: by the SHA-256 of the
-- token's signature with that caveat, so that all tokens made of it count together.
-- Written by: the ledger. Read by: account (tokens). Removed by: the sweeper.
create table token_cap (
    owner      ${text} not null,
    cap        ${text} not null,
    used       ${long} not null,
    expires_at ${long} not null,
    primary key (owner, cap)
) ${table};

-- The tokens that an account made for others, without their signatures; caveats one a line.
-- Written and read by: account. Removed by: the sweeper.
create table token (
    owner     ${text} not null,
    id        ${text} not null,
    label     ${text},
    caveats   ${text} not null,
    issued_at ${long} not null,
    until_at  ${long} not null,
    primary key (owner, id)
) ${table};
