package dev.coffer.endpoint;

/** Who calls: the address that pays and owns, or nobody in particular. */
public sealed interface Caller {

    /** A payer whom a token or a payment names. */
    record Payer(String address) implements Caller {}

    /** Anybody: the caller of a public endpoint. */
    record Anyone() implements Caller {}

    /** The payer's address; an endpoint that asks has a payer. */
    default String address() {
        return switch (this) {
            case Payer payer -> payer.address();
            case Anyone _ -> throw new IllegalStateException("nobody in particular calls");
        };
    }
}
