package dev.coffer.scenario;

import dev.coffer.harness.Service;
import dev.coffer.room.Room;
import dev.coffer.store.Table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the tables say of how long their rows last: by the table's name and the row's key. */
final class Lives {

    /** A call that waits takes its row away itself. */
    private static final String WHILE_A_CALL_WAITS = "lock_waiter";

    private Lives() {}

    /** The tables whose rows end at an instant. */
    static Set<String> tables(Service service) {
        return ending(service)
                .map(Table::name)
                .filter(name -> !name.equals(WHILE_A_CALL_WAITS))
                .collect(Collectors.toSet());
    }

    private static Stream<Table> ending(Service service) {
        return service.rooms().stream()
                .flatMap(room -> room.kept().stream())
                .map(Room.Kept::table)
                .filter(table -> table.expires().isPresent() && table.since().isPresent());
    }

    /** How long each row was to last when it was written, in milliseconds. */
    static Map<List<String>, Long> lastsMs(Service service) {
        return difference(service, table -> table.since().orElseThrow().sql());
    }

    /** How long each row lasts from an instant on. */
    static Map<List<String>, Long> endsInMs(Service service, long nowMs) {
        return difference(service, _ -> Long.toString(nowMs));
    }

    private static Map<List<String>, Long> difference(
            Service service, Function<Table, String> from) {
        Map<List<String>, Long> lives = new HashMap<>();
        ending(service)
                .forEach(table -> {
                    String sql =
                            "select (%s) - (%s), %s from %s where (%s) is not null and (%s) is not null"
                                    .formatted(
                                            table.expires().orElseThrow(),
                                            from.apply(table),
                                            String.join(", ", table.key()),
                                            table.name(),
                                            table.expires().orElseThrow(),
                                            table.since().orElseThrow().sql());
                    for (List<String> row : service.query(sql)) {
                        List<String> key = new ArrayList<>(row);
                        key.set(0, table.name());
                        lives.put(key, Long.parseLong(row.getFirst()));
                    }
                });
        return lives;
    }
}
