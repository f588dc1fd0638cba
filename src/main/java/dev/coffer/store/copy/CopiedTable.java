package dev.coffer.store.copy;

import dev.coffer.store.Row;
import dev.coffer.store.Session;
import dev.coffer.store.Store;
import dev.coffer.store.Table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A table as its database's catalog describes it, in words that hold for both engines. */
public record CopiedTable(String name, List<Column> columns) {

    /** What belongs to the database or to the nodes that run on it, and not to the state. */
    private static final Set<String> LEFT =
            Stream.concat(
                            Stream.of("flyway_schema_history", Marker.TABLE),
                            Store.TABLES.stream().filter(Table::local).map(Table::name))
                    .collect(Collectors.toUnmodifiableSet());

    /** What a value is. Both engines order all three alike: by bytes, or by number. */
    public enum Type {
        TEXT,
        LONG,
        BYTES;

        static Type named(String declared) {
            return switch (declared.toLowerCase(Locale.ROOT)) {
                case "text" -> TEXT;
                case "integer", "bigint" -> LONG;
                case "blob", "bytea" -> BYTES;
                default -> throw new IllegalStateException("a column of the type " + declared);
            };
        }
    }

    /**
     * @param place where it stands in the primary key, from 1; 0 if it is not of it
     */
    public record Column(String name, Type type, long place) {
        private static Column of(Row row) {
            return new Column(row.text(2), Type.named(row.text(3)), row.number(4));
        }

        public String quoted() {
            return '"' + name + '"';
        }
    }

    /**
     * What of a database is copied: all tables, those of later versions too, but for a few.
     *
     * @param catalog the query for all columns there are: table, column, type, and the place in the
     *     primary key, or 0
     */
    public static List<CopiedTable> of(Session session, String catalog) {
        Map<String, List<Column>> tables = new LinkedHashMap<>();
        session.all(
                catalog,
                row ->
                        !LEFT.contains(row.text(1))
                                && tables.computeIfAbsent(row.text(1), _ -> new ArrayList<>())
                                        .add(Column.of(row)));
        return tables.entrySet().stream()
                .map(e -> new CopiedTable(e.getKey(), e.getValue()))
                .toList();
    }

    public CopiedTable {
        columns = List.copyOf(columns);
        if (columns.stream().allMatch(column -> column.place() == 0)) {
            throw new IllegalStateException("the table " + name + " has no primary key");
        }
    }

    public String quoted() {
        return '"' + name + '"';
    }

    /** The columns of the primary key, in its order. */
    public List<Column> key() {
        return columns.stream()
                .filter(column -> column.place() > 0)
                .sorted(Comparator.comparingLong(Column::place))
                .toList();
    }

    /** All columns, or others, for a statement. */
    public static String listed(List<Column> columns) {
        return columns.stream().map(Column::quoted).collect(Collectors.joining(", "));
    }

    /** The query for all rows in the order of the key. */
    public String selection() {
        return "select %s from %s order by %s".formatted(listed(columns), quoted(), listed(key()));
    }

    /**
     * The query for the rows behind a key.
     *
     * @param values the key's values, for a statement, in its order
     */
    public String selectionAfter(List<String> values) {
        return "select %s from %s where (%s) > (%s) order by %s"
                .formatted(
                        listed(columns),
                        quoted(),
                        listed(key()),
                        String.join(", ", values),
                        listed(key()));
    }

    Tuple keyOf(Tuple row) {
        return new Tuple(key().stream().map(column -> row.value(columns.indexOf(column))).toList());
    }
}
