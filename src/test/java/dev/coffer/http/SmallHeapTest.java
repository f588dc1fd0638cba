package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Child;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Readers that take nothing of large values don't exhaust a small heap. */
class SmallHeapTest {

    private static final int VALUE_BYTES = 25 << 20;

    @TempDir private Path directory;

    @Test
    void slowReadersOfLargeValues() throws Exception {
        Path log = directory.resolve("log");
        List<Wiretap> readers = new ArrayList<>();
        Path data = directory.resolve("data");
        String body =
                "{\"key\":\"k\",\"visibility\":\"public\",\"value\":\""
                        + "x".repeat(VALUE_BYTES)
                        + "\"}";
        try (Child large = Child.small("-Xmx512m", data, Config.Money.OFF, log)) {
            assertThat(large.post("/api/kv/set", body, "X-Payer", "alice").status()).isEqualTo(200);
        }
        try (Child child = Child.small("-Xmx96m", data, Config.Money.OFF, log)) {
            Answered never = child.post("/api/kv/set", body, "X-Payer", "alice");
            assertThat(never.status()).isEqualTo(413);
            int port = URI.create(child.url()).getPort();
            int served = 0;
            for (int i = 0; i < 20; i++) {
                Wiretap wire = new Wiretap(port);
                readers.add(wire);
                String path = i % 2 == 0 ? "/public/alice/k" : "/api/kv/get?key=k";
                wire.say("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nX-Payer: alice\r\n\r\n");
                Wiretap.Heard answer = wire.hearHead();
                assertThat(answer.status()).isIn(200, 503);
                served += answer.status() == 200 ? 1 : 0;
            }
            assertThat(served).isBetween(1, 2);
            assertThat(child.get("/api/health").status()).isEqualTo(200);
            for (Wiretap reader : readers) {
                reader.close();
            }
            int status = 503;
            while (status == 503) {
                status = child.get("/public/alice/k").status();
            }
            assertThat(status).isEqualTo(200);
            assertThat(log).content().doesNotContain("OutOfMemoryError", "ERROR");
        } finally {
            for (Wiretap reader : readers) {
                reader.close();
            }
        }
        assertThat(Files.exists(log)).isTrue();
    }
}
