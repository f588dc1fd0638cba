-- What a transaction of the devnet moved, in smallest units, and to whom: so that the books can be
-- compared with it. Null for those that were mined before it was kept.
alter table devnet_transaction add column recipient ${text};
alter table devnet_transaction add column asset ${text};
alter table devnet_transaction add column amount ${long};
