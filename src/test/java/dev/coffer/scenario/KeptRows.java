package dev.coffer.scenario;

import dev.coffer.harness.Service;
import dev.coffer.room.Room;
import dev.coffer.store.Table;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an owner keeps of one room: the rows of its tables that count, over or not, and bytes. */
record KeptRows(String room, String owner, long rows, long bytes) {

    private static final Comparator<KeptRows> ORDER =
            Comparator.comparing(KeptRows::room).thenComparing(KeptRows::owner);

    /** By the tables. */
    static List<KeptRows> of(Service service) {
        return service.rooms().stream()
                .flatMap(room -> {
                    Map<String, KeptRows> ofOwners =
                            counted(room)
                                    .flatMap(table -> of(service, room, table))
                                    .collect(
                                            Collectors.toMap(
                                                    KeptRows::owner, kept -> kept, KeptRows::plus));
                    return ofOwners.values().stream();
                })
                .sorted(ORDER)
                .toList();
    }

    private static Stream<KeptRows> of(Service service, Room room, Table table) {
        String sql =
                "select owner, count(%1$s), sum(%1$s) from %2$s where %1$s is not null group by owner"
                        .formatted(table.bytes().orElseThrow(), table.name());
        return service.query(sql).stream()
                .map(row -> new KeptRows(room.name(), row.get(0), number(row, 1), number(row, 2)));
    }

    private KeptRows plus(KeptRows more) {
        return new KeptRows(room, owner, rows + more.rows(), bytes + more.bytes());
    }

    /** By what the service counts on the way. */
    static List<KeptRows> told(Service service) {
        return service.query("select capability, owner, rows, bytes from usage").stream()
                .map(row -> new KeptRows(row.get(0), row.get(1), number(row, 2), number(row, 3)))
                .filter(kept -> kept.rows() != 0 || kept.bytes() != 0)
                .sorted(ORDER)
                .toList();
    }

    /** The rooms that have tables which count. */
    static String[] countedRooms(Service service) {
        return service.rooms().stream()
                .filter(room -> counted(room).findAny().isPresent())
                .map(Room::name)
                .toArray(String[]::new);
    }

    private static Stream<Table> counted(Room room) {
        return room.kept().stream()
                .map(Room.Kept::table)
                .filter(table -> table.bytes().isPresent());
    }

    private static long number(List<String> row, int column) {
        return Long.parseLong(row.get(column));
    }
}
