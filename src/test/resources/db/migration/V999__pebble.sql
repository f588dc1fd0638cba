-- The table of the throw-away room of the tests.
-- Written and read by: pebble. Removed by: the sweeper.
create table pebble (
    owner      ${text} not null,
    name       ${text} not null,
    weight     ${long} not null,
    found_at   ${long} not null,
    expires_at ${long},
    primary key (owner, name)
) ${table};
