package dev.coffer.http.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.ReferenceCountUtil;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What came on a connection and is not taken yet. Nothing is read of the wire, and of what was read
 * nothing decoded, before somebody asks for it. All on the event loop.
 */
final class Inbox {

    private final ChannelHandlerContext ctx;
    private final Decoder decoder;
    private final Deque<HttpObject> messages = new ArrayDeque<>(2);
    private boolean ended;

    Inbox(ChannelHandlerContext ctx, Decoder decoder) {
        this.ctx = ctx;
        this.decoder = decoder;
    }

    void add(HttpObject message) {
        messages.add(message);
    }

    /** The client sends no more. */
    void end() {
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Whether there is nothing left, not even a part of a message. */
    boolean isEmpty() {
        return messages.isEmpty() && !decoder.hasMore();
    }

    /** The next message of what was read. */
    @Nullable HttpObject peek() {
        if (messages.isEmpty() && decoder.hasMore()) {
            ctx.pipeline().fireChannelRead(Unpooled.EMPTY_BUFFER);
        }
        return messages.peek();
    }

    /** Takes the next message away; if there is none yet it is asked for. */
    @Nullable HttpObject next() {
        HttpObject message = peek();
        if (message != null) {
            messages.remove();
        } else {
            askForMore();
        }
        return message;
    }

    void askForMore() {
        if (!ended) {
            ctx.read();
        }
    }

    void clear() {
        messages.forEach(ReferenceCountUtil::release);
        messages.clear();
    }
}
