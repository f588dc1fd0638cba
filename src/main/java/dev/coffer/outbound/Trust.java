package dev.coffer.outbound;

import org.jspecify.annotations.Nullable;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whose certificates are good. The JDK's list is long: it is read when it is first asked. */
final class Trust {

    private final Optional<X509TrustManager> given;
    private @Nullable X509TrustManager manager;
    private @Nullable SSLContext context;

    /**
     * Of those that are given.
     *
     * @param given empty for the JDK's list
     */
    Trust(Optional<X509TrustManager> given) {
        this.given = given;
    }

    synchronized X509TrustManager manager() {
        X509TrustManager known = manager;
        if (known == null) {
            known = given.orElseGet(Trust::jdks);
            manager = known;
        }
        return known;
    }

    synchronized SSLContext context() {
        SSLContext known = context;
        if (known == null) {
            known = contextOf(manager());
            context = known;
        }
        return known;
    }

    static SSLContext contextOf(X509TrustManager manager) {
        try {
            SSLContext made = SSLContext.getInstance("TLS");
            made.init(null, new TrustManager[] {manager}, new SecureRandom());
            return made;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    private static X509TrustManager jdks() {
        try {
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .findFirst()
                    .orElseThrow();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has a list of whom it trusts", e);
        }
    }
}
