package dev.coffer.http.netty;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Query;
import dev.coffer.endpoint.Request;
import dev.coffer.http.Budget;
import dev.coffer.http.Correlation;
import dev.coffer.http.EndedCall;
import dev.coffer.http.Faults;
import dev.coffer.http.Forwarded;
import dev.coffer.http.Target;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One call, on its virtual thread: routed, handled, answered, logged.
 *
 * <p>Whatever happens within, the client gets an answer of ours, or the connection ends.
 */
final class Exchange implements Runnable, Request.Client {

    /** Bytes: what is handed to the socket at once, which copies it out of the heap. */
    private static final int SLICE = 64 * 1024;

    /**
     * Bytes: an answer that is no longer is not worth a count; it takes as much as its connection.
     */
    private static final int SMALL = 4 * 1024;

    private static final byte[] NOTHING = {};

    private final Front front;
    private final Connection connection;
    private final Head head;
    private final WireBody body;
    private final long startNanos = System.nanoTime();
    private final CompletableFuture<Void> hungUp = new CompletableFuture<>();
    private final Budget.Share share;
    private final Forwarded forwarded;
    private final String remoteAddress;
    private final Correlation correlation;
    private String path;

    Exchange(Front front, Connection connection, Head head, WireBody body) {
        this.front = front;
        this.connection = connection;
        this.head = head;
        this.body = body;
        this.path = head.path();
        this.share = front.budget().share();
        this.forwarded =
                front.options().trustProxy() ? Forwarded.of(head::header) : Forwarded.NOTHING;
        this.remoteAddress = forwarded.address().orElse(connection.remoteAddress());
        this.correlation = Correlation.of(head::header);
        front.inFlight().increment();
    }

    @Override
    public void run() {
        ScopedValue.where(Correlation.CURRENT, correlation).run(this::serve);
    }

    private void serve() {
        try {
            deliver(answer());
        } catch (Throwable fault) {
            // Not even its number could be told.
            connection.abort();
            over(failed(fault).status(), 0);
        }
    }

    private Answer failed(Throwable fault) {
        return Faults.answer(fault, head.method(), shown(), correlation.requestId());
    }

    /** As logs may have it: a path that is a template's holds names. */
    private String shown() {
        return front.dispatch().route(path).orElse(path);
    }

    private Answer answer() {
        try {
            front.options().origins().requireOurs(head.host());
            Target target = Target.of(head.method(), head.path(), head.rawQuery(), head.fragment());
            path = target.path();
            return front.dispatch()
                    .answer(
                            head.method(),
                            target,
                            remoteAddress,
                            values -> request(target, values));
        } catch (Problem problem) {
            return Answer.of(problem);
        } catch (Throwable fault) {
            return failed(fault);
        } finally {
            body.release();
        }
    }

    private Request request(Target target, Map<String, String> pathValues) {
        return new Request(
                head.method(),
                target.path(),
                new Query(target.rawQuery()),
                pathValues,
                head::header,
                body,
                this,
                remoteAddress,
                front.options().publicUrl().orElseGet(this::baseUrl));
    }

    private String baseUrl() {
        String host = forwarded.host().orElse(head.host());
        return forwarded.scheme().orElse("http") + "://" + (host.isEmpty() ? "localhost" : host);
    }

    @Override
    public Request.Watch watch(Runnable onHangUp) {
        CompletableFuture<Void> watching =
                hungUp.thenRunAsync(onHangUp, Thread::startVirtualThread);
        return () -> watching.cancel(false);
    }

    /** The client is gone. */
    void hangUp() {
        hungUp.complete(null);
    }

    @Override
    public void reserve(long bytes) {
        if (bytes > SMALL) {
            share.reserve(bytes);
        }
    }

    private void deliver(Answer answer) {
        try {
            if (answer.body().length > SMALL) {
                share.take(answer.body().length - share.bytes());
            }
        } catch (Problem full) {
            send(Faults.undelivered(answer, full, head.method()));
            return;
        }
        send(answer);
    }

    private void send(Answer answer) {
        boolean last =
                !head.keepAlive()
                        || connection.closing()
                        || body.failed()
                        || !body.complete() && !body.cheapToSkip();
        Wire.After after =
                last ? Wire.After.CLOSE : head.old() ? Wire.After.NEXT_SAID : Wire.After.NEXT;
        Optional<String> origin = front.options().origins().allowed(head.header("Origin"));
        String id = correlation.requestId();
        Answer sent = correlation.in(answer);
        byte[] first;
        try {
            first = Wire.head(sent, origin, after, id);
        } catch (IllegalArgumentException fault) {
            sent = correlation.in(Faults.unsendable(answer, fault, head.method(), shown(), id));
            first = Wire.head(sent, origin, after, id);
        }
        boolean bodiless = head.method().equals("HEAD") || !Wire.hasLength(sent.status());
        write(sent.status(), first, bodiless ? NOTHING : sent.body(), last);
    }

    private void write(int status, byte[] first, byte[] content, boolean last) {
        connection.expectTaking(first.length + (long) content.length);
        byte[] begin = first;
        int at = 0;
        while (content.length - at > SLICE) {
            ByteBuf slice = Unpooled.wrappedBuffer(content, at, SLICE);
            if (!connection.write(Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(begin), slice))) {
                connection.abort();
                over(status, at);
                return;
            }
            at += SLICE;
            begin = NOTHING;
        }
        long all = first.length + (long) content.length;
        connection.finish(begin, content, at, last, () -> over(status, all));
    }

    private void over(int status, long bytes) {
        share.giveBack();
        front.inFlight().decrement();
        Optional<String> route = front.dispatch().route(path);
        front.ended()
                .accept(
                        new EndedCall(
                                head.method(),
                                route,
                                route.orElse(path),
                                status,
                                bytes,
                                System.nanoTime() - startNanos,
                                System.currentTimeMillis(),
                                remoteAddress,
                                correlation));
    }
}
