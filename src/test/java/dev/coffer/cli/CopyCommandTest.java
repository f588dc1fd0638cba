package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Service;
import dev.coffer.store.copy.Copy;
import dev.coffer.store.copy.End;
import dev.coffer.store.postgres.PostgresEnd;
import dev.coffer.store.postgres.PostgresServer;
import dev.coffer.store.sqlite.SqliteEnd;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** What is not copied, and why. */
class CopyCommandTest {

    @TempDir private Path dir = Path.of("");

    private static String postgres() {
        return PostgresServer.shared().newDatabase();
    }

    /** A store that was served once. */
    private String sqlite(String name) {
        Path data = dir.resolve(name);
        Service.inRealTime(Config.Money.DEVNET, data).close();
        return data.toString();
    }

    private static void refused(String from, String to, String why) {
        Cli copy = Cli.run("copy", "--from", from, "--to", to);
        assertThat(copy.exit()).isEqualTo(1);
        assertThat(copy.err()).startsWith("coffer: ").contains(why).hasLineCount(1);
        assertThat(copy.out()).doesNotContain("complete:");
    }

    private static void execute(String store, String sql) throws SQLException {
        String url =
                store.startsWith("jdbc:") ? store : "jdbc:sqlite:" + Path.of(store, "coffer.db");
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void aSourceThatIsNotThereIsRefusedAndNotMade() {
        Path none = dir.resolve("none");
        String to = dir.resolve("to").toString();
        refused(none.toString(), to, "no store in the directory");
        refused(postgres(), to, "--from is no store");
        refused("jdbc:mysql://host/db", to, "jdbc:postgresql:");
        refused("jdbc:postgresql://127.0.0.1:1/none?user=u", to, "--from can't be opened");
        assertThat(none).doesNotExist();
        assertThat(Path.of(to)).doesNotExist();
    }

    @Test
    void aTargetThatHoldsAnythingIsRefused() throws Exception {
        String from = sqlite("from");
        String postgres = postgres();
        Service.inRealTime(Config.Money.DEVNET, postgres).close();
        refused(from, sqlite("other"), "--to is not empty");
        refused(from, postgres, "--to is not empty");
        // What was refused is served as before.
        Service.inRealTime(Config.Money.DEVNET, postgres).close();
        Service.inRealTime(Config.Money.DEVNET, dir.resolve("other")).close();

        String foreign = postgres();
        execute(foreign, "create table theirs (id int)");
        refused(from, foreign, "--to can't be opened");
        refused(from, from, "another process");
    }

    @Test
    void aStoreThatIsServedIsRefused() {
        String stopped = sqlite("stopped");
        Path served = dir.resolve("served");
        String empty = dir.resolve("empty").toString();
        try (Service _ = Service.inRealTime(Config.Money.DEVNET, served)) {
            refused(served.toString(), empty, "another process");
            refused(stopped, served.toString(), "another process");
        }
        String url = postgres();
        try (Service _ = Service.inRealTime(Config.Money.DEVNET, url)) {
            refused(url, empty, "the database is in use (coffer from ");
            refused(stopped, url, "the database is in use (coffer from ");
        }
        Cli copy = Cli.run("copy", "--from", url, "--to", empty);
        assertThat(copy.exit()).as(copy.err()).isZero();
    }

    @Test
    void aSourceOnPostgresIsNotWrittenMeanwhile() throws Exception {
        String url = postgres();
        Service.inRealTime(Config.Money.DEVNET, url).close();
        try (End _ = PostgresEnd.open(url, End.Role.SOURCE)) {
            String writing = "set lock_timeout = '100ms'; update owner set sequence = sequence + 1";
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> execute(url, writing))
                    .hasMessageContaining("lock timeout");
        }
    }

    @Test
    void aStoreOfALaterVersionIsRefused() throws Exception {
        String from = sqlite("from");
        String later =
                """
                insert into flyway_schema_history
                    (installed_rank, version, description, type, script, installed_by,
                     execution_time, success)
                values (9999, '9999', 'later', 'SQL', 'V9999__later.sql', 'test', 1, %s)\
                """;
        String target = postgres();
        Cli copied = Cli.run("copy", "--from", from, "--to", target);
        assertThat(copied.exit()).as(copied.err()).isZero();
        execute(target, later.formatted("true"));
        execute(from, later.formatted("1"));
        refused(from, dir.resolve("to").toString(), "--from is of a newer version");
        refused(sqlite("other"), target, "--to is of a newer version");
    }

    /** Leaves a target whose copy was begun and not ended. */
    private static void begin(String from, String to) {
        try (End source = SqliteEnd.open(Path.of(from), End.Role.SOURCE);
                End target =
                        to.startsWith("jdbc:")
                                ? PostgresEnd.open(to, End.Role.TARGET)
                                : SqliteEnd.open(Path.of(to), End.Role.TARGET)) {
            Copy.open(source, target).transfer((_, _) -> {});
        }
    }

    @Test
    void anUnfinishedCopyIsNotServedNorCopiedNorGoneOnWithFromElsewhere() {
        String from = sqlite("from");
        for (String to : new String[] {dir.resolve("to").toString(), postgres()}) {
            begin(from, to);
            refused(sqlite("other"), to, "an unfinished copy of another store");
            refused(to, dir.resolve("next").toString(), "a copy that is not complete");
            String option = to.startsWith("jdbc:") ? "--store" : "--data";
            Cli serve = Cli.run("serve", option, to, "--port", "0", "--access-log", "off");
            assertThat(serve.exit()).isEqualTo(1);
            assertThat(serve.err()).contains("run the same coffer copy again").hasLineCount(1);

            Cli copy = Cli.run("copy", "--from", from, "--to", to);
            assertThat(copy.exit()).as(copy.err()).isZero();
        }
    }

    /** What was written behind the copy's back is not in it, and is noticed. */
    @Test
    void aSourceThatChangedSinceIsNotCopiedToTheEnd() throws Exception {
        String from = sqlite("from");
        String to = postgres();
        begin(from, to);
        execute(from, "insert into owner (owner, sequence, stx) values ('!', 1, 7)");
        execute(
                from,
                """
                insert into credit (owner, number, asset, amount, reference, at)
                values ('!', 1, 'STX', 7, 'test', 0)\
                """);
        Cli begun = Cli.run("copy", "--from", from, "--to", to);
        assertThat(begun.exit()).as(begun.out()).isEqualTo(1);
        assertThat(begun.err()).contains("the copy is not complete");
        assertThat(begun.out().lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(81))
                .anySatisfy(line -> assertThat(line).startsWith("owner ").endsWith("at --from"))
                .anySatisfy(line -> assertThat(line).startsWith("STX ").endsWith("at --from"));
        assertThat(Cli.run("serve", "--store", to, "--port", "0").exit()).isEqualTo(1);

        PostgresServer.execute(to, "drop schema public cascade; create schema public");
        Cli anew = Cli.run("copy", "--from", from, "--to", to);
        assertThat(anew.exit()).as(anew.err()).isZero();
        assertThat(Files.exists(dir.resolve("from"))).isTrue();
    }
}
