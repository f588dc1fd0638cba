package dev.coffer.tool.net;

import dev.coffer.outbound.Handshake;

import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Certificates as they are shown, and what is wrong with a host's (RFC 5280, RFC 9525). */
final class Certificates {

    /** Names that are shown; some certificates have hundreds. */
    private static final int NAMES = 100;

    private static final int DNS = 2;
    private static final int IP = 7;

    /** One certificate; {@code keyBits} is left out where the kind of key does not say. */
    record Shown(
            String subject,
            String issuer,
            String serialNumber,
            Instant validFrom,
            Instant validTo,
            long daysRemaining,
            List<String> subjectAltNames,
            String signatureAlgorithm,
            String keyType,
            Optional<Integer> keyBits,
            String fingerprintSha256) {

        static Shown of(X509Certificate certificate, Instant now) {
            Instant end = certificate.getNotAfter().toInstant();
            return new Shown(
                    certificate.getSubjectX500Principal().getName(),
                    certificate.getIssuerX500Principal().getName(),
                    certificate.getSerialNumber().toString(16),
                    certificate.getNotBefore().toInstant(),
                    end,
                    Duration.between(now, end).toDays(),
                    names(certificate, DNS, IP).stream().limit(NAMES).toList(),
                    certificate.getSigAlgName(),
                    certificate.getPublicKey().getAlgorithm(),
                    bits(certificate.getPublicKey()),
                    fingerprint(certificate));
        }
    }

    private Certificates() {}

    /** What is wrong with them for that host; empty if nothing is. */
    static Optional<String> fault(Handshake seen, String host, Instant now) {
        X509Certificate own = seen.chain().getFirst();
        if (now.isAfter(own.getNotAfter().toInstant())) {
            return Optional.of("the certificate has expired");
        }
        if (now.isBefore(own.getNotBefore().toInstant())) {
            return Optional.of("the certificate is not valid yet");
        }
        if (!isFor(own, host)) {
            return Optional.of("the certificate is for other names");
        }
        if (!seen.trusted()) {
            return Optional.of(
                    own.getSubjectX500Principal().equals(own.getIssuerX500Principal())
                            ? "the certificate is signed by itself"
                            : "nobody who is trusted vouches for the certificate");
        }
        return Optional.empty();
    }

    private static boolean isFor(X509Certificate certificate, String host) {
        String wanted = host.toLowerCase(Locale.ROOT).replaceAll("\\.$", "");
        return names(certificate, DNS).stream().anyMatch(name -> matches(name, wanted))
                || names(certificate, IP).stream().anyMatch(ip -> isSameAddress(ip, wanted));
    }

    /** A star stands for the first label, all of it, and for one only. */
    private static boolean matches(String name, String host) {
        String pattern = name.toLowerCase(Locale.ROOT);
        int dot = host.indexOf('.');
        return pattern.equals(host)
                || pattern.startsWith("*.")
                        && dot > 0
                        && pattern.substring(1).equals(host.substring(dot));
    }

    private static boolean isSameAddress(String one, String other) {
        try {
            return InetAddress.ofLiteral(one)
                    .equals(InetAddress.ofLiteral(other.replaceAll("[\\[\\]]", "")));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static List<String> names(X509Certificate certificate, int... kinds) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            for (List<?> name : all == null ? List.<List<?>>of() : all) {
                for (int kind : kinds) {
                    if (name.getFirst().equals(kind) && name.get(1) instanceof String text) {
                        names.add(text);
                    }
                }
            }
        } catch (CertificateParsingException e) {
            // Names that can't be read are none.
        }
        return names;
    }

    private static Optional<Integer> bits(PublicKey key) {
        return switch (key) {
            case RSAPublicKey rsa -> Optional.of(rsa.getModulus().bitLength());
            case ECPublicKey ec -> Optional.of(ec.getParams().getOrder().bitLength());
            default -> Optional.empty();
        };
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that came encoded, and SHA-256", e);
        }
    }
}
