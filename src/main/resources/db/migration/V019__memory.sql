-- Memories, without their texts. version: the owner's number of the last change. place: where it
-- stands among the owner's in the order in which they were stored first. importance: thousandths.
-- tags: a JSON list. superseded_by: the key of the memory that took its place. model: whose vectors
-- it has; given: they came with it; null: it has none. waits_for: 1 vectors, 2 a summary by a chat
-- model, 3 both, 0 nothing; waits_until: when a node may set about it, in epoch ms. bytes: what it
-- counts, its text's and its vectors'.
-- Written and read by: memory. Removed by: the sweeper.
create table memory (
    owner         ${text} not null,
    key           ${text} not null,
    version       ${long} not null,
    place         ${long} not null,
    created_at    ${long} not null,
    updated_at    ${long} not null,
    expires_at    ${long},
    type          ${text} not null,
    importance    ${long} not null,
    source        ${text},
    tags          ${text} not null,
    superseded_by ${text},
    model         ${text},
    waits_for     ${long} not null,
    waits_until   ${long},
    bytes         ${long} not null,
    primary key (owner, key)
) ${table};

-- What changed since an index was brought up to date.
create index memory_version on memory (owner, version, key);

-- What waits for its vectors, of all owners: few, as long as the model keeps up.
create index memory_waiting on memory (owner, key) where waits_for > 0;

-- The texts of memories. passages: where each of them begins and ends in the content, as whole
-- numbers of 4 bytes; vectors: theirs, one behind the other, as half-precision numbers.
-- Written and read by: memory, with the row above.
create table memory_text (
    owner    ${text} not null,
    key      ${text} not null,
    summary  ${text},
    content  ${text} not null,
    passages ${bytes} not null,
    vectors  ${bytes} not null,
    primary key (owner, key)
) ${table};

-- What an index is compared with: the number of the owner's last change to any memory, how many
-- there are, what they count together, and the last place that was given.
-- Written and read by: memory, in the transaction that changes it.
create table memory_state (
    owner    ${text} not null,
    version  ${long} not null,
    memories ${long} not null,
    bytes    ${long} not null,
    places   ${long} not null,
    primary key (owner)
) ${table};
