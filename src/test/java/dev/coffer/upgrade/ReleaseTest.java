package dev.coffer.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.Config;
import dev.coffer.endpoint.Json;
import dev.coffer.harness.Service;
import dev.coffer.store.StoreException;
import dev.coffer.store.postgres.PostgresServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.zip.GZIPInputStream;

/** A store of the last release opens, with all that was in it; one of a later release does not. */
class ReleaseTest {

    private static final String RELEASE = "0.1.0";

    /** Of a version that is not there yet. */
    private static final String NEWER =
            """
            insert into flyway_schema_history
            select installed_rank + 100, '9999', 'newer', type, 'V9999__newer.sql', 1, installed_by,
                installed_on, 1, success
            from flyway_schema_history where version = '001'\
            """;

    @TempDir private Path data = Path.of("");

    private static byte[] file(String name) throws IOException {
        try (InputStream in = ReleaseTest.class.getResourceAsStream("/release/" + RELEASE + name)) {
            assertThat(in).as(name).isNotNull();
            return name.endsWith(".gz")
                    ? new GZIPInputStream(in).readAllBytes()
                    : in.readAllBytes();
        }
    }

    private static void check(Service service, String engine) throws IOException {
        String token = new String(file("-" + engine + ".token"), StandardCharsets.UTF_8);
        JsonNode before = Json.MAPPER.readTree(file("-" + engine + ".json"));
        JsonNode now =
                Json.MAPPER.readTree(
                        new String(
                                        Json.write(Release.answers(service, token)),
                                        StandardCharsets.UTF_8)
                                .replace(service.url(), ""));
        contains("", now, before);
    }

    /** Whatever it said before; there may be more to say, and chance and time say other things. */
    private static void contains(String at, JsonNode now, JsonNode before) {
        if (before.isObject()) {
            before.properties()
                    .forEach(field ->
                            contains(
                                    at + "/" + field.getKey(),
                                    now.path(field.getKey()),
                                    field.getValue()));
        } else if (!at.matches(".*/(elapsedMs|responseTimeMs|lease)")) {
            assertThat(now).as(at).isEqualTo(before);
        }
    }

    @Test
    void sqlite() throws Exception {
        Files.write(data.resolve("coffer.db"), file("-sqlite.db.gz"));
        try (Service service = Service.on(data)) {
            check(service, "sqlite");
        }
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + data.resolve("coffer.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(NEWER);
        }
        assertThatThrownBy(() -> Service.on(data).close())
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("is of a newer version of Coffer");
    }

    @Test
    void postgres() throws Exception {
        String database = PostgresServer.shared().newDatabase();
        PostgresServer.execute(
                database, new String(file("-postgres.sql.gz"), StandardCharsets.UTF_8));
        try (Service service = Service.over(database)) {
            check(service, "postgres");
        }
        PostgresServer.execute(database, NEWER);
        assertThatThrownBy(() -> Service.inRealTime(Config.Money.DEVNET, database).close())
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("is of a newer version of Coffer");
    }
}
