package dev.coffer.store;

import org.flywaydb.core.Flyway;

import java.util.Map;

/** Brings a database to the schema of this version. The same files serve both engines. */
public final class Migrations {

    /** What the two engines spell differently in a schema. */
    public enum Dialect {
        /** STRICT, so that a text in a number's column is an error here too. */
        SQLITE(
                Map.of(
                        "text",
                        "text",
                        "long",
                        "integer",
                        "bytes",
                        "blob",
                        "table",
                        "strict, without rowid")),

        /** Text is ordered by bytes, as in SQLite. */
        POSTGRESQL(
                Map.of(
                        "text",
                        "text collate \"C\"",
                        "long",
                        "bigint",
                        "bytes",
                        "bytea",
                        "table",
                        ""));

        private final Map<String, String> words;

        Dialect(Map<String, String> words) {
            this.words = words;
        }
    }

    private Migrations() {}

    public static void run(Dialect dialect, String jdbcUrl) {
        Flyway.configure()
                .dataSource(jdbcUrl, null, null)
                .locations("classpath:db/migration")
                .placeholders(dialect.words)
                .load()
                .migrate();
    }
}
