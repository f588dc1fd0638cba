package dev.coffer.store.postgres;

import dev.coffer.store.Table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What docs/citus.sql does, and what it should do. */
public final class CitusFile {

    private CitusFile() {}

    /** Its calls that spread a table, in its order. */
    public static List<String> calls() throws IOException {
        return Files.readAllLines(Path.of("docs/citus.sql")).stream()
                .filter(line -> line.contains("create_distributed_table"))
                .toList();
    }

    /** The calls for some tables: what belongs to an owner stands beside the owner's row. */
    public static List<String> calls(List<Table> tables) {
        return tables.stream().map(CitusFile::call).toList();
    }

    private static String call(Table table) {
        String beside = table.spreadBy().equals("owner") ? "owner" : "none";
        String how = table.name().equals("owner") ? "" : ", colocate_with => '" + beside + "'";
        return "select create_distributed_table('%s', '%s'%s);"
                .formatted(table.name(), table.spreadBy(), how);
    }
}
