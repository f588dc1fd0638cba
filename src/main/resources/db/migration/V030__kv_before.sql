-- How many bytes of value a key had before its last change, which the statement that makes the next one
-- tells the quota; null for one that is new.
-- Written and read by: kv.
alter table kv add column before_bytes ${long};
