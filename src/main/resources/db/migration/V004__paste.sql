-- Pastes. The code is also a name (kind paste), which is how anybody finds the owner. number is the
-- owner's sequence at creation: the order of the owner's list.
-- Written and read by: paste. Removed by: the sweeper.
create table paste (
    owner      ${text} not null,
    code       ${text} not null,
    number     ${long} not null,
    created_at ${long} not null,
    expires_at ${long} not null,
    burn       ${long} not null,
    bytes      ${long} not null,
    language   ${text},
    content    ${bytes} not null,
    primary key (owner, code)
) ${table};

create index paste_number on paste (owner, number);
