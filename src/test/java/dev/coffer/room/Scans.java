package dev.coffer.room;

import dev.coffer.store.Table;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sweeper's own statements, for tests that look at all statements. */
public final class Scans {

    private Scans() {}

    /** What pages through the tables whose rows end, as the sweeper asks it. */
    public static Set<String> of(List<Table> tables) {
        return tables.stream()
                .filter(table -> table.expires().isPresent())
                .flatMap(
                        table -> Stream.of(Expiring.scan(table, false), Expiring.scan(table, true)))
                .collect(Collectors.toSet());
    }
}
