-- What came in: a row for each credit. The sum of credits less the sum of charges is the balance,
-- always, per owner and asset. Amounts are in the asset's smallest unit.
-- Written by: the ledger. Read by: account (statement).
create table credit (
    owner     ${text} not null,
    number    ${long} not null,
    asset     ${text} not null,
    amount    ${long} not null,
    reference ${text} not null,
    at        ${long} not null,
    primary key (owner, number)
) ${table};

-- What went out: the calls of an hour at one price, so that the ledger does not outgrow the data.
-- The amount is price times calls. hour is epoch milliseconds, rounded down.
-- Written by: the ledger, once a batch. Read by: account (statement).
create table charge (
    owner    ${text} not null,
    hour     ${long} not null,
    asset    ${text} not null,
    endpoint ${text} not null,
    price    ${long} not null,
    calls    ${long} not null,
    primary key (owner, hour, asset, endpoint, price)
) ${table};

-- Each payment that was claimed: by network, payer and nonce, so that it is credited once.
-- state: settling, settled, failed. presign tells two payments with one nonce apart; fingerprint
-- names the request it came with first.
-- Written and read by: payments.
create table payment (
    owner       ${text} not null,
    network     ${text} not null,
    nonce       ${long} not null,
    presign     ${text} not null,
    fingerprint ${text} not null,
    state       ${text} not null,
    asset       ${text} not null,
    amount      ${long} not null,
    txid        ${text} not null,
    claimed_at  ${long} not null,
    transaction_bytes ${bytes} not null,
    primary key (owner, network, nonce)
) ${table};

-- The payments whose outcome is not known yet; resolved at start and in the background.
-- Written and read by: payments.
create table unsettled (
    owner   ${text} not null,
    network ${text} not null,
    nonce   ${long} not null,
    primary key (owner, network, nonce)
) ${table};

-- The final answers of operations that a client can name: by Idempotency-Key, by payment. Kept a day.
-- Written and read by: checkout. Removed by: the sweeper.
create table answer (
    owner       ${text} not null,
    operation   ${text} not null,
    fingerprint ${text} not null,
    expires_at  ${long} not null,
    status      ${long} not null,
    headers     ${text} not null,
    body        ${bytes} not null,
    primary key (owner, operation)
) ${table};

-- The devnet's accounts: play money, real nonces. owner is the account's address.
-- Written and read by: devnet.
create table devnet_account (
    owner ${text} not null primary key,
    nonce ${long} not null default 0,
    stx   ${long} not null default 0,
    sbtc  ${long} not null default 0,
    usdcx ${long} not null default 0
) ${table};

-- The devnet's transactions by id; each is a block of its own.
-- Written and read by: devnet.
create table devnet_transaction (
    txid   ${text} not null primary key,
    sender ${text} not null,
    nonce  ${long} not null,
    status ${text} not null,
    height ${long} not null,
    at     ${long} not null
) ${table};
