package dev.coffer.payment.grant;

import dev.coffer.endpoint.Endpoint;

import java.util.Locale;

/** What a grant allows to do, by what endpoints are. */
public enum Verb {

    /** What changes nothing; a paste that burns is burnt by that. */
    READ,

    /** What changes something, be it by taking it or deleting it. */
    WRITE;

    static Verb of(Endpoint<?, ?> endpoint) {
        return endpoint.kind() == Endpoint.Kind.WRITE ? WRITE : READ;
    }

    /** As grants spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
