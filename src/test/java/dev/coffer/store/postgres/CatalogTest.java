package dev.coffer.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Coffer;
import dev.coffer.harness.Pebbles;
import dev.coffer.store.Table;
import dev.coffer.store.sqlite.SqliteStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The schema is what the rooms declare, on both engines, and one that Citus and its like can spread
 * by owner.
 */
class CatalogTest {

    private static final List<Table> TABLES = Pebbles.tables();

    @TempDir private Path dir = Path.of("");

    private record Index(String table, String name, boolean primary, String first) {}

    private static String url() {
        String url = PostgresServer.shared().newDatabase();
        PostgresStore.open(url, PostgresStore.Use.of(10, 10)).close();
        return url;
    }

    private static List<List<String>> rows(String url, String sql, int columns) throws Exception {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            List<List<String>> rows = new ArrayList<>();
            while (results.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    row.add(results.getString(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    @Test
    void everyKeyAndIndexLeadsWithTheOwner() throws Exception {
        List<Index> indexes =
                rows(
                                url(),
                                """
                                select t.relname, i.relname, x.indisprimary, a.attname
                                from pg_index x
                                join pg_class i on i.oid = x.indexrelid
                                join pg_class t on t.oid = x.indrelid
                                join pg_namespace n on n.oid = t.relnamespace
                                left join pg_attribute a
                                    on a.attrelid = t.oid and a.attnum = x.indkey[0]
                                where n.nspname = 'public' and t.relname <> 'flyway_schema_history'\
                                """,
                                4)
                        .stream()
                        .map(row ->
                                new Index(
                                        row.get(0), row.get(1), row.get(2).equals("t"), row.get(3)))
                        .toList();
        assertThat(indexes).hasSizeGreaterThan(10);
        Map<String, String> leading =
                TABLES.stream()
                        .collect(Collectors.toMap(Table::name, table -> table.key().getFirst()));
        assertThat(indexes)
                .allSatisfy(
                        index -> assertThat(index.first()).isEqualTo(leading.get(index.table())));
        assertThat(TABLES)
                .as("what belongs to an owner is spread by owner, and led by it")
                .allSatisfy(table ->
                        assertThat(table.spreadBy().equals("owner"))
                                .isEqualTo(table.key().getFirst().equals("owner")));
    }

    /** The tables that there are, each with its key, in the key's order. */
    private static Map<String, List<String>> keys(String url, String sql) throws Exception {
        Map<String, List<String>> keys = new TreeMap<>();
        for (List<String> row : rows(url, sql, 2)) {
            keys.computeIfAbsent(row.getFirst(), _ -> new ArrayList<>()).add(row.getLast());
        }
        return keys;
    }

    private static Map<String, List<String>> declared() {
        return TABLES.stream().collect(Collectors.toMap(Table::name, Table::key));
    }

    @Test
    void everyTableIsDeclaredWithItsKey() throws Exception {
        assertThat(
                        keys(
                                url(),
                                """
                                select t.relname, a.attname
                                from pg_class t
                                left join pg_index x on x.indrelid = t.oid and x.indisprimary
                                left join pg_attribute a
                                    on a.attrelid = t.oid and a.attnum = any(x.indkey::int2[])
                                where t.relkind = 'r' and t.relnamespace = 'public'::regnamespace
                                    and t.relname <> 'flyway_schema_history'
                                order by array_position(x.indkey::int2[], a.attnum)\
                                """))
                .isEqualTo(declared());
    }

    @Test
    void everyTableOfAFileIsDeclaredWithItsKey() throws Exception {
        SqliteStore.open(dir, InstantSource.system(), new SqliteStore.Bounds(10, 10)).close();
        assertThat(
                        keys(
                                "jdbc:sqlite:" + dir.resolve("coffer.db"),
                                """
                                select t.name, c.name
                                from sqlite_schema t left join pragma_table_info(t.name) c on c.pk > 0
                                where t.type = 'table' and t.name <> 'flyway_schema_history'
                                    and substr(t.name, 1, 7) <> 'sqlite_'
                                order by c.pk\
                                """))
                .isEqualTo(declared());
    }

    /**
     * The file that spreads the tables knows them all: those of an owner beside the owner's row.
     */
    @Test
    void citusFileNamesEveryTable() throws Exception {
        List<Table> ours = Coffer.tables(Pebbles.soldByCoffer());
        assertThat(CitusFile.calls())
                .containsExactlyInAnyOrderElementsOf(CitusFile.calls(ours))
                .first()
                .asString()
                .contains("('owner'");
        assertThat(ours).allMatch(table -> table.key().contains(table.spreadBy()));
    }

    /** With a double of Citus that refuses, as it does, a table that is spread already. */
    @Test
    void citusFileCanBeRunAgain() throws Exception {
        String url = PostgresServer.shared().newDatabaseThatClaimsCitus();
        PostgresStore.open(url, PostgresStore.Use.of(10, 10)).close();
        PostgresServer.execute(
                url,
                """
                create function create_distributed_table(
                    name regclass, by text, colocate_with text default 'default')
                returns void language sql as 'insert into pg_dist_partition values (name)'\
                """);
        List<String> statements = CitusFile.statements();
        for (int run = 0; run < 2; run++) {
            for (String statement : statements) {
                PostgresServer.execute(url, statement);
            }
        }
        PostgresServer.execute(
                url, "delete from pg_dist_partition where logicalrelid = 'paste'::regclass");
        statements.forEach(statement -> PostgresServer.execute(url, statement));
        assertThat(rows(url, "select logicalrelid from pg_dist_partition", 1))
                .hasSize(CitusFile.calls().size());
    }

    @Test
    void nothingTiesRowsOfTwoOwners() throws Exception {
        assertThat(
                        rows(
                                url(),
                                """
                                select conname from pg_constraint c
                                join pg_namespace n on n.oid = c.connamespace
                                where n.nspname = 'public' and contype in ('f', 'x')\
                                """,
                                1))
                .isEmpty();
        assertThat(
                        rows(
                                url(),
                                "select relname from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace",
                                1))
                .isEmpty();
    }

    @Test
    void textIsOrderedByBytes() throws Exception {
        assertThat(
                        rows(
                                url(),
                                """
                                select table_name, column_name from information_schema.columns
                                where table_schema = 'public' and data_type = 'text'
                                    and collation_name is distinct from 'C'
                                    and table_name <> 'flyway_schema_history'\
                                """,
                                2))
                .isEmpty();
    }
}
