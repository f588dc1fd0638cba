-- From when the time of what expires counts, where no column said it: when the clock is set back,
-- what was written while it was ahead lasts as long as it was to, from then on. Null in rows that are
-- older than this column, and where another column says it.

-- When the name was taken.
alter table name add column taken_at ${long};

-- When its expiry was set, if that was after updated_at.
alter table kv add column touched_at ${long};

-- When it was extended.
alter table held_lock add column extended_at ${long};

-- When the call joined the line.
alter table lock_waiter add column came_at ${long};

-- When the job was handed out, or its delivery extended or ended.
alter table job add column moved_at ${long};
