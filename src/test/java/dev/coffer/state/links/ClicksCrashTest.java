package dev.coffer.state.links;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Call;
import dev.coffer.harness.Child;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A server is killed while a link is followed: what was counted before the last second is there.
 */
@Timeout(60)
class ClicksCrashTest {

    private static final int BEFORE = 50;
    private static final int AT_LAST = 30;

    private static int counted(Path data) {
        String url = "jdbc:sqlite:" + data.resolve("coffer.db");
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select sum(clicks) from link")) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void atMostTheLastSecondIsLost(@TempDir Path directory) {
        Path data = directory.resolve("data");
        String link = "{\"url\":\"https://example.com/\",\"slug\":\"killed\"}";
        try (Child child = Child.start(data, Config.Money.OFF, directory.resolve("child.log"))) {
            child.post("/api/links/create", link, "X-Payer", "alice").expect(200);
            for (int i = 0; i < BEFORE; i++) {
                child.get("/l/killed").expect(302);
            }
            Call.until("they are written", () -> counted(data) == BEFORE);
            for (int i = 0; i < AT_LAST; i++) {
                child.get("/l/killed").expect(302);
            }
            child.kill();
        }
        assertThat(counted(data)).isBetween(BEFORE, BEFORE + AT_LAST);
    }
}
