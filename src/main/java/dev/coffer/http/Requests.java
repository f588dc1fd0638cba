package dev.coffer.http;

import dev.coffer.endpoint.Request;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.ServerRequest;

import java.util.Map;
import java.util.Optional;

/** Helidon's request as endpoints and the payment room look at it. */
final class Requests {

    private static final HeaderName FORWARDED_PROTO = HeaderNames.create("X-Forwarded-Proto");

    private final Optional<String> publicUrl;
    private final boolean trustProxy;
    private final Budget budget;

    Requests(Options options) {
        this.publicUrl = options.publicUrl();
        this.trustProxy = options.trustProxy();
        this.budget = new Budget(options.bodyBudgetBytes(), options.patience().room());
    }

    WireBody body(ServerRequest in, Line line) {
        return new WireBody(in, line.gate(), budget);
    }

    Request request(
            ServerRequest in,
            Line line,
            Target target,
            Map<String, String> pathValues,
            WireBody body,
            String remoteAddress) {
        ServerRequestHeaders headers = in.headers();
        return new Request(
                in.prologue().method().text(),
                target.path(),
                target.rawQuery(),
                pathValues,
                name -> value(headers, HeaderNames.create(name)),
                body,
                line.gate()::watch,
                remoteAddress,
                publicUrl.orElseGet(() -> baseUrl(headers, line)));
    }

    /** The other end's address, or what a trusted proxy there says it is. */
    String remoteAddress(ServerRequest in, Line line) {
        if (!trustProxy) {
            return line.remoteAddress();
        }
        // What stands before the last element is the caller's own say.
        return value(in.headers(), HeaderNames.X_FORWARDED_FOR)
                .map(all -> all.substring(all.lastIndexOf(',') + 1).strip())
                .filter(last -> !last.isEmpty())
                .orElse(line.remoteAddress());
    }

    private String baseUrl(ServerRequestHeaders headers, Line line) {
        boolean https =
                trustProxy && value(headers, FORWARDED_PROTO).filter("https"::equals).isPresent();
        return line.baseUrl(
                https ? "https" : "http", value(headers, HeaderNames.HOST).orElse("localhost"));
    }

    /** Headers of one name are joined, so that a second payment is seen and not dropped. */
    private static Optional<String> value(ServerRequestHeaders headers, HeaderName name) {
        if (!headers.contains(name)) {
            return Optional.empty();
        }
        Header header = headers.get(name);
        return Optional.of(
                header.valueCount() == 1 ? header.get() : String.join(", ", header.allValues()));
    }
}
