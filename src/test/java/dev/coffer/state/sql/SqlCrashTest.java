package dev.coffer.state.sql;

import static dev.coffer.state.sql.SqlScenarios.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Child;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** A server is killed while it runs statements: what was answered is there, and nothing half. */
@Timeout(120)
class SqlCrashTest {

    private static Answered post(Child child, String statement) {
        return child.post("/api/sql/execute", sql(statement), "X-Payer", "alice");
    }

    @Test
    void theLastAnsweredStatementIsThere(@TempDir Path directory) throws Exception {
        Path data = directory.resolve("data");
        Path log = directory.resolve("child.log");
        AtomicLong answered = new AtomicLong();
        try (Child child = Child.start(data, Config.Money.OFF, log)) {
            post(child, "create table t (i integer primary key, x)").expect(200);
            post(child, "create table twin (i integer primary key)").expect(200);
            post(
                            child,
                            "create trigger tr after insert on t begin insert into twin values (new.i); end")
                    .expect(200);
            Call<Boolean> writing =
                    Call.run(() -> {
                        try {
                            while (true) {
                                Answered done =
                                        post(child, "insert into t (x) values (randomblob(5000))");
                                answered.set(done.expect(200).at("lastInsertRowId").asLong());
                            }
                        } catch (UncheckedIOException e) {
                            // It was killed.
                        }
                    });
            Call.until("some are written", () -> answered.get() > 30);
            child.kill();
            writing.get();
        }
        try (Child child = Child.start(data, Config.Money.OFF, log)) {
            Answered found =
                    post(
                                    child,
                                    "select max(i) as n, count(*) as c, (select count(*) from twin) as t from t")
                            .expect(200);
            long rows = found.at("rows").path(0).path("n").asLong();
            // One more may have been in the middle of its answer.
            assertThat(rows).isBetween(answered.get(), answered.get() + 1);
            assertThat(found.at("rows").path(0).path("c").asLong()).isEqualTo(rows);
            assertThat(found.at("rows").path(0).path("t").asLong()).isEqualTo(rows);
            try (Stream<Path> files = Files.list(data)) {
                assertThat(files.filter(f -> f.getFileName().toString().startsWith("coffer-sql-")))
                        .as("the killed server's cache is gone")
                        .hasSize(1);
            }
        }
    }
}
