-- A payment's row stays, whatever its network: key is the network's own name of the payment, and
-- digest what tells two payments with one key apart.
alter table payment rename to payment_before;

-- Each payment that was ever claimed: by network, payer and key, so that it is credited once. None
-- goes away; of those with one key one at most is ever settled.
-- digest: of what the payer signed. key: the payer's nonce on Stacks.
-- fingerprint names the request it came with. carried is what the chain is told, now or again.
-- state: claimed (in the hands of who claimed it), told (the chain may know it), settled, failed
-- (nothing moved as far as anybody knows; code says why). height: 0 where it is not known.
-- until_at: when the chain takes it no more, in epoch ms; null for never.
-- attempts: how often the chain did not say. next_at: when it is asked again, in epoch ms; null for
-- what is not open. holder: the node that speaks with the chain about it, until held_until.
-- Written and read by: payments.
create table payment (
    owner       ${text} not null,
    network     ${text} not null,
    key         ${text} not null,
    digest      ${text} not null,
    fingerprint ${text} not null,
    state       ${text} not null,
    code        ${text},
    asset       ${text} not null,
    amount      ${long} not null,
    txid        ${text},
    height      ${long} not null,
    carried     ${bytes} not null,
    until_at    ${long},
    claimed_at  ${long} not null,
    attempts    ${long} not null,
    next_at     ${long},
    holder      ${text} not null,
    held_until  ${long} not null,
    primary key (owner, network, key, digest)
) ${table};

insert into payment (owner, network, key, digest, fingerprint, state, asset, amount, txid, height,
    carried, claimed_at, attempts, next_at, holder, held_until)
select owner, network, cast(nonce as text), presign, fingerprint,
    case state when 'settling' then 'told' else state end, asset, amount, txid, 0,
    transaction_bytes, claimed_at, 0,
    case state when 'settling' then claimed_at + 60000 end, '', 0
from payment_before;

drop table payment_before;
drop table unsettled;

-- The few that are open, to find over all owners what is due.
create index payment_open on payment (owner, next_at) where next_at is not null;
