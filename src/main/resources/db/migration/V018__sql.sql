-- Each owner's SQL database: what it is now, and the pages of its SQLite file. stamp is new with
-- each change and random, so that a node's copy is current or not, and never by accident. version is
-- the owner's sequence at the change; bytes is pages times the page's size: what the quota counts.
-- Written and read by: sql.
create table sql_database (
    owner      ${text} not null primary key,
    stamp      ${text} not null,
    version    ${long} not null,
    pages      ${long} not null,
    bytes      ${long} not null,
    updated_at ${long} not null
) ${table};

create table sql_page (
    owner ${text} not null,
    page  ${long} not null,
    bytes ${bytes} not null,
    primary key (owner, page)
) ${table};
