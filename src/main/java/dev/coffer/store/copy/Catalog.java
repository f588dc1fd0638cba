package dev.coffer.store.copy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What of a schema is copied: all tables, those of later versions too, but for a few. */
public final class Catalog {

    /** What belongs to the database or to the nodes that run on it, and not to the state. */
    private static final Set<String> LEFT =
            Set.of("flyway_schema_history", "lane", "lease", "probe", Marker.TABLE);

    /** A column as an engine's catalog tells of it; place is that in the primary key, or 0. */
    public record Entry(String table, String column, String type, long place) {}

    private Catalog() {}

    public static List<Table> tables(List<Entry> entries) {
        Map<String, List<Table.Column>> tables = new LinkedHashMap<>();
        for (Entry entry : entries) {
            if (!LEFT.contains(entry.table())) {
                tables.computeIfAbsent(entry.table(), _ -> new ArrayList<>())
                        .add(
                                new Table.Column(
                                        entry.column(),
                                        Table.Type.named(entry.type().toLowerCase(Locale.ROOT)),
                                        Math.toIntExact(entry.place())));
            }
        }
        return tables.entrySet().stream().map(e -> new Table(e.getKey(), e.getValue())).toList();
    }
}
