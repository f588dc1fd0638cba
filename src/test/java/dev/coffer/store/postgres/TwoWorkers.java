package dev.coffer.store.postgres;

import dev.coffer.store.Owner;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Two plain databases that stand in for the two workers of a Citus cluster, the first of them its
 * coordinator, too. Their catalogs say which owner is where, as Citus' own would. They pass nothing
 * on: what is not theirs they refuse as a worker does that can't reach the other one. So whatever
 * is asked at the wrong one is seen. The service itself is at the first.
 */
final class TwoWorkers {

    static final int SHARDS = 8;

    private static final String CATALOG =
            """
            insert into pg_dist_partition values ('owner'), ('lane');
            insert into pg_dist_node values (1, 11, '127.0.0.1', $one), (2, 12, '127.0.0.1', $two);
            insert into pg_dist_shard
                select 'owner', 100 + i, (least + i * width)::text,
                    (least + (i + 1) * width - 1)::text
                from generate_series(0, $shards - 1) as i,
                    (select -2147483648::bigint as least, 4294967296 / $shards as width) as r;
            insert into pg_dist_placement
                select shardid, 1, 11 + (shardid + service) % 2 from pg_dist_shard,
                    (select shardid as service from pg_dist_shard where hashtext('-')
                        between shardminvalue::bigint and shardmaxvalue::bigint) as s;

            create function worker(name text) returns int language sql as $f$
                select nodeid from pg_dist_shard s join pg_dist_placement p using (shardid)
                    join pg_dist_node n using (groupid)
                where hashtext(name) between shardminvalue::bigint and shardmaxvalue::bigint $f$;
            create function refuse() returns trigger language plpgsql as $f$ begin
                raise exception 'connection to the remote node failed' using errcode = '08006';
                end $f$;
            create trigger here before insert on owner for each row
                when (worker(new.owner) <> $here) execute function refuse();
            create trigger here before insert on lane for each row
                when (worker(new.name) <> $here) execute function refuse();
            create trigger here before insert on name for each row
                when (new.name like 'elsewhere%') execute function refuse();
            """;

    final PostgresServer second;
    private final String one;
    private final String two;

    /**
     * @param second to be killed; the other one is shared
     */
    TwoWorkers(PostgresServer second) {
        PostgresServer first = PostgresServer.shared();
        this.second = second;
        one = first.newDatabase();
        two = second.newDatabaseLike(one);
        first.claimCitus(one);
        second.claimCitus(two);
        for (int here : List.of(1, 2)) {
            PostgresStore.open(url(here), PostgresStore.Use.of(10, 10)).close();
            PostgresServer.execute(
                    url(here),
                    CATALOG.replace("$one", "" + first.port())
                            .replace("$two", "" + second.port())
                            .replace("$shards", "" + SHARDS)
                            .replace("$here", "" + here));
        }
    }

    /** Of one of the two, 1 or 2. */
    String url(int worker) {
        return worker == 1 ? one : two;
    }

    /** Where the cluster's catalog and PostgreSQL's own hash say that an owner is: 1 or 2. */
    int of(Owner owner) {
        return Integer.parseInt(
                rows(1, "select worker('%s')".formatted(owner.address())).getFirst());
    }

    /** So many owners of a worker, none of them of another call. */
    List<Owner> owners(int worker, String prefix, int count) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> new Owner(prefix + i))
                .filter(owner -> of(owner) == worker)
                .limit(count)
                .toList();
    }

    /** What a query gives at a worker, the first column. */
    List<String> rows(int worker, String sql) {
        try (Connection connection = DriverManager.getConnection(url(worker));
                Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (results.next()) {
                rows.add(results.getString(1));
            }
            return rows;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs a statement at both. */
    void execute(String sql) {
        PostgresServer.execute(one, sql);
        PostgresServer.execute(two, sql);
    }
}
