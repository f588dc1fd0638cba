package dev.coffer.outbound;

import dev.coffer.outbound.Unreachable.Reason;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * What a host shows at the beginning of TLS.
 *
 * @param chain its certificates, its own first
 * @param trusted whether somebody who is trusted vouches for them, and they are good now
 */
public record Handshake(
        List<X509Certificate> chain, boolean trusted, String protocol, String cipher, long ms) {

    private static final SSLContext LOOKING = Trust.contextOf(new Looking());

    static Handshake with(OutboundSocket socket, Trust trust, OutboundUrl url, Until until)
            throws Unreachable {
        try {
            SSLSession session = socket.secure(LOOKING, url.host(), url.port(), false);
            List<X509Certificate> chain =
                    Arrays.stream(session.getPeerCertificates())
                            .filter(X509Certificate.class::isInstance)
                            .map(X509Certificate.class::cast)
                            .toList();
            return new Handshake(
                    chain,
                    isTrusted(trust.manager(), chain),
                    session.getProtocol(),
                    session.getCipherSuite(),
                    until.passedMs());
        } catch (SSLPeerUnverifiedException e) {
            throw new Unreachable(Reason.TLS);
        }
    }

    private static boolean isTrusted(X509TrustManager trusts, List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            return false;
        }
        try {
            trusts.checkServerTrusted(
                    chain.toArray(X509Certificate[]::new),
                    chain.getFirst().getPublicKey().getAlgorithm().equals("RSA")
                            ? "ECDHE_RSA"
                            : "ECDHE_ECDSA");
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    /** Takes whatever is shown: it is looked at afterwards, and nothing is sent over it. */
    private static final class Looking extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
