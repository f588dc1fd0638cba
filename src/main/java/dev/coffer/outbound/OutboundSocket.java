package dev.coffer.outbound;

import dev.coffer.outbound.Unreachable.Reason;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * A connection to an address that was checked, with TLS for the name that it was found by. When its
 * time is over it is closed under whoever reads or writes: no host can hold a call by sending its
 * answer drop by drop.
 */
final class OutboundSocket implements AutoCloseable {

    /** Addresses of one host that are tried. */
    private static final int TRIED = 3;

    private final Socket plain;
    private final Future<?> end;
    private final Until until;
    private Socket socket;

    private OutboundSocket(Socket plain, Until until, ScheduledExecutorService timer)
            throws Unreachable {
        this.plain = plain;
        this.socket = plain;
        this.until = until;
        // What is left is rounded down: a millisecond more, so that it is over when it is closed.
        this.end = timer.schedule(this::close, until.leftMs() + 1, TimeUnit.MILLISECONDS);
    }

    static OutboundSocket open(
            Outside outside,
            List<InetAddress> addresses,
            int port,
            Until until,
            ScheduledExecutorService timer)
            throws Unreachable {
        for (InetAddress address : addresses.stream().limit(TRIED).toList()) {
            try {
                int left = until.leftMs();
                // The last one may take what is left.
                boolean last = address.equals(addresses.get(Math.min(TRIED, addresses.size()) - 1));
                Socket socket =
                        outside.connect(
                                new InetSocketAddress(address, port), last ? left : left / 2 + 1);
                return new OutboundSocket(socket, until, timer);
            } catch (IOException e) {
                until.leftMs();
            }
        }
        throw new Unreachable(Reason.NOT_CONNECTED);
    }

    /** Speaks TLS from here on; the certificate must be good for the host, if it is looked at. */
    SSLSession secure(SSLContext context, String host, int port, boolean verified)
            throws Unreachable {
        try {
            SSLSocket secured =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
            SSLParameters parameters = secured.getSSLParameters();
            if (verified) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            socket = secured;
            return secured.getSession();
        } catch (SSLException e) {
            throw failed(Reason.TLS);
        } catch (IOException e) {
            throw failed(Reason.NOT_CONNECTED);
        }
    }

    void send(byte[] bytes) throws Unreachable {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw failed(Reason.NOT_CONNECTED);
        }
    }

    InputStream in() throws IOException {
        return new BufferedInputStream(socket.getInputStream(), 16 * 1024);
    }

    Unreachable failed(Reason reason) {
        return new Unreachable(until.isOver() ? Reason.TIMEOUT : reason);
    }

    /**
     * The plain one is closed, as TLS would take its leave first, of a host that may not listen.
     */
    @Override
    public void close() {
        end.cancel(false);
        try {
            plain.close();
        } catch (IOException e) {
            // It is gone in any case.
        }
    }
}
