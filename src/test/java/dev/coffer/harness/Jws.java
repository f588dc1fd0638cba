package dev.coffer.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Json;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/** A signed receipt, as somebody reads it who knows no more of a service than its documents say. */
public record Jws(String input, JsonNode head, JsonNode payload, byte[] signature) {

    private static final String KEYS = "/.well-known/jwks.json";

    /** What stands before the 32 bytes of an Ed25519 key in X.509 (RFC 8410). */
    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

    /** A compact one; no line of it is looked at yet. */
    public static Jws of(String compact) {
        String[] parts = compact.split("\\.");
        assertThat(parts).hasSize(3);
        return new Jws(
                parts[0] + "." + parts[1],
                Json.MAPPER.readTree(bytes(parts[0])),
                Json.MAPPER.readTree(bytes(parts[1])),
                bytes(parts[2]));
    }

    private static byte[] bytes(String base64url) {
        return Base64.getUrlDecoder().decode(base64url);
    }

    public static JsonNode keys(Caller service) {
        return service.get(KEYS).expect(200).json();
    }

    /** Whether one of these keys, by its id, has signed it. */
    public boolean isBy(JsonNode keys) {
        for (JsonNode key : keys.path("keys")) {
            if (key.path("kid").equals(head.path("kid"))) {
                return isSignedBy(key);
            }
        }
        return false;
    }

    private boolean isSignedBy(JsonNode key) {
        byte[] point = bytes(key.path("x").stringValue());
        byte[] coded = new byte[X509.length + point.length];
        System.arraycopy(X509, 0, coded, 0, X509.length);
        System.arraycopy(point, 0, coded, X509.length, point.length);
        try {
            PublicKey ed25519 =
                    KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(coded));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(ed25519);
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return signature.verify(this.signature);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The digest of a request, as receipts have it. */
    public static String digest(String method, String target, byte[] body) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update((method + " " + target + "\n").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha256.digest(body));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
