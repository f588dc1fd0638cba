package dev.coffer.store;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;

/** Brings a database to the schema of this version. The same files serve both engines. */
public final class Migrations {

    /** What the two engines spell differently in a schema. */
    public enum Dialect {
        /** STRICT, so that a text in a number's column is an error here too. */
        SQLITE(
                Map.of(
                        "text", "text",
                        "long", "integer",
                        "bytes", "blob",
                        "table", "strict, without rowid")),

        /** Text is ordered by bytes, as in SQLite. */
        POSTGRESQL(
                Map.of(
                        "text", "text collate \"C\"",
                        "long", "bigint",
                        "bytes", "bytea",
                        "table", ""));

        private final Map<String, String> words;

        Dialect(Map<String, String> words) {
            this.words = words;
        }

        /** A statement whose types stand as in the migrations: {@code ${text}}. */
        public String spelled(String sql) {
            String spelled = sql;
            for (Map.Entry<String, String> word : words.entrySet()) {
                spelled = spelled.replace("${" + word.getKey() + "}", word.getValue());
            }
            return spelled;
        }
    }

    /** How a database stands to the schema of this version. */
    public enum State {
        /** It has none of it. */
        NONE,
        /** It has this version's, or will have it after a {@link #run}. */
        KNOWN,
        /** A later version was there. */
        NEWER
    }

    private Migrations() {}

    /**
     * @throws StoreException.Unavailable if a newer version was there, whose tables this one does
     *     not know, or another program
     */
    public static void run(Dialect dialect, String jdbcUrl) {
        try {
            of(dialect, jdbcUrl).migrate();
        } catch (FlywayException e) {
            if (e.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
                throw new StoreException.Unavailable(
                        "the database has another program's tables: name an empty database, or another directory",
                        e);
            }
            if (state(dialect, jdbcUrl) == State.NEWER) {
                throw new StoreException.Unavailable(
                        "the store is of a newer version of Coffer, and there is no way back: use that one, or a backup from before it",
                        e);
            }
            throw e;
        }
    }

    public static State state(Dialect dialect, String jdbcUrl) {
        MigrationInfo[] applied = of(dialect, jdbcUrl).info().applied();
        if (applied.length == 0) {
            return State.NONE;
        }
        return Arrays.stream(applied).allMatch(migration -> migration.getState().isResolved())
                ? State.KNOWN
                : State.NEWER;
    }

    private static Flyway of(Dialect dialect, String jdbcUrl) {
        FluentConfiguration flyway =
                Flyway.configure()
                        .dataSource(jdbcUrl, null, null)
                        .locations("classpath:db/migration")
                        .ignoreMigrationPatterns(new String[0]) // Not even a newer version's.
                        .placeholders(dialect.words);
        return (dialect == Dialect.POSTGRESQL ? flyway.callbacks(new Unhurried()) : flyway).load();
    }

    /** A statement here takes its time, and nodes that start meanwhile wait for it. */
    private static final class Unhurried extends BaseCallback {

        private static final String LIMITS_OFF =
                """
                set statement_timeout = 0; set lock_timeout = 0;
                set idle_in_transaction_session_timeout = 0; set idle_session_timeout = 0\
                """;

        @Override
        public boolean supports(Event event, @Nullable Context context) {
            return event == Event.AFTER_CONNECT;
        }

        @Override
        public void handle(Event event, Context context) {
            try (Statement statement = context.getConnection().createStatement()) {
                statement.execute(LIMITS_OFF);
            } catch (SQLException e) {
                throw StoreException.Unavailable.because("the database can't be opened", e);
            }
        }
    }
}
