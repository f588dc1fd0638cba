package dev.coffer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Child;
import dev.coffer.harness.Npm;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What docs/litestream.md says, with the genuine Litestream: what was written is in the copy. */
@Timeout(120)
class LitestreamTest {

    private static final Path FOLDER = Path.of("src/test/js/litestream");
    private static final Path BINARY =
            FOLDER.resolve("node_modules/@flydotio/litestream-linux-x64/litestream");

    /** Values of 10 KB: several times what Litestream checkpoints after, 1,000 pages. */
    private static final int VALUES = 1_200;

    private static final String[] OWNER = {"X-Payer", "litestream"};

    @TempDir private Path directory = Path.of("");

    @Test
    void aRestoredStoreHasAllThatWasWritten() throws Exception {
        Npm.install(FOLDER);
        Assumptions.assumeTrue(Files.isExecutable(BINARY), "no Litestream for this machine");
        Path store = directory.resolve("data/coffer.db");
        String replica = "file://" + directory.resolve("replica");
        try (Child child = serve(store.getParent())) {
            Process litestream =
                    command("replicate", store.toString(), replica)
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("litestream.log").toFile())
                            .start();
            try {
                awaitReplica();
                write(child);
                child.kill();
                litestream.destroy(); // Its last act is to copy what is in the log.
                litestream.waitFor();
            } finally {
                litestream.destroyForcibly();
            }
        }
        Path restored = Files.createDirectory(directory.resolve("restored")).resolve("coffer.db");
        Process restore =
                command("restore", "-o", restored.toString(), replica).inheritIO().start();
        assertThat(restore.waitFor()).isZero();
        assertThat(Files.readString(directory.resolve("litestream.log")))
                .doesNotContain("level=ERROR");
        assertThat(tables(restored)).isEqualTo(tables(store)).hasSizeGreaterThan(20);
        try (Child child = serve(restored.getParent())) {
            child.get("/api/kv/get?key=k" + (VALUES - 1), OWNER).expect(200);
        }
    }

    private Child serve(Path data) {
        return Child.limited(
                "export COFFER_CHECKPOINTS=external",
                data,
                Config.Money.OFF,
                directory.resolve("log"));
    }

    private static ProcessBuilder command(String... words) {
        List<String> command = new ArrayList<>(List.of(BINARY.toAbsolutePath().toString()));
        command.addAll(List.of(words));
        return new ProcessBuilder(command);
    }

    private void awaitReplica() throws IOException {
        while (!Files.exists(directory.resolve("replica"))) {
            Thread.onSpinWait();
        }
    }

    private static void write(Child child) throws Exception {
        String value = "x".repeat(10_000);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Object>> calls = new ArrayList<>();
            for (int i = 0; i < VALUES; i++) {
                String body = "{\"key\":\"k%d\",\"value\":\"%s\"}".formatted(i, value);
                calls.add(() -> child.post("/api/kv/set", body, OWNER).expect(200));
            }
            for (var call : threads.invokeAll(calls)) {
                call.get();
            }
        }
    }

    /** Every row of every table but Litestream's own, summed up in a number. */
    private static Map<String, List<Integer>> tables(Path file) throws SQLException {
        Map<String, List<Integer>> tables = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            List<String> names = new ArrayList<>();
            try (ResultSet found =
                    statement.executeQuery("select name from sqlite_schema where type = 'table'")) {
                while (found.next()) {
                    names.add(found.getString(1));
                }
            }
            names.removeIf(name -> name.startsWith("_litestream"));
            for (String name : names) {
                try (ResultSet rows = statement.executeQuery("select * from \"" + name + '"')) {
                    int columns = rows.getMetaData().getColumnCount();
                    List<Integer> all = new ArrayList<>();
                    while (rows.next()) {
                        StringBuilder row = new StringBuilder();
                        for (int i = 1; i <= columns; i++) {
                            byte[] column = rows.getBytes(i);
                            row.append(
                                            column == null
                                                    ? "-"
                                                    : new String(
                                                            column, StandardCharsets.ISO_8859_1))
                                    .append('|');
                        }
                        all.add(row.toString().hashCode());
                    }
                    tables.put(name, all);
                }
            }
        }
        return tables;
    }
}
