package dev.coffer.store.copy;

import dev.coffer.store.Migrations;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Rows of any value that the columns of a schema can have, put in and looked at by plain JDBC. The
 * tables and their columns are read from a database on SQLite, whatever they are.
 */
final class RandomRows {

    /**
     * A table of a later version, with a key and a column of each type, and a name that is a word.
     */
    private static final String LATER =
            """
            create table later (
                owner   ${text} not null,
                code    ${bytes} not null,
                "order" ${long} not null,
                said    ${text},
                counted ${long},
                held    ${bytes},
                primary key (owner, "order", code)
            ) ${table}\
            """;

    private static final Set<String> LEFT =
            Set.of("flyway_schema_history", "lane", "lease", "probe", "unfinished_copy");

    /** Their numbers are summed, which must not overflow. */
    private static final Set<String> SUMMED = Set.of("owner", "credit", "charge");

    private static final List<Long> NUMBERS =
            List.of(0L, 1L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 53, (1L << 53) + 1, 255L);

    private static final List<String> TEXTS =
            List.of(
                    "", " ", "'", "''", "\\", "\\x00", "\"", "\t\r\n", "a", "A", "\u0001",
                    "\u007f");

    private record Column(String name, String type, boolean nullable, boolean indexed) {}

    private final Random random;
    private final Map<String, List<Column>> tables = new TreeMap<>();

    RandomRows(Random random) {
        this.random = random;
    }

    static String sqlite(Path directory) {
        return "jdbc:sqlite:" + directory.resolve("coffer.db");
    }

    /** Makes the tables of this version, and the one of a later. */
    static void makeTables(Migrations.Dialect dialect, String url) throws SQLException {
        Migrations.run(dialect, url);
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(dialect.spelled(LATER));
        }
    }

    void fill(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            readSchema(connection);
            for (String table : tables.keySet()) {
                boolean many = table.equals("later") || table.equals("kv");
                fill(connection, table, many ? 12_000 : random.nextInt(200));
            }
            connection.commit();
        }
    }

    private void readSchema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet columns =
                        statement.executeQuery(
                                """
                                select t.name, c.name, lower(c.type), c."notnull",
                                    c.pk > 0 or exists (
                                        select 1 from pragma_index_list(t.name) l
                                        join pragma_index_info(l.name) i where i.name = c.name)
                                from sqlite_schema t join pragma_table_info(t.name) c
                                where t.type = 'table'\
                                """)) {
            while (columns.next()) {
                if (!LEFT.contains(columns.getString(1))) {
                    tables.computeIfAbsent(columns.getString(1), _ -> new ArrayList<>())
                            .add(
                                    new Column(
                                            columns.getString(2),
                                            columns.getString(3),
                                            columns.getInt(4) == 0,
                                            columns.getInt(5) > 0));
                }
            }
        }
    }

    private void fill(Connection connection, String table, int rows) throws SQLException {
        List<Column> columns = columns(table);
        String insert =
                "insert into %s values (%s) on conflict do nothing"
                        .formatted(table, "?, ".repeat(columns.size() - 1) + "?");
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < columns.size(); i++) {
                    statement.setObject(i + 1, value(table, columns.get(i)));
                }
                statement.executeUpdate();
            }
        }
    }

    private List<Column> columns(String table) {
        return tables.getOrDefault(table, List.of());
    }

    private @Nullable Object value(String table, Column column) {
        if (column.nullable() && random.nextInt(4) == 0) {
            return null;
        }
        // An index of PostgreSQL takes keys of some 2,700 bytes.
        int most = !column.indexed() && random.nextInt(200) == 0 ? 20_000 : 40;
        return switch (column.type()) {
            case "integer" -> SUMMED.contains(table) ? random.nextInt(1_000_000) : number();
            case "text" -> text(random.nextInt(most));
            case "blob" -> bytes(random.nextInt(most));
            default -> throw new IllegalStateException(column.type());
        };
    }

    private Long number() {
        return random.nextBoolean()
                ? NUMBERS.get(random.nextInt(NUMBERS.size()))
                : Long.valueOf(random.nextLong());
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Any characters but NUL, which no text of the service has, and halves of pairs. */
    private String text(int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            int c =
                    switch (random.nextInt(4)) {
                        case 0 -> ' ' + random.nextInt(95);
                        case 1 -> 1 + random.nextInt(0x7ff);
                        case 2 -> 0xe000 + random.nextInt(0x2000);
                        default -> 0x10000 + random.nextInt(0x100000);
                    };
            text.appendCodePoint(c);
        }
        return random.nextInt(8) == 0 ? TEXTS.get(random.nextInt(TEXTS.size())) : text.toString();
    }

    /** All rows of all tables, each as one text. */
    Map<String, List<String>> dump(String url) throws SQLException {
        Map<String, List<String>> dump = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String table : tables.keySet()) {
                List<String> rows = new ArrayList<>();
                try (ResultSet results = statement.executeQuery("select * from " + table)) {
                    while (results.next()) {
                        rows.add(row(results, columns(table)));
                    }
                }
                rows.sort(Comparator.naturalOrder());
                dump.put(table, rows);
            }
        }
        return dump;
    }

    private static String row(ResultSet results, List<Column> columns) throws SQLException {
        StringBuilder row = new StringBuilder();
        for (Column column : columns) {
            String value =
                    switch (column.type()) {
                        case "integer" -> Long.toString(results.getLong(column.name()));
                        case "text" -> "'" + results.getString(column.name()) + "'";
                        default -> hex(results.getBytes(column.name()));
                    };
            // Empty bytes come as null from one of the drivers.
            boolean isNull = results.wasNull();
            row.append(column.name()).append('=').append(isNull ? "null" : value).append(' ');
        }
        return row.toString();
    }

    private static String hex(byte @Nullable [] bytes) {
        return bytes == null ? "" : HexFormat.of().formatHex(bytes);
    }
}
