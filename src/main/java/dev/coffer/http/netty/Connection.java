package dev.coffer.http.netty;

import static java.util.Objects.requireNonNull;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.http.Options;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A client's connection: head, body, answer, and the next, one call after another.
 *
 * <ul>
 *   <li>A head, a body and an answer have to pass in time; what has not is cut off, and told so
 *       where a request was under way.
 *   <li>Nothing is read that nobody wants yet, but for one piece while a call is worked on: only so
 *       does one learn that the client hung up.
 *   <li>A client that is refused is listened to for a moment, so that it gets to read why.
 * </ul>
 *
 * <p>All state belongs to the channel's event loop; what other threads may call says so.
 */
final class Connection extends ChannelInboundHandlerAdapter {

    private static final System.Logger LOG = System.getLogger(Connection.class.getName());

    private static final long NANOS_PER_BODY_BYTE =
            1_000_000_000L / Limits.BODY_BYTES_PER_SECOND.value();

    private enum Phase {
        /** Waits for a request. */
        HEAD,
        /** A call is worked on or answered. */
        CALL,
        /** Reads and forgets a small body that nobody wanted. */
        SKIP,
        /** Reads and forgets all, since the answer was the last. */
        LINGER,
        GONE
    }

    private final Front front;
    private final Options.Patience patience;
    private final Decoder decoder;
    private final ChannelHandlerContext ctx;
    private final String remoteAddress;
    private final Deque<HttpObject> inbox = new ArrayDeque<>(2);

    private Phase phase = Phase.HEAD;
    private boolean headTimed;
    private boolean pumping;
    private boolean inputEnded;
    private @Nullable Exchange call;
    private @Nullable WireBody body;
    private boolean bodyWanted;
    private boolean continueOwed;
    private long bodyStartNanos;
    private long bytesBeforeBody;

    /** When whoever is waited for is late; 0 if nobody is. Read by the one that looks at all. */
    private volatile long deadlineNanos;

    private volatile boolean taking;
    private volatile long bodyBytes;
    private volatile boolean closing;

    /** Stands behind its decoder in a new channel's pipeline. */
    Connection(Front front, Decoder decoder, ChannelHandlerContext decoderContext) {
        this.front = front;
        this.patience = front.options().patience();
        this.decoder = decoder;
        this.ctx = decoderContext;
        this.remoteAddress =
                ctx.channel().remoteAddress() instanceof InetSocketAddress peer
                                && peer.getAddress() != null
                        ? peer.getAddress().getHostAddress()
                        : "";
    }

    /** The address at the other end: the caller's or a proxy's. From any thread. */
    String remoteAddress() {
        return remoteAddress;
    }

    /** Whether the call under way is the connection's last. From any thread. */
    boolean closing() {
        return closing;
    }

    /** The memory that there is for bodies at all. From any thread. */
    long budgetBytes() {
        return front.budget().totalBytes();
    }

    /** How much of the body came, framing included. From any thread. */
    long bodyBytes() {
        return bodyBytes;
    }

    // What comes.

    @Override
    public void channelActive(ChannelHandlerContext unused) {
        waitFor(patience.head().toNanos());
        pump();
    }

    @Override
    public void channelRead(ChannelHandlerContext unused, Object message) {
        inbox.add((HttpObject) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext unused) {
        bodyBytes = decoder.rawBytes() - bytesBeforeBody;
        pump();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext unused, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnds();
            pump();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext unused) {
        phase = Phase.GONE;
        deadlineNanos = 0;
        inputEnds();
        if (body != null) {
            body.fail(WireBody.incomplete());
        }
        inbox.forEach(ReferenceCountUtil::release);
        inbox.clear();
    }

    private void inputEnds() {
        inputEnded = true;
        if (call != null) {
            call.hangUp();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext unused, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.log(System.Logger.Level.ERROR, "a connection failed", cause);
        }
        ctx.close();
    }

    /** Goes on as far as it can with what is here, then asks for more if more is wanted. */
    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (step()) {
                // On.
            }
        } finally {
            pumping = false;
        }
    }

    private boolean step() {
        return switch (phase) {
            case HEAD -> awaitHead(next());
            case CALL -> {
                if (body != null && body.open()) {
                    yield bodyWanted && feed(body);
                }
                // Only to learn that the client hangs up; what else comes is the next request's.
                if (peek() == null && !inputEnded) {
                    ctx.read();
                }
                yield false;
            }
            case SKIP -> skip(requireNonNull(body), next());
            case LINGER -> {
                HttpObject rest = next();
                ReferenceCountUtil.release(rest);
                if (rest == null && inputEnded) {
                    ctx.close();
                }
                yield rest != null;
            }
            case GONE -> false;
        };
    }

    /** The next message; if there is none yet it is asked for. */
    private @Nullable HttpObject next() {
        HttpObject message = peek();
        if (message != null) {
            inbox.remove();
        } else if (!inputEnded) {
            ctx.read();
        }
        return message;
    }

    /** The next message of what was read. */
    private @Nullable HttpObject peek() {
        if (inbox.isEmpty() && decoder.hasMore()) {
            ctx.pipeline().fireChannelRead(Unpooled.EMPTY_BUFFER);
        }
        return inbox.peek();
    }

    // A request.

    private boolean awaitHead(@Nullable HttpObject message) {
        if (message instanceof HttpRequest request) {
            begin(request);
        } else if (message == null && inputEnded) {
            ctx.close();
        } else if (!headTimed && decoder.begun()) {
            headTimed = true;
            waitFor(patience.head().toNanos());
        }
        return message != null;
    }

    private void begin(HttpRequest request) {
        deadlineNanos = 0;
        if (request.decoderResult().cause() instanceof PrematureChannelClosureException) {
            ctx.close();
            return;
        }
        Head head;
        try {
            head = Head.of(request);
        } catch (Problem problem) {
            refuse(problem);
            return;
        }
        bytesBeforeBody = decoder.rawBytes();
        bodyBytes = 0;
        bodyStartNanos = 0;
        bodyWanted = false;
        continueOwed = head.expectsContinue();
        body = new WireBody(this, head, front.budget().share());
        call = new Exchange(front, this, head, body);
        phase = Phase.CALL;
        feedWhatIsHere(body);
        if (inputEnded) {
            call.hangUp();
        }
        Thread.startVirtualThread(call);
    }

    /** Wants the next part of the body. From the call's thread. */
    void more() {
        run(() -> {
            bodyWanted = true;
            pump();
        });
    }

    private void feedWhatIsHere(WireBody to) {
        while (to.open() && peek() instanceof HttpContent content) {
            inbox.remove();
            to.feed(content);
            content.release();
        }
    }

    private boolean feed(WireBody to) {
        if (peek() instanceof HttpContent) {
            // First: once it is fed, the call may go on and set another deadline.
            bodyWanted = false;
            deadlineNanos = 0;
            feedWhatIsHere(to);
            return true;
        }
        if (inputEnded) {
            to.fail(WireBody.incomplete());
            return true;
        }
        if (continueOwed) {
            continueOwed = false;
            ctx.writeAndFlush(Unpooled.wrappedBuffer(Wire.CONTINUE));
        }
        if (bodyStartNanos == 0) {
            bodyStartNanos = System.nanoTime();
        }
        waitUntil(bodyStartNanos + patience.body().toNanos() + bodyBytes * NANOS_PER_BODY_BYTE);
        ctx.read();
        return false;
    }

    private boolean skip(WireBody of, @Nullable HttpObject message) {
        if (message instanceof HttpContent content) {
            of.forget(content);
            content.release();
            if (of.complete()) {
                awaitNext();
            }
        }
        boolean over = message == null && inputEnded;
        if (over || !of.complete() && bodyBytes > 2 * Limits.SKIPPED_BODY_BYTES.value()) {
            ctx.close();
            return false;
        }
        return message != null;
    }

    // An answer.

    /** The client has time to take so many bytes. From the call's thread. */
    void expectTaking(long bytes) {
        taking = true;
        waitUntil(System.nanoTime() + patience.body().toNanos() + bytes * NANOS_PER_BODY_BYTE);
    }

    /** Writes a part of an answer, and waits until it is gone. From the call's thread. */
    boolean write(ByteBuf part) {
        return ctx.writeAndFlush(part).awaitUninterruptibly().isSuccess();
    }

    /** Writes an answer's end and goes on to the next request. From any thread. */
    void finish(byte[] head, byte[] content, int from, boolean last, Runnable written) {
        run(() -> {
            int length = content.length - from;
            ByteBuf end = ctx.alloc().directBuffer(head.length + length);
            end.writeBytes(head).writeBytes(content, from, length);
            ctx.writeAndFlush(end)
                    .addListener(sent -> {
                        written.run();
                        finished(sent.isSuccess(), last);
                    });
        });
    }

    private void finished(boolean sent, boolean last) {
        call = null;
        taking = false;
        deadlineNanos = 0;
        boolean whole = body != null && body.complete();
        if (phase == Phase.GONE) {
            return;
        }
        if (!sent) {
            ctx.close();
        } else if (last || closing) {
            if (whole && inbox.isEmpty() && !decoder.hasMore()) {
                ctx.close();
            } else {
                linger();
            }
        } else if (whole) {
            awaitNext();
        } else {
            phase = Phase.SKIP;
            waitFor(patience.body().toNanos());
        }
        pump();
    }

    private void awaitNext() {
        phase = Phase.HEAD;
        body = null;
        headTimed = decoder.begun();
        waitFor((headTimed ? patience.head() : patience.idle()).toNanos());
    }

    /** Answers what is no request; nothing after it can be understood. */
    private void refuse(Problem problem) {
        phase = Phase.CALL;
        call = null;
        body = null;
        Answer answer = Answer.of(problem);
        byte[] head =
                Wire.head(
                        answer,
                        front.options().origins().allowed(Optional.empty()),
                        Wire.After.CLOSE);
        expectTaking(head.length + (long) answer.body().length);
        finish(head, answer.body(), 0, true, () -> {});
    }

    /** Hears what the client still sends for a moment, so that a reset does not eat the answer. */
    private void linger() {
        phase = Phase.LINGER;
        waitFor(TimeUnit.SECONDS.toNanos(Limits.LINGER_SECONDS.value()));
        if (ctx.channel() instanceof DuplexChannel socket) {
            socket.shutdownOutput();
        }
    }

    // Its end.

    private void waitFor(long nanos) {
        waitUntil(System.nanoTime() + nanos);
    }

    private void waitUntil(long nanos) {
        deadlineNanos = nanos == 0 ? 1 : nanos;
    }

    /** Has it cut off if it is late. From any thread. */
    void check(long nowNanos) {
        if (isLate(nowNanos)) {
            run(() -> {
                if (isLate(System.nanoTime())) {
                    late();
                }
            });
        }
    }

    private boolean isLate(long nowNanos) {
        long deadline = deadlineNanos;
        return deadline != 0 && nowNanos - deadline >= 0;
    }

    private void late() {
        deadlineNanos = 0;
        if (phase == Phase.HEAD && decoder.begun()) {
            refuse(tooSlow());
        } else if (phase == Phase.CALL && !taking && body != null) {
            body.fail(tooSlow());
        } else {
            ctx.close();
        }
    }

    private static Problem tooSlow() {
        return new Problem(408, "too_slow", "The request came too slowly; send it again.")
                .retryAfterMs(1000);
    }

    /** Closes it now if no request is under way, else after the one that is. From any thread. */
    void closeWhenIdle() {
        closing = true;
        run(() -> {
            if (phase == Phase.HEAD && !decoder.begun()) {
                ctx.close();
            }
        });
    }

    /** Ends it at once. From any thread. */
    void abort() {
        ctx.close();
    }

    private void run(Runnable task) {
        ctx.executor()
                .execute(() -> {
                    try {
                        task.run();
                    } catch (RuntimeException | Error fault) {
                        exceptionCaught(ctx, fault);
                    }
                });
    }
}
