-- The public directory of endpoints that take payments. directory is one word for all of them: the
-- list is everybody's, so its rows stand in one place. id is of the URL; owner is who may change the
-- entry. status: unverified, verified, rejected. tags and probe are JSON; version counts changes.
-- Written and read by: registry.
create table registry_entry (
    directory     ${text} not null,
    id            ${text} not null,
    url           ${text} not null,
    name          ${text} not null,
    description   ${text} not null,
    owner         ${text} not null,
    status        ${text} not null,
    category      ${text},
    tags          ${text},
    probe         ${text},
    registered_at ${long} not null,
    updated_at    ${long} not null,
    registered_by ${text} not null,
    version       ${long} not null,
    bytes         ${long} not null,
    primary key (directory, id)
) ${table};

create index registry_listed on registry_entry (directory, registered_at, id);

create index registry_owner on registry_entry (directory, owner, registered_at, id);

create index registry_status on registry_entry (directory, status, registered_at, id);
