package dev.coffer.http.netty;

import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Capacity;
import dev.coffer.http.Budget;
import dev.coffer.http.Dispatch;
import dev.coffer.http.EndedCall;
import dev.coffer.http.Options;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * What all connections share, which of them are open, and how many calls are under way.
 *
 * @param ended hears of each call when it is over, and must not block
 */
record Front(
        Options options,
        Dispatch dispatch,
        Consumer<EndedCall> ended,
        Budget budget,
        LongAdder inFlight,
        ChannelGroup open,
        Map<String, Integer> ofAddresses) {

    Front(Options options, Dispatch dispatch, Consumer<EndedCall> ended) {
        this(
                options,
                dispatch,
                ended,
                new Budget(options.bodyBudgetBytes(), options.patience().room()),
                new LongAdder(),
                new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true),
                new ConcurrentHashMap<>());
    }

    /** Takes a new connection in, or closes it if there are too many. */
    void open(Channel channel) {
        String address =
                channel.remoteAddress() instanceof InetSocketAddress peer
                        ? peer.getAddress().getHostAddress()
                        : "";
        Capacities most = dispatch.capacities();
        int ofAddress = ofAddresses.merge(address, 1, Integer::sum);
        channel.closeFuture()
                .addListener(_ ->
                        ofAddresses.computeIfPresent(
                                address, (_, count) -> count == 1 ? null : count - 1));
        boolean tooMany =
                !options.trustProxy() && ofAddress > most.of(Capacity.CONNECTIONS_OF_ADDRESS);
        if (tooMany || open.size() >= most.of(Capacity.CONNECTIONS)) {
            channel.close();
            return;
        }
        Decoder decoder = new Decoder();
        channel.pipeline().addLast(decoder);
        ChannelHandlerContext context = channel.pipeline().context(decoder);
        channel.pipeline().addLast(new Connection(this, decoder, context));
        open.add(channel);
    }

    void cutOffLate() {
        long now = System.nanoTime();
        each(connection -> connection.check(now));
    }

    void closeWhenIdle() {
        each(Connection::closeWhenIdle);
    }

    /** One that ends just now has no handlers any more. */
    private void each(Consumer<Connection> does) {
        for (Channel channel : open) {
            Connection connection = channel.pipeline().get(Connection.class);
            if (connection != null) {
                does.accept(connection);
            }
        }
    }
}
