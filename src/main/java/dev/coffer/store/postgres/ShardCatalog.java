package dev.coffer.store.postgres;

import dev.coffer.store.Session;

/**
 * What a Citus cluster says of its shards. Its workers say the same as its coordinator, where the
 * metadata is synced to them, as it is since Citus 11.
 */
final class ShardCatalog {

    private static final String EXTENSION =
            "select count(*) from pg_extension where extname = 'citus'";

    /**
     * The owners' shards, each where its rows are. None if the lanes' rows are not beside the
     * owners', so that no lane could be made at a worker. A node that does not know the others'
     * tables could not pass on what it does not hold, and is left out.
     */
    private static final String SHARDS =
            """
            select s.shardminvalue::bigint, s.shardmaxvalue::bigint,
                n.nodeid, n.nodename, n.nodeport
            from pg_dist_partition o
            join pg_dist_partition l on l.colocationid = o.colocationid
            join pg_dist_shard s on s.logicalrelid = o.logicalrelid
            join pg_dist_placement p on p.shardid = s.shardid and p.shardstate = 1
            join pg_dist_node n on n.groupid = p.groupid
            where o.logicalrelid = to_regclass('owner') and l.logicalrelid = to_regclass('lane')
                and o.partmethod = 'h' and n.noderole::text = 'primary'
                and n.isactive and n.hasmetadata and n.metadatasynced
            order by n.nodeid\
            """;

    private ShardCatalog() {}

    /** Whether rows of two owners may be on two machines. */
    static boolean isSpread(Session session) {
        boolean spread = session.one(EXTENSION, row -> row.number(1)).orElse(0L) > 0;
        session.commit();
        return spread;
    }

    static ShardMap read(Session session) {
        ShardMap map =
                new ShardMap(
                        session.all(
                                SHARDS,
                                row ->
                                        new ShardMap.Shard(
                                                Math.toIntExact(row.number(1)),
                                                Math.toIntExact(row.number(2)),
                                                new ShardMap.Worker(
                                                        row.number(3),
                                                        row.text(4),
                                                        Math.toIntExact(row.number(5))))));
        session.commit();
        return map;
    }
}
