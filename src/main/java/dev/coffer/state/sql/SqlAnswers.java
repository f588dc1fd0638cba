package dev.coffer.state.sql;

import dev.coffer.endpoint.RawJson;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the SQL endpoints give. */
final class SqlAnswers {

    /** A row, by the names of its columns. */
    record Queried(
            List<Map<String, @Nullable Object>> rows,
            int rowCount,
            List<String> columns,
            Optional<Boolean> truncated,
            double elapsedMs) {

        static Queried of(SqlResult result, long began) {
            return new Queried(
                    byName(result),
                    result.rows().size(),
                    result.columns(),
                    result.truncated() ? Optional.of(true) : Optional.empty(),
                    millisSince(began));
        }
    }

    /** What one statement of several did. */
    record Done(
            long rowsAffected,
            Optional<List<Map<String, @Nullable Object>>> rows,
            Optional<List<String>> columns,
            Optional<Boolean> truncated,
            Optional<Long> lastInsertRowId) {

        static Done of(SqlResult result) {
            boolean gives = !result.columns().isEmpty();
            return new Done(
                    result.rowsAffected(),
                    gives ? Optional.of(byName(result)) : Optional.empty(),
                    gives ? Optional.of(result.columns()) : Optional.empty(),
                    result.truncated() ? Optional.of(true) : Optional.empty(),
                    result.lastInsertRowId());
        }
    }

    record Executed(
            boolean success,
            long rowsAffected,
            Optional<List<Map<String, @Nullable Object>>> rows,
            Optional<List<String>> columns,
            Optional<Boolean> truncated,
            Optional<Long> lastInsertRowId,
            Optional<List<Done>> results,
            double elapsedMs) {

        static Executed of(List<SqlResult> results, boolean several, long began) {
            List<Done> done = results.stream().map(Done::of).toList();
            if (several) {
                return new Executed(
                        true,
                        done.stream().mapToLong(Done::rowsAffected).sum(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(done),
                        millisSince(began));
            }
            Done one = done.getFirst();
            return new Executed(
                    true,
                    one.rowsAffected(),
                    one.rows(),
                    one.columns(),
                    one.truncated(),
                    one.lastInsertRowId(),
                    Optional.empty(),
                    millisSince(began));
        }
    }

    record Column(String name, String type, boolean required, boolean key) {}

    record TableOrView(String name, String type, String sql, List<Column> columns) {}

    record Index(String name, String table, Optional<String> sql) {}

    record Schema(List<TableOrView> tables, List<Index> indexes, long bytes) {

        /** Its owner's own objects: not what SQLite keeps beside them, nor what FTS5 does. */
        private static final String TABLES =
                """
                select s.name, s.type, s.sql, c.name, c.type, c."notnull", c.pk
                from sqlite_schema s
                    join pragma_table_list t on t.name = s.name and t.schema = 'main'
                    left join pragma_table_xinfo(s.name) c on c.hidden <> 1
                where t.type <> 'shadow' and s.name not like 'sqlite\\_%' escape '\\'
                order by s.name, c.cid\
                """;

        private static final String INDEXES =
                """
                select s.name, s.tbl_name, s.sql from sqlite_schema s
                    join pragma_table_list t on t.name = s.tbl_name and t.schema = 'main'
                where s.type = 'index' and t.type <> 'shadow' order by s.name\
                """;

        static Schema of(SqlImage image, SqlSession session) {
            List<SqlResult> found =
                    session.read(
                            List.of(
                                    SqlStatement.of(TABLES, List.of()),
                                    SqlStatement.of(INDEXES, List.of())));
            Map<String, TableOrView> tables = new LinkedHashMap<>();
            for (List<@Nullable Object> row : found.getFirst().rows()) {
                TableOrView table =
                        tables.computeIfAbsent(
                                text(row, 0),
                                name ->
                                        new TableOrView(
                                                name,
                                                text(row, 1),
                                                text(row, 2),
                                                new ArrayList<>()));
                if (row.get(3) != null) {
                    table.columns()
                            .add(
                                    new Column(
                                            text(row, 3),
                                            text(row, 4),
                                            !Long.valueOf(0).equals(row.get(5)),
                                            !Long.valueOf(0).equals(row.get(6))));
                }
            }
            List<Index> indexes =
                    found.getLast().rows().stream()
                            .map(row ->
                                    new Index(
                                            text(row, 0),
                                            text(row, 1),
                                            Optional.ofNullable((String) row.get(2))))
                            .toList();
            return new Schema(
                    List.copyOf(tables.values()),
                    indexes,
                    image.stamp().isEmpty() ? 0 : (long) image.pages() * SqlImage.PAGE_BYTES);
        }
    }

    private SqlAnswers() {}

    private static String text(List<@Nullable Object> row, int column) {
        return String.valueOf(row.get(column));
    }

    private static double millisSince(long began) {
        return Math.round((System.nanoTime() - began) / 1e4) / 100.0;
    }

    private static List<Map<String, @Nullable Object>> byName(SqlResult result) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>(result.rows().size());
        for (List<@Nullable Object> values : result.rows()) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            for (int i = 0; i < values.size(); i++) {
                row.put(result.columns().get(i), json(values.get(i)));
            }
            rows.add(row);
        }
        return rows;
    }

    /** JSON has no infinity; it is shown as SQLite's own functions do, by a number beyond all. */
    private static @Nullable Object json(@Nullable Object value) {
        return switch (value) {
            case byte[] blob -> Map.of("base64", blob);
            case Double real when real.isInfinite() ->
                    new RawJson((real > 0 ? "9e999" : "-9e999").getBytes(StandardCharsets.UTF_8));
            case null, default -> value;
        };
    }
}
