package dev.coffer.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps the schema one that Citus and its like can spread by owner. */
class CatalogTest {

    /** Tables of what is global, or of the nodes, and what leads their keys. */
    private static final Map<String, String> GLOBAL =
            Map.of(
                    "name", "kind",
                    "secret", "name",
                    "probe", "id",
                    "lease", "name",
                    "lane", "name",
                    "devnet_transaction", "txid");

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
        assertThat(indexes)
                .allSatisfy(index ->
                        assertThat(index.first())
                                .isEqualTo(GLOBAL.getOrDefault(index.table(), "owner")));
        List<String> tables =
                rows(
                                url(),
                                """
                                select tablename from pg_tables
                                where schemaname = 'public'
                                    and tablename <> 'flyway_schema_history'\
                                """,
                                1)
                        .stream()
                        .map(List::getFirst)
                        .toList();
        assertThat(indexes.stream().filter(Index::primary).map(Index::table))
                .containsExactlyInAnyOrderElementsOf(tables);
    }

    /** The file that spreads the tables knows them all, and spreads each by a part of its key. */
    @Test
    void citusFileNamesEveryTable() throws Exception {
        Map<String, String> spread = new TreeMap<>();
        Matcher calls =
                Pattern.compile("create_distributed_table\\('(\\w+)', '(\\w+)'")
                        .matcher(Files.readString(Path.of("docs/citus.sql")));
        while (calls.find()) {
            spread.put(calls.group(1), calls.group(2));
        }
        List<List<String>> keys =
                rows(
                        url(),
                        """
                        select t.relname, string_agg(a.attname, ' ')
                        from pg_index x
                        join pg_class t on t.oid = x.indrelid
                        join pg_attribute a
                            on a.attrelid = t.oid and a.attnum = any(x.indkey::int2[])
                        where x.indisprimary and t.relnamespace = 'public'::regnamespace
                            and t.relname <> 'flyway_schema_history'
                        group by t.relname\
                        """,
                        2);
        assertThat(spread.keySet())
                .containsExactlyInAnyOrderElementsOf(keys.stream().map(List::getFirst).toList());
        assertThat(keys)
                .allSatisfy(key ->
                        assertThat(key.getLast().split(" ")).contains(spread.get(key.getFirst())));
        assertThat(spread)
                .allSatisfy((table, by) ->
                        assertThat(by.equals("owner")).isEqualTo(!GLOBAL.containsKey(table)));
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
