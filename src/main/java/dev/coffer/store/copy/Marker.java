package dev.coffer.store.copy;

import dev.coffer.store.Migrations;
import dev.coffer.store.Session;
import dev.coffer.store.StoreException;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How far a copy is: a table at the target, made when the copy begins and dropped when it is
 * complete. As long as it is there the target is not served. Its rows change in the transactions of
 * what they count, so a copy that was stopped at any moment goes on where it was.
 *
 * <p>One row for each table, and one with no name that holds what the source is known by.
 */
public final class Marker {

    static final String TABLE = "unfinished_copy";

    private static final String CREATE =
            """
            create table unfinished_copy (
                name ${text} not null primary key,
                rows ${long} not null,
                last ${bytes} not null
            ) ${table}\
            """;

    private static final String INSERT =
            """
            insert into unfinished_copy (name, rows, last) values (?, 0, ?)
            on conflict (name) do nothing\
            """;

    /** How far one table is. */
    private record Position(long rows, byte[] last) {}

    private final Session session;
    private final Map<String, Position> positions;

    private Marker(Session session, Map<String, Position> positions) {
        this.session = session;
        this.positions = positions;
    }

    /** Refuses the target of a copy under way. */
    public static void refuse(Session session, Migrations.Dialect dialect) {
        if (isThere(session, dialect)) {
            throw new StoreException.Unavailable(
                    "this store is a copy that is not complete: run the same coffer copy again,"
                            + " or empty it and begin anew");
        }
    }

    static boolean isThere(Session session, Migrations.Dialect dialect) {
        String find =
                switch (dialect) {
                    case SQLITE -> "select name from sqlite_schema where name = ?";
                    case POSTGRESQL ->
                            """
                            select tablename from pg_tables
                            where schemaname = current_schema() and tablename = ?\
                            """;
                };
        return session.one(find, row -> row.text(1), TABLE).isPresent();
    }

    /**
     * Marks the target, or finds the mark of the same copy.
     *
     * @param source what the source is known by
     */
    static Marker open(End to, byte[] source, List<CopiedTable> tables) {
        Session session = to.session();
        if (!to.isUnfinished()) {
            tables.forEach(table -> requireEmpty(session, table));
            session.set(to.dialect().spelled(CREATE));
        }
        session.update(INSERT, "", source);
        tables.forEach(table -> session.update(INSERT, table.name(), new byte[0]));
        Map<String, Position> positions = new HashMap<>();
        session.all(
                        "select name, rows, last from unfinished_copy",
                        row -> Map.entry(row.text(1), new Position(row.number(2), row.bytes(3))))
                .forEach(entry -> positions.put(entry.getKey(), entry.getValue()));
        Marker marker = new Marker(session, positions);
        if (!Arrays.equals(marker.position("").last(), source)) {
            throw new StoreException.Unavailable(
                    "--to holds an unfinished copy of another store:"
                            + " name that one, or empty --to");
        }
        session.commit();
        return marker;
    }

    private static void requireEmpty(Session session, CopiedTable table) {
        boolean empty =
                session.one("select 1 from %s limit 1".formatted(table.quoted()), _ -> true)
                        .isEmpty();
        if (!empty) {
            throw new StoreException.Unavailable(
                    "--to is not empty (table %s), and no copy is under way there: name an empty directory or database"
                            .formatted(table.name()));
        }
    }

    private Position position(String name) {
        return Objects.requireNonNull(positions.get(name));
    }

    long rows(CopiedTable table) {
        return position(table.name()).rows();
    }

    /** The key of the last row that was copied. */
    Optional<Tuple> last(CopiedTable table) {
        byte[] last = position(table.name()).last();
        return last.length == 0 ? Optional.empty() : Optional.of(Tuple.decoded(last));
    }

    /** Counts rows that are copied in the same transaction; the first statement of it. */
    void advance(CopiedTable table, long rows, Tuple last) {
        Position before = position(table.name());
        Position after = new Position(before.rows() + rows, last.encoded());
        int changed =
                session.update(
                        "update unfinished_copy set rows = ?, last = ? where name = ? and rows = ?",
                        after.rows(),
                        after.last(),
                        table.name(),
                        before.rows());
        if (changed == 0) {
            throw new StoreException.Unavailable("another copy writes to --to");
        }
        positions.put(table.name(), after);
    }

    /** The copy is complete. */
    void remove() {
        session.set("drop table unfinished_copy");
        session.commit();
    }
}
