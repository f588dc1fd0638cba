package dev.coffer.store.postgres;

import static dev.coffer.store.postgres.PostgresServer.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.coffer.store.StoreException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
        assertThat(failure.getMessage().lines()).hasSize(1);
        return failure.getMessage();
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
}
