package dev.coffer.http.netty;

import dev.coffer.http.Dispatch;
import dev.coffer.http.EndedCall;
import dev.coffer.http.Options;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The HTTP/1.1 server: every call a virtual thread, every answer ours.
 *
 * <p>{@link #close} stops accepting, lets the calls in flight finish within a bound, and returns
 * when they have.
 */
public final class HttpServer implements AutoCloseable {

    private static final int BACKLOG = 1024;

    private final Front front;
    private final EventLoopGroup loops;
    private final Channel listener;
    private final int port;
    private volatile boolean closing;

    private HttpServer(Front front, EventLoopGroup loops, Channel listener) {
        this.front = front;
        this.loops = loops;
        this.listener = listener;
        this.port = ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /**
     * Starts to answer.
     *
     * @param ended hears of each call when it is over, and must not block
     * @throws IllegalStateException if it can't listen there
     */
    public static HttpServer start(Options options, Dispatch dispatch, Consumer<EndedCall> ended) {
        return start(options, dispatch, ended, HttpServer::told);
    }

    /** As a thread that dies is, by whoever looks after threads. */
    private static void told(String why) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler()
                .uncaughtException(thread, new IllegalStateException(why));
    }

    /**
     * The same.
     *
     * @param died told why, if what must live dies
     */
    static HttpServer start(
            Options options, Dispatch dispatch, Consumer<EndedCall> ended, Consumer<String> died) {
        EventLoopGroup loops =
                new MultiThreadIoEventLoopGroup(
                        Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                        new DefaultThreadFactory("http", true),
                        NioIoHandler.newFactory());
        Front front = new Front(options, dispatch, ended);
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.AUTO_READ, false)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        front.open(channel);
                                    }
                                })
                        .bind(options.host(), options.port())
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new IllegalStateException(
                    "can't listen on %s:%d: %s"
                            .formatted(options.host(), options.port(), bound.cause().getMessage()),
                    bound.cause());
        }
        HttpServer server = new HttpServer(front, loops, bound.channel());
        server.watch(died);
        return server;
    }

    private void watch(Consumer<String> died) {
        long period = period(front.options().patience());
        loops.next()
                .scheduleAtFixedRate(front::cutOffLate, period, period, TimeUnit.NANOSECONDS)
                .addListener(_ -> told(died, "the watch over slow clients died"));
        listener.closeFuture().addListener(_ -> told(died, "the HTTP listener closed"));
        loops.forEach(loop ->
                loop.terminationFuture().addListener(_ -> told(died, "an HTTP event loop died")));
    }

    private void told(Consumer<String> died, String what) {
        if (!closing) {
            died.accept(what);
        }
    }

    Front front() {
        return front;
    }

    EventLoopGroup loops() {
        return loops;
    }

    private static long period(Options.Patience patience) {
        long shortest =
                Math.min(
                        patience.head().toNanos(),
                        Math.min(patience.body().toNanos(), patience.idle().toNanos()));
        return Math.clamp(shortest / 10, 10_000_000L, 1_000_000_000L);
    }

    /** The port that it listens on, or did. */
    public int port() {
        return port;
    }

    /** How many connections are open. */
    public int connections() {
        return front.open().size();
    }

    /** How many calls are under way, to the last byte of their answers. */
    public long callsInFlight() {
        return front.inFlight().sum();
    }

    @Override
    public void close() {
        closing = true;
        listener.close().awaitUninterruptibly();
        ChannelGroup open = front.open();
        front.closeWhenIdle();
        open.newCloseFuture().awaitUninterruptibly(front.options().patience().close().toMillis());
        open.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
