package dev.coffer.store.postgres;

import static dev.coffer.store.StoreUnderTest.ALICE;
import static dev.coffer.store.StoreUnderTest.addRows;
import static dev.coffer.store.StoreUnderTest.rows;
import static dev.coffer.store.postgres.PostgresServer.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.coffer.store.Session;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;
import dev.coffer.store.Work;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;

/** A PostgreSQL as operators have it, and what they read where it does not do. */
@Timeout(120)
class OperatorsTest {

    private static final PostgresServer SERVER = PostgresServer.shared();

    private static PostgresStore.Use use() {
        return PostgresStore.Use.of(10, 10);
    }

    /** What is said of a database that can't be opened: one line. */
    private static String said(String url) {
        Throwable failure = catchThrowable(() -> PostgresStore.open(url, use()).close());
        assertThat(failure).isInstanceOf(StoreException.Unavailable.class);
        String said = String.valueOf(failure.getMessage());
        assertThat(said.lines()).hasSize(1);
        return said;
    }

    private static String name(String url) {
        return url.replaceAll(".*/(\\w+)\\?.*", "$1");
    }

    @Test
    void databaseThatIsNotThere() {
        assertThat(said(SERVER.url("nowhere")))
                .contains("database \"nowhere\" does not exist", "create it first");
    }

    @Test
    void roleWithoutRights() {
        String url = SERVER.newDatabase();
        execute(url, "create role guest login");
        assertThat(said(url.replace("user=coffer", "user=guest")))
                .contains("permission denied", "owner of the database");
    }

    @Test
    void serverThatIsNotThere() {
        assertThat(said("jdbc:postgresql://127.0.0.1:1/coffer?user=coffer"))
                .contains("127.0.0.1:1 refused");
    }

    @Test
    void anotherProgramsDatabase() {
        String url = SERVER.newDatabase();
        execute(url, "create table bookmarks (url text)");
        assertThat(said(url)).contains("another program's tables", "an empty database");
    }

    @Test
    void databaseOfAnotherEncoding() {
        execute(
                SERVER.url("postgres"),
                "create database latin encoding 'LATIN1' locale 'C' template template0");
        assertThat(said(SERVER.url("latin"))).contains("LATIN1", "encoding 'UTF8'");
    }

    @Test
    void replica() {
        String url = SERVER.newDatabase();
        execute(
                url,
                "alter database %s set default_transaction_read_only = on".formatted(name(url)));
        assertThat(said(url)).contains("name the primary");
        assertThat(said(url + "&targetServerType=any")).contains("takes no writes");
    }

    @Test
    void limitsOfConnections() {
        String url = SERVER.newDatabase();
        execute(url, "create role narrow login connection limit 13");
        execute(url, "grant all on schema public to narrow");
        String narrow = url.replace("user=coffer", "user=narrow");
        assertThat(said(narrow)).contains("has 14 connections", "allows 13");
        execute(url, "alter role narrow connection limit 20");
        execute(url, "alter database %s connection limit 5".formatted(name(url)));
        assertThat(said(narrow)).contains("allows 5");
        execute(url, "alter database %s connection limit 14".formatted(name(url)));
        PostgresStore.open(narrow, use()).close();
    }

    /** One connection behind two, as such a pooler has it. */
    @Test
    void poolerOfTransactions() throws Exception {
        try (Connection connection = DriverManager.getConnection(SERVER.newDatabase())) {
            connection.setAutoCommit(false);
            Session one = new Session(connection);
            Session other = new Session(connection);
            assertThatThrownBy(() -> Requirements.refuseTransactionPooler(one, other))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("pool by session");
        }
    }

    @Test
    void timeoutsAreTheSessionsOwn() {
        String url = SERVER.newDatabase();
        for (String timeout :
                List.of(
                        "statement_timeout",
                        "lock_timeout",
                        "idle_in_transaction_session_timeout",
                        "idle_session_timeout")) {
            execute(url, "alter database %s set %s = '200ms'".formatted(name(url), timeout));
        }
        try (Store store = PostgresStore.open(url, use())) {
            for (int i = 0; i < 3; i++) {
                store.write(
                        ALICE,
                        tx -> {
                            tx.one("select pg_sleep(0.3)::text", row -> row.text(1));
                            return addRows(tx, 1);
                        });
                assertThat(
                                store.<Long>readGlobal(tx -> {
                                    tx.one("select pg_sleep(0.3)::text", row -> row.text(1));
                                    return rows(tx, ALICE);
                                }))
                        .isEqualTo(i + 1);
            }
        }
    }

    @Test
    void statementThatIsCanceledIsAnOutage() {
        String url = SERVER.newDatabase();
        try (Store store =
                PostgresStore.open(
                        url, new PostgresStore.Use(2, 2, 10, 10, Duration.ofMillis(1)))) {
            for (boolean write : new boolean[] {true, false}) {
                Work<Boolean> canceled =
                        tx ->
                                tx.one(
                                                "select pg_cancel_backend(pg_backend_pid())::text",
                                                row -> row.text(1))
                                        .isPresent();
                assertThatThrownBy(
                                () -> {
                                    if (write) {
                                        store.write(ALICE, canceled);
                                    } else {
                                        store.readGlobal(canceled);
                                    }
                                })
                        .isInstanceOf(StoreException.Unavailable.class);
            }
        }
    }

    /** The service's own lane is one of four: what another can't do counts as well. */
    @Test
    void probeAsksEveryLane() {
        String url = SERVER.newDatabase();
        try (Store store =
                PostgresStore.open(
                        url, new PostgresStore.Use(4, 2, 10, 10, Duration.ofMillis(300)))) {
            execute(
                    url,
                    """
                    create function refuse() returns trigger language plpgsql as
                        $$ begin raise 'lost' using errcode = '58030'; end $$\
                    """);
            for (int lane = 0; lane < 4; lane++) {
                store.probe();
                execute(
                        url,
                        """
                        create trigger refuse before insert or update on lane for each row
                            when (new.name like '%% %d') execute function refuse()\
                        """
                                .formatted(lane));
                assertThatThrownBy(store::probe).isInstanceOf(StoreException.Unavailable.class);
                execute(url, "drop trigger refuse on lane");
            }
            store.probe();
        }
    }
}
