-- Spreads the tables of Coffer over the machines of a Citus cluster: what belongs to an owner by
-- owner, all of it together; what is global by its own name.
--
-- Run on the coordinator, in Coffer's database, when the workers are added to it and one node of
-- Coffer has made the tables (start it, stop it), and before others start; and again for the new
-- tables of a new version. What is spread already is passed over.
--
--     psql -h coordinator -d coffer -f citus.sql

create extension if not exists citus;

select create_distributed_table('owner', 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'owner'::regclass);
select create_distributed_table('usage', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'usage'::regclass);
select create_distributed_table('credit', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'credit'::regclass);
select create_distributed_table('charge', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'charge'::regclass);
select create_distributed_table('token_key', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'token_key'::regclass);
select create_distributed_table('revoked', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'revoked'::regclass);
select create_distributed_table('token_cap', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'token_cap'::regclass);
select create_distributed_table('token', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'token'::regclass);
select create_distributed_table('granted', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'granted'::regclass);
select create_distributed_table('received_grant', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'received_grant'::regclass);
select create_distributed_table('accessed', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'accessed'::regclass);
select create_distributed_table('payment', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'payment'::regclass);
select create_distributed_table('sponsor', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'sponsor'::regclass);
select create_distributed_table('sponsored', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'sponsored'::regclass);
select create_distributed_table('sponsored_payer', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'sponsored_payer'::regclass);
select create_distributed_table('price_list', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'price_list'::regclass);
select create_distributed_table('used_sign_in', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'used_sign_in'::regclass);
select create_distributed_table('answer', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'answer'::regclass);
select create_distributed_table('devnet_account', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'devnet_account'::regclass);
select create_distributed_table('kv', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'kv'::regclass);
select create_distributed_table('paste', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'paste'::regclass);
select create_distributed_table('held_lock', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'held_lock'::regclass);
select create_distributed_table('lock_waiter', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'lock_waiter'::regclass);
select create_distributed_table('counter', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'counter'::regclass);
select create_distributed_table('limiter', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'limiter'::regclass);
select create_distributed_table('job', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'job'::regclass);
select create_distributed_table('job_count', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'job_count'::regclass);
select create_distributed_table('link', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'link'::regclass);
select create_distributed_table('visitor_salt', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'visitor_salt'::regclass);
select create_distributed_table('sql_database', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'sql_database'::regclass);
select create_distributed_table('sql_page', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'sql_page'::regclass);
select create_distributed_table('memo', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'memo'::regclass);
select create_distributed_table('memory', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'memory'::regclass);
select create_distributed_table('memory_text', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'memory_text'::regclass);
select create_distributed_table('memory_state', 'owner', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'memory_state'::regclass);

select create_distributed_table('name', 'name', colocate_with => 'none')
    where not exists (select from pg_dist_partition where logicalrelid = 'name'::regclass);
select create_distributed_table('secret', 'name', colocate_with => 'none')
    where not exists (select from pg_dist_partition where logicalrelid = 'secret'::regclass);
select create_distributed_table('lease', 'name', colocate_with => 'none')
    where not exists (select from pg_dist_partition where logicalrelid = 'lease'::regclass);
select create_distributed_table('lane', 'name', colocate_with => 'owner')
    where not exists (select from pg_dist_partition where logicalrelid = 'lane'::regclass);
select create_distributed_table('devnet_transaction', 'txid', colocate_with => 'none')
    where not exists (select from pg_dist_partition where logicalrelid = 'devnet_transaction'::regclass);
select create_distributed_table('probe', 'id', colocate_with => 'none')
    where not exists (select from pg_dist_partition where logicalrelid = 'probe'::regclass);
select create_distributed_table('registry_entry', 'directory', colocate_with => 'none')
    where not exists (select from pg_dist_partition where logicalrelid = 'registry_entry'::regclass);
select create_distributed_table('traffic', 'family', colocate_with => 'none')
    where not exists (select from pg_dist_partition where logicalrelid = 'traffic'::regclass);
