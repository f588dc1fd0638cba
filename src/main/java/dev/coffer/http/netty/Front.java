package dev.coffer.http.netty;

import dev.coffer.http.AccessLog;
import dev.coffer.http.Budget;
import dev.coffer.http.Dispatch;
import dev.coffer.http.Options;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;

/** What all connections share, and which of them are open. */
record Front(
        Options options, Dispatch dispatch, AccessLog accessLog, Budget budget, ChannelGroup open) {

    Front(Options options, Dispatch dispatch, AccessLog accessLog) {
        this(
                options,
                dispatch,
                accessLog,
                new Budget(options.bodyBudgetBytes(), options.patience().room()),
                new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true));
    }

    /** Takes a new connection in. */
    void open(Channel channel) {
        Decoder decoder = new Decoder();
        channel.pipeline().addLast(decoder);
        ChannelHandlerContext context = channel.pipeline().context(decoder);
        channel.pipeline().addLast(new Connection(this, decoder, context));
        open.add(channel);
    }

    void cutOffLate() {
        long now = System.nanoTime();
        open.forEach(channel -> connection(channel).check(now));
    }

    void closeWhenIdle() {
        open.forEach(channel -> connection(channel).closeWhenIdle());
    }

    private static Connection connection(Channel channel) {
        return channel.pipeline().get(Connection.class);
    }
}
