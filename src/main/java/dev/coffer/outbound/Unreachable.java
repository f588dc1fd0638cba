package dev.coffer.outbound;

import java.util.Locale;

/** What was to be reached could not be, or does not speak as it should. */
final class Unreachable extends Exception {

    /** Why; each with the end of a sentence about the host. */
    enum Reason {
        NAME_NOT_FOUND("its name is not found"),
        NOT_CONNECTED("it takes no connection there, or ended it"),
        TIMEOUT("it did not answer in time"),
        TLS("its TLS or its certificate is not accepted"),
        NOT_HTTP("it does not answer in HTTP/1.1"),
        REDIRECTS(
                "it redirects more than %d times"
                        .formatted(OutboundLimits.OUTBOUND_REDIRECTS.value()));

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Reason reason;

    Unreachable(Reason reason) {
        super(reason.text(), null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
