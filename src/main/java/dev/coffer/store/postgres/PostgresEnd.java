package dev.coffer.store.postgres;

import dev.coffer.store.Migrations;
import dev.coffer.store.Session;
import dev.coffer.store.StoreException;
import dev.coffer.store.copy.CopiedTable;
import dev.coffer.store.copy.End;
import dev.coffer.store.copy.Rows;
import dev.coffer.store.copy.Tuple;

import org.postgresql.PGConnection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A store on PostgreSQL as one end of a copy. Nodes are known by the name of their connections. The
 * tables of a source are locked against writes as long as it is open; the mark on a target keeps
 * nodes from starting.
 */
public final class PostgresEnd implements End {

    /** What was told to stop may still be there for a moment. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final long LOOK_MS = 50;

    private final Connection connection;
    private final PGConnection postgres;
    private final Session session;

    private PostgresEnd(Connection connection) throws SQLException {
        this.connection = connection;
        this.postgres = connection.unwrap(PGConnection.class);
        this.session = new Session(connection);
    }

    /**
     * Opens the store of a database.
     *
     * @throws StoreException.Unavailable if it can't be reached, is served, or is to be copied and
     *     not there
     */
    public static PostgresEnd open(String url, Role role) {
        String complete = PostgresUrl.of(url).unhurried();
        role.prepare(Migrations.Dialect.POSTGRESQL, complete);
        try {
            PostgresEnd end = new PostgresEnd(DriverManager.getConnection(complete));
            try {
                end.begin(role);
                return end;
            } catch (SQLException | RuntimeException e) {
                end.close();
                throw e;
            }
        } catch (Session.Failed e) {
            throw StoreException.Unavailable.because("the database can't be opened", e.sql());
        } catch (SQLException e) {
            throw StoreException.Unavailable.because("the database can't be opened", e);
        }
    }

    private void begin(Role role) throws SQLException {
        session.set("set application_name = 'coffer copy'");
        session.set("set lock_timeout = '4s'");
        session.set("set idle_in_transaction_session_timeout = 0");
        session.set("set statement_timeout = 0");
        session.set(PostgresEngine.SYNCED);
        connection.setAutoCommit(false);
        requireAlone();
        List<CopiedTable> tables = tables();
        session.commit();
        if (role == Role.SOURCE) {
            session.set("set transaction isolation level repeatable read");
            List<String> names = tables.stream().map(CopiedTable::quoted).toList();
            session.set("lock table %s in share mode".formatted(String.join(", ", names)));
        }
    }

    @Override
    public Migrations.Dialect dialect() {
        return Migrations.Dialect.POSTGRESQL;
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public List<CopiedTable> tables() {
        return CopiedTable.of(
                session,
                """
                select t.relname, c.attname, format_type(c.atttypid, null),
                    coalesce(array_position(k.indkey::int2[], c.attnum) + 1, 0)
                from pg_class t
                join pg_namespace n on n.oid = t.relnamespace
                join pg_attribute c
                    on c.attrelid = t.oid and c.attnum > 0 and not c.attisdropped
                left join pg_index k on k.indrelid = t.oid and k.indisprimary
                where n.nspname = current_schema() and t.relkind in ('r', 'p')
                order by t.relname collate "C", c.attnum\
                """);
    }

    @Override
    public void requireAlone() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<String> others = others();
        while (!others.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MS));
            others = others();
        }
        if (!others.isEmpty()) {
            throw new StoreException.Unavailable(
                    "the database is in use (%s): stop all nodes and other copies first"
                            .formatted(String.join(", ", others)));
        }
    }

    private List<String> others() {
        // Or the same transaction would see the same forever.
        session.one("select pg_stat_clear_snapshot()::text", _ -> true);
        return session.all(
                """
                select application_name || ' from ' || coalesce(host(client_addr), 'here')
                    || ', ' || count(*) || ' connections'
                from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid()
                    and leader_pid is null and starts_with(application_name, 'coffer')
                group by application_name, client_addr\
                """,
                row -> row.text(1));
    }

    /** As a stream of the server's: a query would gather rows, of whatever size, in memory. */
    @Override
    public Rows rows(CopiedTable table, Optional<Tuple> after) throws SQLException, IOException {
        List<String> key = new ArrayList<>();
        for (int i = 0; after.isPresent() && i < table.key().size(); i++) {
            byte[] value = Objects.requireNonNull(after.get().value(i));
            key.add(literal(table.key().get(i).type(), value));
        }
        String query = key.isEmpty() ? table.selection() : table.selectionAfter(key);
        return BinaryCopy.out(postgres, query, table.columns().size());
    }

    /** COPY takes no parameters. */
    private String literal(CopiedTable.Type type, byte[] value) throws SQLException {
        return switch (type) {
            case TEXT ->
                    "'" + postgres.escapeLiteral(new String(value, StandardCharsets.UTF_8)) + "'";
            case LONG -> Long.toString(Tuple.number(value));
            case BYTES -> "'\\x" + HexFormat.of().formatHex(value) + "'::bytea";
        };
    }

    @Override
    public void append(CopiedTable table, List<Tuple> rows) throws SQLException, IOException {
        BinaryCopy.in(postgres, table.quoted(), CopiedTable.listed(table.columns()), rows);
    }

    @Override
    public void close() {
        session.close();
    }
}
