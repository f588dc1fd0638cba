package dev.coffer.outbound;

import dev.coffer.outbound.Unreachable.Reason;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
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

    static Handshake with(
            OutboundSocket socket, Optional<X509TrustManager> trusts, OutboundUrl url, Until until)
            throws Unreachable {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Looking()}, new SecureRandom());
            SSLSession session = socket.secure(context, url.host(), url.port(), false);
            List<X509Certificate> chain =
                    Arrays.stream(session.getPeerCertificates())
                            .filter(X509Certificate.class::isInstance)
                            .map(X509Certificate.class::cast)
                            .toList();
            return new Handshake(
                    chain,
                    isTrusted(trusts.isPresent() ? trusts.get() : jdks(), chain),
                    session.getProtocol(),
                    session.getCipherSuite(),
                    until.passedMs());
        } catch (SSLPeerUnverifiedException e) {
            throw new Unreachable(Reason.TLS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
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

    private static X509TrustManager jdks() throws GeneralSecurityException {
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow();
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
