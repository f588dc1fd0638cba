package dev.coffer.http.helidon;

import dev.coffer.endpoint.Query;
import dev.coffer.endpoint.Request;
import dev.coffer.http.Budget;
import dev.coffer.http.Options;
import dev.coffer.http.Target;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpPrologue;
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

    static Target target(HttpPrologue prologue) {
        return Target.of(
                prologue.uriPath().rawPath(),
                prologue.query().rawValue(),
                prologue.fragment().hasValue());
    }

    WireBody body(ServerRequest in, Connection connection) {
        return new WireBody(in, connection.gate(), budget);
    }

    Request request(
            ServerRequest in,
            Connection connection,
            Target target,
            Map<String, String> pathValues,
            WireBody body,
            String remoteAddress) {
        ServerRequestHeaders headers = in.headers();
        return new Request(
                in.prologue().method().text(),
                target.path(),
                new Query(target.rawQuery()),
                pathValues,
                name -> value(headers, HeaderNames.create(name)),
                body,
                connection.gate()::watch,
                remoteAddress,
                publicUrl.orElseGet(() -> baseUrl(headers)));
    }

    /** The other end's address, or what a trusted proxy there says it is. */
    String remoteAddress(ServerRequest in, Connection connection) {
        if (!trustProxy) {
            return connection.remoteAddress();
        }
        // What stands before the last element is the caller's own say.
        return value(in.headers(), HeaderNames.X_FORWARDED_FOR)
                .map(all -> all.substring(all.lastIndexOf(',') + 1).strip())
                .filter(last -> !last.isEmpty())
                .orElse(connection.remoteAddress());
    }

    private String baseUrl(ServerRequestHeaders headers) {
        boolean https =
                trustProxy && value(headers, FORWARDED_PROTO).filter("https"::equals).isPresent();
        return (https ? "https://" : "http://")
                + value(headers, HeaderNames.HOST).orElse("localhost");
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
