-- Short links. The slug is also a name (kind link), which is how anybody finds the owner. number is
-- the owner's sequence at creation: the order of the owner's list. used: how often the target was
-- given away, counted exactly where max_clicks bounds it. clicks, bots, last_click_at and stats are
-- what was flushed of the clicks; stats is bounded, in a form of its own (ClickStats), and stands
-- last, so that a redirect need not read it. What expired is kept 30 days for its statistics.
-- Written and read by: links. Removed by: the sweeper.
create table link (
    owner         ${text} not null,
    slug          ${text} not null,
    number        ${long} not null,
    url           ${text} not null,
    title         ${text},
    created_at    ${long} not null,
    updated_at    ${long} not null,
    expires_at    ${long},
    max_clicks    ${long},
    used          ${long} not null,
    clicks        ${long} not null,
    bots          ${long} not null,
    last_click_at ${long},
    taken_down_at ${long},
    bytes         ${long} not null,
    stats         ${bytes} not null,
    primary key (owner, slug)
) ${table};

create index link_number on link (owner, number);

-- What visitors' addresses are hashed with, another one each day, the same for all nodes. Gone a
-- little after its day: then nobody can tell any more whose hash one was. owner: the service. day
-- counts from 1970.
-- Written and read by: links. Removed by: the sweeper.
create table visitor_salt (
    owner      ${text} not null,
    day        ${long} not null,
    salt       ${bytes} not null,
    expires_at ${long} not null,
    primary key (owner, day)
) ${table};
