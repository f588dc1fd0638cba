package dev.coffer.outbound;

import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Resolver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.X509TrustManager;

/** The door to the outside: names become addresses, addresses connections. */
public interface Outside {

    /** All addresses of a name, or the one that a literal says; blocks. */
    List<InetAddress> resolve(String host) throws IOException;

    /** A connection to exactly that address, within so long. */
    Socket connect(InetSocketAddress to, int timeoutMs) throws IOException;

    /** Whose certificates are good; empty for the JDK's list. */
    default Optional<X509TrustManager> trusts() {
        return Optional.empty();
    }

    /** Who is asked for records of the DNS that are not addresses of hosts. */
    default Resolver dns() {
        return new ExtendedResolver();
    }

    /** The machine's own: its resolver and its sockets. */
    static Outside real() {
        return new Outside() {
            @Override
            public List<InetAddress> resolve(String host) throws IOException {
                return List.of(InetAddress.getAllByName(host));
            }

            @Override
            public Socket connect(InetSocketAddress to, int timeoutMs) throws IOException {
                Socket socket = new Socket(java.net.Proxy.NO_PROXY);
                try {
                    socket.connect(to, timeoutMs);
                    socket.setTcpNoDelay(true);
                    return socket;
                } catch (IOException e) {
                    socket.close();
                    throw e;
                }
            }
        };
    }
}
