-- A transaction of the devnet as it was signed, for whoever asks what it moved: of those that were
-- mined before there is none.
alter table devnet_transaction add column bytes ${bytes};
