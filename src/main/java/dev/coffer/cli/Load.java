package dev.coffer.cli;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A kind of call that the benchmark repeats. A new capability is one more line of {@link #ALL}.
 *
 * @param name in the table
 * @param charged whether it is for the server that takes payments, or the one that takes none
 * @param owners among how many owners the connections are dealt out; 0: nobody's
 * @param keys how many keys each owner has; the digits {@link #KEY} stand for one of them
 * @param filledBy the load that writes each key once beforehand, if it must be there
 */
record Load(
        String name,
        boolean charged,
        int owners,
        int keys,
        String method,
        String path,
        String body,
        Optional<Load> filledBy) {

    static final String HEALTH = "health";
    static final String SET = "kv/set";
    static final String SET_HOT = "kv/set, one owner";
    static final String GET = "kv/get";
    static final String SET_OFF = "kv/set, no payments";

    /** Where a request names its key. */
    static final String KEY = "00000";

    private static final String VALUE = "v".repeat(198);
    private static final String SET_BODY =
            "{\"key\":\"k-" + KEY + "\",\"value\":\"" + VALUE + "\"}";
    private static final String READ_BODY = SET_BODY.replace("k-", "r-");
    private static final String GET_BODY = "{\"key\":\"r-" + KEY + "\"}";

    static final List<Load> ALL =
            List.of(
                    new Load(HEALTH, true, 0, 1, "GET", "/api/health", "", Optional.empty()),
                    post(SET, 100, 10_000, "/api/kv/set", SET_BODY),
                    post(SET_HOT, 1, 10_000, "/api/kv/set", SET_BODY),
                    post(GET, 100, 100, "/api/kv/get", GET_BODY)
                            .filledBy(post("fill", 100, 100, "/api/kv/set", READ_BODY)),
                    post(SET_OFF, 100, 10_000, "/api/kv/set", SET_BODY).free());

    private static Load post(String name, int owners, int keys, String path, String body) {
        return new Load(name, true, owners, keys, "POST", path, body, Optional.empty());
    }

    private Load filledBy(Load other) {
        return new Load(name, charged, owners, keys, method, path, body, Optional.of(other));
    }

    private Load free() {
        return new Load(name, false, owners, keys, method, path, body, filledBy);
    }

    /** The bytes of this load's requests in one owner's name. */
    Requests requests(String host, String ownerHeader) {
        StringBuilder head = new StringBuilder();
        head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: ").append(host);
        if (owners > 0) {
            head.append("\r\n").append(ownerHeader);
        }
        if (!body.isEmpty()) {
            head.append("\r\nContent-Type: application/json\r\nContent-Length: ");
            head.append(body.length());
        }
        head.append("\r\n\r\n");
        int keyAt = body.indexOf(KEY);
        byte[] bytes = head.append(body).toString().getBytes(StandardCharsets.US_ASCII);
        return new Requests(bytes, keyAt < 0 ? -1 : bytes.length - body.length() + keyAt, keys);
    }

    /** One connection's requests: the same bytes but for the key's digits. */
    record Requests(byte[] bytes, int keyAt, int keys) {

        ByteBuffer next() {
            return of(ThreadLocalRandom.current().nextInt(keys));
        }

        ByteBuffer of(int key) {
            if (keyAt >= 0) {
                int rest = key;
                for (int i = KEY.length() - 1; i >= 0; i--) {
                    bytes[keyAt + i] = (byte) ('0' + rest % 10);
                    rest /= 10;
                }
            }
            return ByteBuffer.wrap(bytes);
        }
    }
}
