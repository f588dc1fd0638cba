-- Spreads the tables of Coffer over the machines of a Citus cluster: what belongs to an owner by
-- owner, all of it together; what is global by its own name.
--
-- Run once, on the coordinator, in Coffer's database, after one node of Coffer has made the tables
-- (start it, stop it), and before others start:
--
--     psql -h coordinator -d coffer -f citus.sql

create extension if not exists citus;

select create_distributed_table('owner', 'owner');
select create_distributed_table('usage', 'owner', colocate_with => 'owner');
select create_distributed_table('credit', 'owner', colocate_with => 'owner');
select create_distributed_table('charge', 'owner', colocate_with => 'owner');
select create_distributed_table('payment', 'owner', colocate_with => 'owner');
select create_distributed_table('unsettled', 'owner', colocate_with => 'owner');
select create_distributed_table('answer', 'owner', colocate_with => 'owner');
select create_distributed_table('devnet_account', 'owner', colocate_with => 'owner');
select create_distributed_table('kv', 'owner', colocate_with => 'owner');
select create_distributed_table('paste', 'owner', colocate_with => 'owner');
select create_distributed_table('held_lock', 'owner', colocate_with => 'owner');
select create_distributed_table('lock_waiter', 'owner', colocate_with => 'owner');
select create_distributed_table('counter', 'owner', colocate_with => 'owner');
select create_distributed_table('limiter', 'owner', colocate_with => 'owner');
select create_distributed_table('job', 'owner', colocate_with => 'owner');
select create_distributed_table('job_count', 'owner', colocate_with => 'owner');

select create_distributed_table('name', 'name', colocate_with => 'none');
select create_distributed_table('secret', 'name', colocate_with => 'none');
select create_distributed_table('lease', 'name', colocate_with => 'none');
select create_distributed_table('lane', 'name', colocate_with => 'none');
select create_distributed_table('devnet_transaction', 'txid', colocate_with => 'none');
select create_distributed_table('probe', 'id', colocate_with => 'none');
