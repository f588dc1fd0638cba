package dev.coffer.outbound;

import dev.coffer.outbound.Unreachable.Reason;

import java.io.IOException;

/** One request and its answer, over a connection of their own. */
final class Exchanging {

    /** Opens a connection. */
    interface Opening {
        OutboundSocket open() throws Unreachable;
    }

    private Exchanging() {}

    static AnswerReader.Raw once(
            Opening opening, Trust trust, OutboundUrl url, Sent sent, int maxBytes)
            throws Unreachable {
        try (OutboundSocket socket = opening.open()) {
            if (url.isTls()) {
                socket.secure(trust.context(), url.host(), url.port(), true);
            }
            socket.send(sent.bytes(url));
            try {
                return new AnswerReader(socket.in(), maxBytes).read(sent.withoutAnswerBody());
            } catch (AnswerReader.NotHttp e) {
                throw new Unreachable(Reason.NOT_HTTP);
            } catch (IOException e) {
                throw socket.failed(Reason.NOT_CONNECTED);
            }
        }
    }
}
