package dev.coffer.harness;

import dev.coffer.endpoint.Query;
import dev.coffer.endpoint.Request;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Requests that no wire carried, for what stands behind the server. */
public final class Requests {

    private Requests() {}

    /** A POST from this machine; headers as names and values in turn. */
    public static Request post(String path, String json, String... headers) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        Request.Body body =
                new Request.Body() {
                    @Override
                    public long declaredBytes() {
                        return bytes.length;
                    }

                    @Override
                    public byte[] read(long maxBytes) {
                        return bytes;
                    }
                };
        return new Request(
                "POST",
                path,
                new Query(""),
                Map.of(),
                name -> header(name, headers),
                body,
                _ -> () -> {},
                "127.0.0.1",
                "http://127.0.0.1");
    }

    private static Optional<String> header(String name, String... headers) {
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i].equalsIgnoreCase(name)) {
                return Optional.of(headers[i + 1]);
            }
        }
        return Optional.empty();
    }
}
