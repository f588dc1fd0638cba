package dev.coffer.http.helidon;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Problem;
import dev.coffer.http.AccessLog;
import dev.coffer.http.Dispatch;
import dev.coffer.http.Faults;
import dev.coffer.http.Target;

import io.helidon.common.Builder;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/**
 * Takes each request to its endpoint and its answer back. It stands in the place of Helidon's own
 * router, of which one catch-all handler would be used.
 *
 * <p>Whatever happens within, the client gets an answer of ours, or the connection ends.
 */
record CatalogRouting(
        Requests requests, Dispatch dispatch, AccessLog accessLog, HttpSecurity security)
        implements HttpRouting, Builder<CatalogRouting, CatalogRouting> {

    private static final System.Logger LOG = System.getLogger(CatalogRouting.class.getName());

    @Override
    public void route(ConnectionContext context, RoutingRequest in, RoutingResponse out) {
        long start = System.nanoTime();
        Connection connection = (Connection) context;
        WireBody body = requests.body(in, connection);
        String method = in.prologue().method().text();
        String path = in.prologue().uriPath().rawPath();
        String remoteAddress = requests.remoteAddress(in, connection);
        Answer answer;
        try {
            Target target = Requests.target(in.prologue());
            path = target.path();
            answer =
                    dispatch.answer(
                            method,
                            target,
                            remoteAddress,
                            values ->
                                    requests.request(
                                            in, connection, target, values, body, remoteAddress));
        } catch (Problem problem) {
            answer = Answer.of(problem);
        } catch (CloseConnectionException gone) {
            throw gone;
        } catch (Throwable fault) {
            answer = Faults.answer(fault, method, path);
        } finally {
            body.release();
        }
        try {
            send(in, out, connection.gate(), body, answer);
        } finally {
            accessLog.call(
                    method,
                    path,
                    answer.status(),
                    out.bytesWritten(),
                    System.nanoTime() - start,
                    remoteAddress);
        }
        connection.gate().expectHead();
        // Virtual threads are not preempted: a client whose next request is always there already
        // would hold its carrier for good, and two of them starve all others on two cores.
        Thread.yield();
    }

    private void send(
            RoutingRequest in, RoutingResponse out, Gate gate, WireBody body, Answer answer) {
        boolean last =
                gate.closing()
                        || in.headers().containsToken(HeaderValues.CONNECTION_CLOSE)
                        || !body.finished() && !body.cheapToSkip();
        try {
            write(in, out, answer, last);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "answer not delivered", e);
            throw new CloseConnectionException("answer not delivered", e);
        }
        boolean whole = body.finished();
        if (last && !whole) {
            gate.linger();
        }
        if (last || gate.closing() || !whole && !body.skip()) {
            throw new CloseConnectionException("last answer of this connection");
        }
    }

    private static void write(RoutingRequest in, RoutingResponse out, Answer answer, boolean last) {
        String method = in.prologue().method().text();
        ServerResponseHeaders headers = out.headers();
        Answer sent = answer;
        try {
            Wire.write(answer, headers);
        } catch (IllegalArgumentException fault) {
            headers.clear();
            sent = Faults.answer(fault, method, "headers of an answer");
            Wire.write(sent, headers);
        }
        if (last) {
            headers.set(HeaderValues.CONNECTION_CLOSE);
        }
        out.status(Status.create(sent.status()));
        boolean bodiless = sent.status() == 204 || sent.status() == 304;
        if (bodiless || sent.body().length == 0) {
            out.send();
        } else if (method.equals("HEAD")) {
            headers.set(HeaderNames.CONTENT_LENGTH, Integer.toString(sent.body().length));
            out.send();
        } else {
            out.send(sent.body());
        }
    }

    /** Helidon's router takes builders only. */
    @Override
    public CatalogRouting build() {
        return this;
    }
}
