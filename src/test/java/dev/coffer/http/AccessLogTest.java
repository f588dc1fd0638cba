package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Json;
import dev.coffer.store.sqlite.PrivateFiles;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** One line per call that says no secrets, and no call that waits for it. */
class AccessLogTest {

    @TempDir private Path directory;

    private static EndedCall ended(String path, int status, long nanos) {
        return new EndedCall(
                "GET", Optional.of(path), path, status, 1, nanos, 1, "a", Correlation.ofNothing());
    }

    @Test
    void aCallIsOneLineWithoutQueryHeadersOrBody() throws Exception {
        Path file = directory.resolve("access.log");
        AccessLog log = AccessLog.toFile(() -> PrivateFiles.append(file));
        try (TestServer server = new TestServer(Options.listen("127.0.0.1", 0), log);
                Wiretap wire = server.connect()) {
            wire.ask("GET /plain?secret=1 HTTP/1.1", "X-Payment: secret").hear();
            wire.ask("POST /echo HTTP/1.1", "Content-Length: 17").say("{\"text\":\"secret\"}");
            wire.hear();
            wire.ask("GET /no%22where HTTP/1.1").hear();
        }
        log.close();

        String all = Files.readString(file);
        assertThat(all).doesNotContain("secret");
        List<JsonNode> lines = all.lines().map(Json.MAPPER::readTree).toList();
        assertThat(lines).hasSize(3);
        JsonNode first = lines.getFirst();
        assertThat(first.propertyNames())
                .containsExactly(
                        "time", "method", "path", "status", "bytes", "ms", "remote", "requestId");
        assertThat(first.get("time").asString()).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:]+\\.\\d{3}Z");
        assertThat(first.get("method").asString()).isEqualTo("GET");
        assertThat(first.get("path").asString()).isEqualTo("/plain");
        assertThat(first.get("status").asInt()).isEqualTo(200);
        assertThat(first.get("bytes").asLong()).isGreaterThan(100);
        assertThat(first.get("remote").asString()).isEqualTo("127.0.0.1");
        assertThat(all.lines().findFirst().orElseThrow()).containsPattern("\"ms\":\\d+\\.\\d{3},");
        assertThat(lines.get(1).get("method").asString()).isEqualTo("POST");
        assertThat(lines.get(2).get("path").asString()).isEqualTo("/no\"where");
        assertThat(lines.get(2).get("status").asInt()).isEqualTo(404);
    }

    @Test
    void namesInPathsAreNotWritten() throws Exception {
        Path file = directory.resolve("access.log");
        AccessLog log = AccessLog.toFile(() -> PrivateFiles.append(file));
        try (TestServer server = new TestServer(Options.listen("127.0.0.1", 0), log);
                Wiretap wire = server.connect()) {
            wire.ask("GET /api/things/secret HTTP/1.1").hear();
            wire.ask("BREW /api/things/secret HTTP/1.1").hear();
        }
        log.close();
        assertThat(file).content().contains("/api/things/{name}").doesNotContain("secret");
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    }

    @Test
    void aFileThatWasMovedAwayIsFollowedByANewOne() throws Exception {
        Path file = directory.resolve("access.log");
        try (AccessLog log = AccessLog.toFile(() -> PrivateFiles.append(file))) {
            log.accept(ended("/first", 200, 1));
            awaitText(file, "/first");
            Path old = Files.move(file, directory.resolve("old.log"));
            log.reopen();
            log.accept(ended("/second", 200, 1));
            awaitText(file, "/second");
            assertThat(file).content().doesNotContain("/first");
            assertThat(old).content().doesNotContain("/second");
        }
    }

    private static void awaitText(Path file, String text) throws Exception {
        while (!Files.exists(file) || !Files.readString(file).contains(text)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whatTheDiskCannotTakeIsDroppedAndTold() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch freed = new CountDownLatch(1);
        ByteArrayOutputStream disk = new ByteArrayOutputStream();
        AccessLog log =
                AccessLog.to(
                        new OutputStream() {
                            @Override
                            public void write(int b) {
                                disk.write(b);
                            }

                            @Override
                            public void write(byte[] b, int from, int length) {
                                stuck.countDown();
                                try {
                                    freed.await();
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                                disk.write(b, from, length);
                            }
                        });
        log.accept(ended("/first", 200, 1));
        stuck.await();
        int calls = AccessLog.WAITING_LINES + 500;
        for (int i = 0; i < calls; i++) {
            log.accept(ended("/then", 200, 1));
        }
        freed.countDown();
        log.close();

        List<String> lines = disk.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(1 + AccessLog.WAITING_LINES + 1);
        assertThat(lines.getLast()).contains("\"dropped\":500");
    }

    @Test
    void ofSampledLinesErrorsAndSlowCallsAreAllThere() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (AccessLog log = AccessLog.to(out).sampled(10)) {
            for (int i = 0; i < 100; i++) {
                log.accept(ended("/good", 200, 1));
                log.accept(ended("/bad", 404, 1));
                log.accept(ended("/slow", 200, AccessLog.SLOW_NANOS));
            }
        }
        List<JsonNode> lines =
                out.toString(StandardCharsets.UTF_8).lines().map(Json.MAPPER::readTree).toList();
        assertThat(lines)
                .filteredOn(line -> line.has("sampled"))
                .hasSize(10)
                .allSatisfy(line -> {
                    assertThat(line.get("path").asString()).isEqualTo("/good");
                    assertThat(line.get("sampled").asInt()).isEqualTo(10);
                });
        assertThat(lines).filteredOn(line -> !line.has("sampled")).hasSize(200);
    }

    @Test
    void linesCannotBeForged() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (AccessLog log = AccessLog.to(out)) {
            log.accept(ended("/a\"\\\n\u2028é", 200, 1_234_567));
        }
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(1);
        JsonNode line = Json.MAPPER.readTree(lines.getFirst());
        assertThat(line.get("path").asString()).isEqualTo("/a\"\\\n\u2028é");
        assertThat(lines.getFirst()).contains("\"ms\":1.234,");
    }
}
