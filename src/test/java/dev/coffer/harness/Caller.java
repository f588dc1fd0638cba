package dev.coffer.harness;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Makes calls: of a service here, of one in another process, of whichever node is alive. */
@FunctionalInterface
public interface Caller {

    /**
     * An answer, or an {@link java.io.UncheckedIOException} if there is none to be had. Header
     * arguments are names and values in turn; a name may come twice.
     */
    Answered send(String method, String target, byte[] body, String... headers);

    default Answered get(String target, String... headers) {
        return send("GET", target, new byte[0], headers);
    }

    default Answered post(String target, String json, String... headers) {
        return send("POST", target, json.getBytes(StandardCharsets.UTF_8), headers);
    }

    /**
     * Reads what is free. A call with a name runs in the owner's turn, so it sees every charge of
     * the calls before it; that of a read is committed a moment after its answer.
     */
    default JsonNode read(String target) {
        return get(target, "Idempotency-Key", "read " + UUID.randomUUID()).expect(200).json();
    }

    /** Sends these headers too, but for those that a call names itself. */
    default Caller with(List<String> more) {
        return (method, target, body, headers) -> {
            List<String> all = new ArrayList<>(List.of(headers));
            for (int i = 0; i < more.size(); i += 2) {
                if (!names(more.get(i), headers)) {
                    all.addAll(more.subList(i, i + 2));
                }
            }
            return send(method, target, body, all.toArray(String[]::new));
        };
    }

    private static boolean names(String name, String... headers) {
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i].equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }
}
