package dev.coffer.http;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Catalog;
import dev.coffer.endpoint.Problem;

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

import java.time.InstantSource;
import java.util.Map;

/**
 * Takes each request to its endpoint and its answer back. It stands in the place of Helidon's own
 * router, of which one catch-all handler would be used.
 *
 * <p>Whatever happens within, the client gets an answer of ours, or the connection ends.
 */
final class CatalogRouting implements HttpRouting {

    private static final System.Logger LOG = System.getLogger(CatalogRouting.class.getName());

    private final Catalog catalog;
    private final Handler handler;
    private final AccessLog accessLog;
    private final Requests requests;
    private final Admission admission;
    private final HttpSecurity security = HttpSecurity.create();

    CatalogRouting(
            Options options,
            Catalog catalog,
            Handler handler,
            AccessLog accessLog,
            InstantSource clock) {
        this.catalog = catalog;
        this.handler = handler;
        this.accessLog = accessLog;
        this.requests = new Requests(options);
        this.admission = new Admission(clock);
    }

    @Override
    public void route(ConnectionContext context, RoutingRequest in, RoutingResponse out) {
        long start = System.nanoTime();
        Line line = (Line) context;
        WireBody body = requests.body(in, line);
        String path = in.prologue().uriPath().rawPath();
        String remoteAddress = requests.remoteAddress(in, line);
        Answer answer;
        try {
            Target target = Target.of(in.prologue());
            path = target.path();
            answer = answer(in, line, target, body, remoteAddress);
        } catch (Problem problem) {
            answer = Answer.of(problem);
        } catch (CloseConnectionException gone) {
            throw gone;
        } catch (Throwable fault) {
            answer = Faults.answer(fault, in.prologue().method().text(), path);
        } finally {
            body.release();
        }
        try {
            send(in, out, line, body, answer);
        } finally {
            accessLog.call(
                    in.prologue().method().text(),
                    path,
                    answer.status(),
                    out.bytesWritten(),
                    System.nanoTime() - start,
                    remoteAddress);
        }
        line.gate().expectHead();
        // Virtual threads are not preempted: a client whose next request is always there already
        // would hold its carrier for good, and two of them starve all others on two cores.
        Thread.yield();
    }

    private Answer answer(
            RoutingRequest in, Line line, Target target, WireBody body, String remoteAddress) {
        String method = in.prologue().method().text();
        if (method.equals("OPTIONS")) {
            String allow = String.join(", ", catalog.methods(target.path()));
            return new Answer(204, Map.of("Allow", allow), new byte[0]);
        }
        Catalog.Match match = catalog.match(method, target.path());
        admission.admit(match.endpoint(), remoteAddress);
        return handler.handle(
                match.endpoint(),
                requests.request(in, line, target, match.pathValues(), body, remoteAddress));
    }

    private void send(
            RoutingRequest in, RoutingResponse out, Line line, WireBody body, Answer answer) {
        Gate gate = line.gate();
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
        ServerResponseHeaders headers = out.headers();
        Answer sent = answer;
        try {
            Wire.write(answer, headers);
        } catch (IllegalArgumentException fault) {
            headers.clear();
            sent = Faults.answer(fault, in.prologue().method().text(), "headers of an answer");
            Wire.write(sent, headers);
        }
        String method = in.prologue().method().text();
        if (method.equals("OPTIONS") && sent.status() == 204) {
            Wire.writePreflight(sent.headers().getOrDefault("Allow", ""), headers);
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

    @Override
    public HttpSecurity security() {
        return security;
    }

    /** As Helidon's router takes it. */
    Built built() {
        return new Built(this);
    }

    /** A builder that has nothing left to do. */
    record Built(CatalogRouting routing)
            implements io.helidon.common.Builder<Built, CatalogRouting> {

        @Override
        public CatalogRouting build() {
            return routing;
        }
    }
}
