package dev.coffer.store.postgres;

import dev.coffer.store.Table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What docs/citus.sql does, and what it should do. */
public final class CitusFile {

    private CitusFile() {}

    /** Its statements, in its order. */
    static List<String> statements() throws IOException {
        String text =
                Files.readAllLines(Path.of("docs/citus.sql")).stream()
                        .filter(line -> !line.startsWith("--"))
                        .collect(Collectors.joining("\n"));
        return Arrays.stream(text.split(";")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    }

    /** Its statements that spread a table, in its order. */
    public static List<String> calls() throws IOException {
        return statements().stream()
                .filter(statement -> statement.contains("create_distributed_table"))
                .toList();
    }

    /** The calls for some tables: what belongs to an owner stands beside the owner's row. */
    public static List<String> calls(List<Table> tables) {
        return tables.stream().map(CitusFile::call).toList();
    }

    /** A lane's row is written in the transactions of owners' rows, and so stands beside them. */
    private static String call(Table table) {
        boolean beside = table.spreadBy().equals("owner") || table.name().equals("lane");
        String how =
                table.name().equals("owner")
                        ? ""
                        : ", colocate_with => '%s'".formatted(beside ? "owner" : "none");
        return """
        select create_distributed_table('%1$s', '%2$s'%3$s)
            where not exists (select from pg_dist_partition where logicalrelid = '%1$s'::regclass)\
        """
                .formatted(table.name(), table.spreadBy(), how);
    }
}
