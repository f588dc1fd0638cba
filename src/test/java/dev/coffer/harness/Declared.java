package dev.coffer.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Catalog;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Failures;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Holds every refusal that a service answers against what its endpoint says that it may be. */
final class Declared {

    private Declared() {}

    static void check(Catalog catalog, String method, String target, Answered answered) {
        if (answered.status() < 400 || answered.code().isEmpty()) {
            return;
        }
        // A bad payment of EVM is told with an invitation to pay once more.
        ErrorCode bad = new ErrorCode(400, answered.code());
        boolean invited = answered.status() == 402 && Failures.OF_PAYMENTS.contains(bad);
        ErrorCode code = invited ? bad : new ErrorCode(answered.status(), answered.code());
        if (Failures.OF_REQUESTS.contains(code)) {
            return; // It may be for no endpoint at all.
        }
        String path = target.split("[?#]", 2)[0].replace("+", "%2B");
        var match = catalog.match(method, URLDecoder.decode(path, StandardCharsets.UTF_8));
        assertThat(catalog.failures(match.endpoint()))
                .as("what %s %s says that it may refuse with", method, path)
                .contains(code);
    }
}
