package dev.coffer.http.netty;

import static java.util.Objects.requireNonNull;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.http.Correlation;
import dev.coffer.http.EndedCall;
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
import java.time.Duration;
import java.util.Optional;

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
    private final Inbox inbox;
    private final Deadline deadline = new Deadline();

    private Phase phase = Phase.HEAD;
    private boolean headTimed;
    private boolean pumping;
    private @Nullable Exchange call;
    private @Nullable WireBody body;
    private boolean bodyWanted;
    private boolean continueOwed;
    private long bodyStartNanos;
    private long bytesBeforeBody;

    private volatile boolean taking;
    private volatile long bodyBytes;
    private volatile boolean closing;

    /** Stands behind its decoder in a new channel's pipeline. */
    Connection(Front front, Decoder decoder, ChannelHandlerContext decoderContext) {
        this.front = front;
        this.patience = front.options().patience();
        this.decoder = decoder;
        this.ctx = decoderContext;
        this.inbox = new Inbox(ctx, decoder);
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
        deadline.in(patience.head());
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
        deadline.none();
        inputEnds();
        if (body != null) {
            body.fail(WireBody.incomplete());
        }
        inbox.clear();
    }

    private void inputEnds() {
        inbox.end();
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
            case HEAD -> awaitHead(inbox.next());
            case CALL -> {
                if (body != null && body.open()) {
                    yield bodyWanted && feed(body);
                }
                // Only to learn that the client hangs up; what else comes is the next request's.
                if (inbox.peek() == null) {
                    inbox.askForMore();
                }
                yield false;
            }
            case SKIP -> skip(requireNonNull(body), inbox.next());
            case LINGER -> {
                HttpObject rest = inbox.next();
                ReferenceCountUtil.release(rest);
                if (rest == null && inbox.hasEnded()) {
                    ctx.close();
                }
                yield rest != null;
            }
            case GONE -> false;
        };
    }

    // A request.

    private boolean awaitHead(@Nullable HttpObject message) {
        if (message instanceof HttpRequest request) {
            begin(request);
        } else if (message == null && inbox.hasEnded()) {
            ctx.close();
        } else if (!headTimed && decoder.begun()) {
            headTimed = true;
            deadline.in(patience.head());
        }
        return message != null;
    }

    private void begin(HttpRequest request) {
        deadline.none();
        if (request.decoderResult().cause() instanceof PrematureChannelClosureException) {
            ctx.close();
            return;
        }
        Head head;
        try {
            head = Head.of(request);
        } catch (Problem problem) {
            refuse(
                    problem,
                    Correlation.of(name -> Optional.ofNullable(request.headers().get(name))));
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
        if (inbox.hasEnded()) {
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
        while (to.open() && inbox.peek() instanceof HttpContent content) {
            inbox.next();
            to.feed(content);
            content.release();
        }
    }

    private boolean feed(WireBody to) {
        if (inbox.peek() instanceof HttpContent) {
            // First: once it is fed, the call may go on and set another deadline.
            bodyWanted = false;
            deadline.none();
            feedWhatIsHere(to);
            return true;
        }
        if (inbox.hasEnded()) {
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
        deadline.at(bodyStartNanos + patience.body().toNanos() + bodyBytes * NANOS_PER_BODY_BYTE);
        inbox.askForMore();
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
        boolean over = message == null && inbox.hasEnded();
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
        deadline.at(System.nanoTime() + patience.body().toNanos() + bytes * NANOS_PER_BODY_BYTE);
    }

    /** Writes a part of an answer, and waits until it is gone. From the call's thread. */
    boolean write(ByteBuf part) {
        return ctx.writeAndFlush(part).awaitUninterruptibly().isSuccess();
    }

    /** Writes an answer's end and goes on to the next request. From any thread. */
    void finish(byte[] head, byte[] content, int from, boolean last, Runnable written) {
        run(() -> {
            ByteBuf end;
            try {
                int length = content.length - from;
                end = ctx.alloc().directBuffer(head.length + length);
                end.writeBytes(head).writeBytes(content, from, length);
            } catch (RuntimeException | Error fault) {
                written.run(); // What it holds is given back, whatever becomes of the connection.
                throw fault;
            }
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
        deadline.none();
        boolean whole = body != null && body.complete();
        if (phase == Phase.GONE) {
            return;
        }
        if (!sent) {
            ctx.close();
        } else if (last || closing) {
            if (whole && inbox.isEmpty()) {
                ctx.close();
            } else {
                linger();
            }
        } else if (whole) {
            awaitNext();
        } else {
            phase = Phase.SKIP;
            deadline.in(patience.body());
        }
        pump();
    }

    private void awaitNext() {
        phase = Phase.HEAD;
        body = null;
        headTimed = decoder.begun();
        deadline.in(headTimed ? patience.head() : patience.idle());
    }

    /** Answers what is no request; nothing after it can be understood. */
    private void refuse(Problem problem, Correlation correlation) {
        phase = Phase.CALL;
        call = null;
        body = null;
        Answer answer = correlation.in(Answer.of(problem));
        byte[] head =
                Wire.head(
                        answer,
                        front.options().origins().allowed(Optional.empty()),
                        Wire.After.CLOSE,
                        correlation.requestId());
        long bytes = head.length + (long) answer.body().length;
        EndedCall ended =
                new EndedCall(
                        "",
                        Optional.empty(),
                        "",
                        answer.status(),
                        bytes,
                        0,
                        System.currentTimeMillis(),
                        remoteAddress,
                        correlation);
        expectTaking(bytes);
        finish(head, answer.body(), 0, true, () -> front.ended().accept(ended));
    }

    /** Hears what the client still sends for a moment, so that a reset does not eat the answer. */
    private void linger() {
        phase = Phase.LINGER;
        deadline.in(Duration.ofSeconds(Limits.LINGER_SECONDS.value()));
        if (ctx.channel() instanceof DuplexChannel socket) {
            socket.shutdownOutput();
        }
    }

    // Its end.

    /** Has it cut off if it is late. From any thread. */
    void check(long nowNanos) {
        if (deadline.isOver(nowNanos)) {
            run(() -> {
                if (deadline.isOver(System.nanoTime())) {
                    late();
                }
            });
        }
    }

    private void late() {
        deadline.none();
        if (phase == Phase.HEAD && decoder.begun()) {
            refuse(tooSlow(), Correlation.ofNothing());
        } else if (phase == Phase.CALL && !taking && body != null) {
            body.fail(tooSlow());
        } else {
            ctx.close();
        }
    }

    private static Problem tooSlow() {
        return new Problem(ErrorCode.TOO_SLOW, "The request came too slowly; send it again.")
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
