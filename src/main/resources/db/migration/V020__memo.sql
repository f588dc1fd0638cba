-- Answers that are paid for once, by the SHA-256 of what was asked, and the leases of those who find
-- them out. A row without a value is a lease and ends with it; lease is the last one, and none from
-- the commit on. created_at is when the lease was given, or the value; expires_at when it is over.
-- bytes are the value's, which is JSON as the bytes that came and stands last, so that a list of
-- names need not read it.
-- Written and read by: memo. Removed by: the sweeper.
create table memo (
    owner      ${text} not null,
    input_hash ${text} not null,
    namespace  ${text} not null,
    lease      ${text},
    created_at ${long} not null,
    expires_at ${long} not null,
    bytes      ${long} not null,
    value      ${bytes},
    primary key (owner, input_hash, namespace)
) ${table};

-- What is to be forgotten of a namespace.
create index memo_namespace on memo (owner, namespace);
