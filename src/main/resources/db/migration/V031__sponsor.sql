-- A wallet that pays the fees of others' payments on a network: what it signed for, in smallest units of
-- the fee's coin, since its day began, which ends at until_at.
-- Written and read by: payments.
create table sponsor (
    owner    ${text} not null,
    network  ${text} not null,
    spent    ${long} not null,
    until_at ${long} not null,
    primary key (owner, network)
) ${table};

-- Its nonces, each with the payment that it was signed into last: payer, network, key and digest name it,
-- txid is the transaction that it is by that, fee what it then pays once it is mined.
-- Written by: payments, in the transaction that writes the payment's bytes down. Read by: payments, books.
create table sponsored (
    owner   ${text} not null,
    network ${text} not null,
    nonce   ${long} not null,
    payer   ${text} not null,
    key     ${text} not null,
    digest  ${text} not null,
    txid    ${text} not null,
    fee     ${long} not null,
    at      ${long} not null,
    primary key (owner, network, nonce)
) ${table};

-- How many payments of a payer were sponsored since its day began, which ends at until_at.
-- Written and read by: payments. Removed by: the sweeper.
create table sponsored_payer (
    owner    ${text} not null,
    network  ${text} not null,
    payments ${long} not null,
    until_at ${long} not null,
    primary key (owner, network)
) ${table};
