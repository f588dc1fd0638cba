package dev.coffer.state.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Values as large as a value may be. */
class LargeValueTest {

    private static final int LARGEST = KvLimits.VALUE_BYTES.whole();

    private final Service service = Service.off();
    private final Service.Client alice = service.payer("ALICE");

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void theLargestTextComesBackByteForByte() {
        byte[] text = new byte[LARGEST];
        Random random = new Random(1);
        for (int i = 0; i < text.length; i++) {
            int c = ' ' + random.nextInt(95);
            text[i] = (byte) (c == '"' || c == '\\' ? 'x' : c);
        }
        byte[] json = quoted(text);
        Answered set = alice.send("POST", "/api/kv/set", set(json)).expect(200);
        assertThat(set.at("bytes").asLong()).isEqualTo(LARGEST);

        byte[] got = alice.get("/api/kv/get?key=k").expect(200).body();
        assertThat(valueOf(got, json.length)).isEqualTo(json);
        assertThat(usedBytes()).isEqualTo(LARGEST);
    }

    @Test
    void theLargestJsonComesBackByteForByte() {
        byte[] json = new byte[LARGEST];
        java.util.Arrays.fill(json, (byte) ' ');
        json[0] = '[';
        for (int i = 1; i < json.length - 3; i += 2) {
            json[i] = (byte) ('0' + i % 7 + 1);
            json[i + 1] = ',';
        }
        json[json.length - 2] = '1';
        json[json.length - 3] = ' ';
        json[json.length - 1] = ']';
        Answered set = alice.send("POST", "/api/kv/set", set(json)).expect(200);
        assertThat(set.at("bytes").asLong()).isEqualTo(LARGEST);
        byte[] got = alice.get("/api/kv/get?key=k").expect(200).body();
        assertThat(valueOf(got, json.length)).isEqualTo(json);
    }

    @Test
    void oneByteMoreIsRefused() {
        byte[] text = new byte[LARGEST + 1];
        java.util.Arrays.fill(text, (byte) 'x');
        Answered refused =
                alice.send("POST", "/api/kv/set", set(quoted(text))).expect(413, "too_large");
        assertThat(refused.at("limit").asLong()).isEqualTo(LARGEST);

        byte[] json = new byte[LARGEST + 1];
        java.util.Arrays.fill(json, (byte) '1');
        for (int i = 1; i < json.length - 1; i += 2) {
            json[i] = ',';
        }
        json[0] = '[';
        json[1] = '1';
        json[json.length - 2] = '1';
        json[json.length - 1] = ']';
        if (json[json.length - 3] == ',' && json[json.length - 4] == ',') {
            json[json.length - 3] = '1';
        }
        alice.send("POST", "/api/kv/set", set(json)).expect(413, "too_large");
        assertThat(alice.get("/api/kv/list").at("count").asInt()).isZero();
    }

    @Test
    void aBodyBeyondAllValuesIsRefusedWithoutReadingItAll() {
        byte[] text = new byte[LARGEST + 2 * 1024 * 1024];
        java.util.Arrays.fill(text, (byte) 'x');
        try {
            alice.send("POST", "/api/kv/set", set(quoted(text))).expect(413, "too_large");
        } catch (java.io.UncheckedIOException e) {
            // The server may hang up on a client that still sends; what counts is the next line.
            assertThat(e).hasMessageContaining("/api/kv/set");
        }
        alice.get("/api/health").expect(200);
        assertThat(alice.get("/api/kv/list").at("count").asInt()).isZero();
    }

    private long usedBytes() {
        return alice.get("/api/account").at("usage").path(0).path("bytes").asLong();
    }

    private static byte[] quoted(byte[] text) {
        byte[] json = new byte[text.length + 2];
        json[0] = '"';
        System.arraycopy(text, 0, json, 1, text.length);
        json[json.length - 1] = '"';
        return json;
    }

    private static byte[] set(byte[] json) {
        byte[] before = "{\"key\":\"k\",\"value\":".getBytes(StandardCharsets.UTF_8);
        byte[] all = java.util.Arrays.copyOf(before, before.length + json.length + 1);
        System.arraycopy(json, 0, all, before.length, json.length);
        all[all.length - 1] = '}';
        return all;
    }

    /** The bytes that stand behind {@code "value":} in an answer. */
    static byte[] valueOf(byte[] answer, int length) {
        String head = new String(answer, 0, 200, StandardCharsets.ISO_8859_1);
        int start = head.indexOf("\"value\":") + 8;
        return java.util.Arrays.copyOfRange(answer, start, start + length);
    }
}
