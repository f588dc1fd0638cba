package dev.coffer.endpoint;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * An HTTP request as far as endpoints and the payment room look at it.
 *
 * @param pathValues what the template's {@code {names}} matched, decoded
 * @param headers looks a header up by name, whatever its case
 * @param client the caller's end of the connection
 * @param remoteAddress the caller's IP address
 * @param baseUrl the public base of links to this service, without a slash at the end
 */
public record Request(
        String method,
        String path,
        Query query,
        Map<String, String> pathValues,
        Function<String, Optional<String>> headers,
        Body body,
        Client client,
        String remoteAddress,
        String baseUrl) {

    /** The header of x402 by which a wallet signs in. */
    public static final String SIGN_IN = "SIGN-IN-WITH-X";

    /** The header that names whose data a call is about, if not its caller's. */
    public static final String OWNER = "Coffer-Owner";

    /** The body, read from the wire when it is first asked for. */
    public interface Body {

        /** What the client says the length is; -1 if it does not say. */
        long declaredBytes();

        /**
         * All of it.
         *
         * @throws Problem 413 as soon as it is longer than the limit, 408 if it comes too slowly
         */
        byte[] read(long maxBytes);
    }

    /** The client while it waits for its answer. */
    public interface Client {

        /** Has something done when the client hangs up, as long as the watch is not closed. */
        Watch watch(Runnable onHangUp);

        /**
         * Takes room in memory for an answer of about so many bytes, before it is made.
         *
         * @throws Problem 503 if there is none now
         */
        default void reserve(long bytes) {}
    }

    /** Lasts until closed. */
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    public Optional<String> header(String name) {
        return headers.apply(name);
    }

    /** The path with the query, as it came. */
    public String target() {
        return query.raw().isEmpty() ? path : path + "?" + query.raw();
    }
}
