-- One row per owner: the owner's sequence, and its balances. What a paid write takes first: the
-- number and the debit are one statement. Balances are in the asset's smallest unit.
-- Written by: every write (store), the ledger (payment). Read by: the ledger, account.
create table owner (
    owner    ${text} not null primary key,
    sequence ${long} not null default 0,
    stx      ${long} not null default 0,
    sbtc     ${long} not null default 0,
    usdcx    ${long} not null default 0
) ${table};

-- Names that are unique over all owners, each pointing to its owner.
-- Written and read by: the capabilities that have such names (paste).
create table name (
    kind       ${text} not null,
    name       ${text} not null,
    owner      ${text} not null,
    expires_at ${long},
    primary key (kind, name)
) ${table};

-- What an owner keeps, per capability; quotas look at it.
-- Written by: each capability in the transaction that changes it. Read by: quotas, account.
create table usage (
    owner      ${text} not null,
    capability ${text} not null,
    rows       ${long} not null,
    bytes      ${long} not null,
    primary key (owner, capability)
) ${table};

-- Keys of the service itself, made at the first start.
-- Written and read by: payment (tokens).
create table secret (
    name  ${text} not null primary key,
    value ${bytes} not null
) ${table};

-- One row that health writes to prove that it can.
create table probe (
    id ${long} not null primary key,
    at ${long} not null
) ${table};

insert into probe (id, at) values (1, 0);

-- Chores that one node at a time does for all, and which one it is until when.
-- Written and read by: the sweeper.
create table lease (
    name    ${text} not null primary key,
    holder  ${text} not null,
    ends_at ${long} not null
) ${table};

-- The last batch of each lane of each node, written in the batch's own transaction, so that a lane
-- whose commit gave no answer can find out what became of it. Used with PostgreSQL only.
-- Written and read by: the lanes (store). Removed by: the next node that starts a day later.
create table lane (
    name  ${text} not null primary key,
    batch ${long} not null,
    at    ${long} not null
) ${table};
