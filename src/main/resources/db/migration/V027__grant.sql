-- What an owner lets another address do among what is its own: with one capability, in verbs one a
-- line, with names that begin with prefix (null: all), paid by the owner (1) or the grantee (0), until
-- until_at (null: for good). spent of most, in smallest units of asset, is what the owner has paid; null
-- where nothing limits it.
-- Written by: account, the ledger (spent). Read by: calls for another, account.
-- Removed by: account, the sweeper.
create table granted (
    owner      ${text} not null,
    id         ${long} not null,
    grantee    ${text} not null,
    capability ${text} not null,
    prefix     ${text},
    verbs      ${text} not null,
    owner_pays ${long} not null,
    asset      ${text},
    most       ${long},
    spent      ${long} not null,
    given_at   ${long} not null,
    until_at   ${long},
    primary key (owner, id)
) ${table};

create index granted_to on granted (owner, grantee);

-- Where grants are that an owner was given: whose, and which. What they say, granted says.
-- Written and read by: account. Removed by: account, the sweeper.
create table received_grant (
    owner    ${text} not null,
    granter  ${text} not null,
    id       ${long} not null,
    until_at ${long},
    primary key (owner, granter, id)
) ${table};

-- What others did among an owner's own by its grants: a line for each call, and for each operation of a
-- batch. names is a list in JSON; asset and amount are what payer was charged.
-- Written by: calls, in their own transactions. Read by: account. Removed by: calls, when there are too
-- many; the sweeper.
create table accessed (
    owner      ${text} not null,
    number     ${long} not null,
    at         ${long} not null,
    grantee    ${text} not null,
    grant_id   ${long} not null,
    endpoint   ${text} not null,
    names      ${text} not null,
    owner_pays ${long} not null,
    asset      ${text},
    amount     ${long} not null,
    outcome    ${text} not null,
    primary key (owner, number)
) ${table};
