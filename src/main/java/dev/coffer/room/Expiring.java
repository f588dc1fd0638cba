package dev.coffer.room;

import dev.coffer.store.Row;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A table whose rows end by themselves, as the sweeper sees it: the statements for any such. */
final class Expiring {

    /** A row that was looked at. */
    record Seen(List<Object> key, String owner, boolean isOver, boolean isAhead) {}

    private record Counted(Optional<Long> bytes) {}

    private final Table table;
    private final Room.Removal removal;

    private Expiring(Room room, Room.Kept kept) {
        this.table = kept.table();
        this.removal =
                kept.removal()
                        .orElseGet(() -> {
                            Quota quota = Quota.of(room.name());
                            return (tx, keys) -> delete(tx, keys, quota);
                        });
    }

    static Stream<Expiring> of(Room room) {
        return room.kept().stream()
                .filter(kept -> kept.table().expires().isPresent())
                .map(kept -> new Expiring(room, kept));
    }

    /** The rows of all owners after a key, or from the first, in the order of their keys. */
    static String scan(Table table, boolean after) {
        String key = String.join(", ", table.key());
        return "select %s, owner, %s, %s from %s%s order by %s limit ?"
                .formatted(
                        key,
                        table.expires().orElse("null"),
                        table.since().map(Table.Since::sql).orElse("null"),
                        table.name(),
                        after ? " where (%s) > (%s)".formatted(key, marks(table)) : "",
                        key);
    }

    private static String marks(Table table) {
        return table.key().stream().map(_ -> "?").collect(Collectors.joining(", "));
    }

    List<Seen> scan(Tx tx, Optional<List<Object>> after, int rows) {
        List<Object> parameters = new ArrayList<>(after.orElse(List.of()));
        parameters.add(rows);
        int columns = table.key().size();
        return tx.all(
                scan(table, after.isPresent()),
                row -> {
                    Long endsAtMs = row.numberOrNull(columns + 2);
                    Long sinceMs = row.numberOrNull(columns + 3);
                    return new Seen(
                            key(row, columns),
                            row.text(columns + 1),
                            endsAtMs != null && endsAtMs <= tx.now(),
                            sinceMs != null && sinceMs > tx.now());
                },
                parameters.toArray());
    }

    private static List<Object> key(Row row, int columns) {
        return IntStream.rangeClosed(1, columns).mapToObj(row::value).toList();
    }

    /** Removes rows of the work's owner, if they are still over. */
    void remove(Tx tx, List<List<Object>> keys) {
        removal.remove(tx, keys);
    }

    /**
     * Has rows of the work's owner, if they are still ahead, last from now as long as they were to.
     */
    void setRight(Tx tx, List<List<Object>> keys) {
        Table.Since since = table.since().orElseThrow();
        String moved =
                since.instants().stream()
                        .map(at ->
                                "$at = case when $at > ? then $at - ($since) + ? else $at end"
                                        .replace("$at", at)
                                        .replace("$since", since.sql()))
                        .collect(Collectors.joining(", "));
        String sql =
                "update %s set %s where (%s) = (%s) and %s > ?"
                        .formatted(
                                table.name(),
                                moved,
                                String.join(", ", table.key()),
                                marks(table),
                                since.sql());
        for (List<Object> key : keys) {
            List<Object> parameters =
                    new ArrayList<>(Collections.nCopies(2 * since.instants().size(), tx.now()));
            parameters.addAll(key);
            parameters.add(tx.now());
            tx.update(sql, parameters.toArray());
        }
    }

    private void delete(Tx tx, List<List<Object>> keys, Quota quota) {
        String sql =
                "delete from %s where (%s) = (%s) and %s <= ? returning %s"
                        .formatted(
                                table.name(),
                                String.join(", ", table.key()),
                                marks(table),
                                table.expires().orElseThrow(),
                                table.bytes().orElse("null"));
        long rows = 0;
        long bytes = 0;
        for (List<Object> key : keys) {
            List<Object> parameters = new ArrayList<>(key);
            parameters.add(tx.now());
            Optional<Counted> gone =
                    tx.change(
                            sql,
                            row -> new Counted(Optional.ofNullable(row.numberOrNull(1))),
                            parameters.toArray());
            Optional<Long> counted = gone.flatMap(Counted::bytes);
            rows += counted.isPresent() ? 1 : 0;
            bytes += counted.orElse(0L);
        }
        quota.add(tx, -rows, -bytes);
    }
}
