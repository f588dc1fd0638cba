-- Keys and their values. visibility: 0 private, 1 public; the same key may exist in both. value is
-- JSON as the bytes that came and stands last, so that a list need not read it.
-- Written and read by: kv. Removed by: the sweeper.
create table kv (
    owner      ${text} not null,
    key        ${text} not null,
    visibility ${long} not null,
    created_at ${long} not null,
    updated_at ${long} not null,
    expires_at ${long},
    revision   ${long} not null,
    bytes      ${long} not null,
    metadata   ${text},
    value      ${bytes} not null,
    primary key (owner, key, visibility)
) ${table};
