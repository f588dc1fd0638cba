package dev.coffer.http.netty;

import dev.coffer.endpoint.Limits;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;

import java.util.List;

/**
 * Netty's decoder, strict where it is lenient: a line of a head that begins with white space is
 * refused, and so is a length beside chunks.
 *
 * <p>One message at a time: what a client sends ahead stays bytes until it is asked for, as a
 * thousand small heads take much more memory than their text.
 */
final class Decoder extends HttpRequestDecoder {

    private boolean inHead = true;
    private boolean begun;
    private boolean broken;
    private long rawBytes;

    Decoder() {
        super(
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(Limits.REQUEST_LINE_BYTES.whole())
                        .setMaxHeaderSize(Limits.HEADER_BYTES.whole())
                        .setMaxChunkSize(64 * 1024));
        setSingleDecode(true);
    }

    /** Whether some of a head came that is not complete. */
    boolean begun() {
        return begun;
    }

    /** How much came in all, framing included. */
    long rawBytes() {
        return rawBytes;
    }

    /** Whether something came that has not been decoded. */
    boolean hasMore() {
        return begun || actualReadableBytes() > 0;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (message instanceof ByteBuf bytes) {
            rawBytes += bytes.readableBytes();
        }
        super.channelRead(ctx, message);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
            throws Exception {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (inHead) {
            begun |= !isLineEnd(in.getByte(in.readerIndex()));
            if (hasFoldedLine(in)) {
                in.skipBytes(in.readableBytes());
                out.add(folded());
                broken = true;
                begun = false;
                return;
            }
        }
        int before = out.size();
        super.decode(ctx, in, out);
        for (int i = before; i < out.size(); i++) {
            if (out.get(i) instanceof HttpRequest) {
                inHead = false;
                begun = false;
            }
            if (out.get(i) instanceof LastHttpContent) {
                inHead = true;
            }
        }
    }

    private static boolean isLineEnd(byte b) {
        return b == '\r' || b == '\n';
    }

    /** Netty would join it to the line before, or take it for a header of its own. */
    private static boolean hasFoldedLine(ByteBuf in) {
        int end = in.writerIndex();
        for (int line = in.readerIndex(); line < end; ) {
            byte first = in.getByte(line);
            if (first == ' ' || first == '\t') {
                return true;
            }
            if (first == '\r' && line > in.readerIndex()) {
                return false; // The end of the head.
            }
            int lineFeed = in.indexOf(line, end, (byte) '\n');
            if (lineFeed < 0) {
                return false;
            }
            line = lineFeed + 1;
        }
        return false;
    }

    private static HttpMessage folded() {
        HttpMessage message =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/folded");
        message.setDecoderResult(
                DecoderResult.failure(new IllegalArgumentException("a line that is folded")));
        return message;
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both a length and chunks");
    }
}
