-- A fourth asset.
alter table owner add column usdc ${long} not null default 0;
