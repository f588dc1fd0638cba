-- The nonces of sign-ins that let somebody in, so that none does so twice, on any node. ends_at is
-- the end that the nonce itself says. owner is the address that signed.
-- Written and read by: sign-in (payment). Removed by: the sweeper.
create table used_sign_in (
    owner   ${text} not null,
    nonce   ${text} not null,
    ends_at ${long} not null,
    primary key (owner, nonce)
) ${table};
