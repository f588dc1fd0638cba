package dev.coffer.http.helidon;

import dev.coffer.http.Options;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;

import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;

/**
 * A client's connection as Helidon sees it, with our gate before its bytes and our router.
 *
 * @param remoteAddress the address at the other end: the caller's or a proxy's
 */
record Connection(
        ConnectionContext raw,
        Router router,
        Gate gate,
        DataReader dataReader,
        String remoteAddress)
        implements ConnectionContext {

    static Connection of(ConnectionContext raw, Router router, Options.Patience patience) {
        Gate gate = new Gate(raw.serverSocket(), raw.dataWriter(), patience);
        String remoteAddress =
                raw.remotePeer().address() instanceof InetSocketAddress peer
                                && peer.getAddress() != null
                        ? peer.getAddress().getHostAddress()
                        : "";
        return new Connection(raw, router, gate, DataReader.create(gate), remoteAddress);
    }

    @Override
    public DataWriter dataWriter() {
        return gate;
    }

    @Override
    public ListenerContext listenerContext() {
        return raw.listenerContext();
    }

    @Override
    public ExecutorService executor() {
        return raw.executor();
    }

    @Override
    public HelidonSocket serverSocket() {
        return raw.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
        return raw.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
        return raw.localPeer();
    }

    @Override
    public boolean isSecure() {
        return raw.isSecure();
    }

    @Override
    public String socketId() {
        return raw.socketId();
    }

    @Override
    public String childSocketId() {
        return raw.childSocketId();
    }
}
