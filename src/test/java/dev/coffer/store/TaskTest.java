package dev.coffer.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.List;

class TaskTest {

    /** A batch that is run again runs also what its caller has been told of already. */
    @Test
    void whatTheCallerWasToldStays() throws SQLException {
        ArrayDeque<String> results = new ArrayDeque<>(List.of("first", "second"));
        Task<String> task = new Task<>(new Owner("a"), List.of(), _ -> results.remove(), true);
        try (Session session = new Session(DriverManager.getConnection("jdbc:sqlite::memory:"))) {
            Tx tx = Tx.reading(session, 0);
            task.run(tx);
            task.tell();
            task.run(tx);
            task.fail(new Failing());
        }
        assertThat(task.await()).isEqualTo("first");
    }
}
