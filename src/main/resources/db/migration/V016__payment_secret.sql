-- A payment's bytes are public once the chain is told of it, so they give nothing by themselves.
-- secret: the digest of what came with it first and no chain shows; null for a payment that the
-- chain knew before, which is its payer's balance and buys nothing here.
-- purchase: open (nobody was told yet that it is credited), told (its call may run yet), made (its
-- call is answered; it runs no other).
alter table payment add column secret ${text};
alter table payment add column purchase ${text} not null default 'open';

update payment set purchase = 'made' where state = 'settled';

-- A token in an answer, without its signature: the body is kept without that, too.
alter table answer add column token ${text};
