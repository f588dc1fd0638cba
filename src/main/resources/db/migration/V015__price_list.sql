-- What the service asks for, and asked for once: prices, and who is paid on each network. A list
-- holds from since until until_at, when the last offer of it ends, both in epoch ms; as long as it is
-- offered somewhere, until_at moves on. None goes away: a payment is debited by what held when it
-- was claimed. owner is the service's own; digest is of the list, a JSON text.
-- Written by: each node, for what it offers. Read by: payments that do not fit what a node offers.
create table price_list (
    owner    ${text} not null,
    digest   ${text} not null,
    since    ${long} not null,
    until_at ${long} not null,
    list     ${text} not null,
    primary key (owner, digest, since)
) ${table};
