package dev.coffer.payment;

import dev.coffer.endpoint.Problem;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Bearer tokens: a chain of HMACs over an owner and caveats, as macaroons are. Each caveat is
 * signed with the signature before it, so whoever holds a token can add a caveat without asking,
 * and nobody can take one off. Checking one takes microseconds and no store.
 *
 * <p>Text: {@code cof_} and base64url of the lines owner, id, caveats..., then the last signature.
 * A caveat that this version does not know makes the token void.
 */
public final class Tokens {

    private static final String PREFIX = "cof_";
    private static final String UNTIL = "until ";
    private static final int ID_BYTES = 12;
    private static final int MAX_CHARS = 4096;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /** Tokens whose signature was checked lately; all forgotten when there are too many. */
    private static final int KNOWN_TOKENS = 10_000;

    /** What this service issues is shorter; one with many caveats is checked each time. */
    private static final int KNOWN_CHARS = 320;

    private record Verified(String owner, List<String> caveats) {}

    private final Map<String, Verified> known = new ConcurrentHashMap<>();
    private final byte[] key;
    private final RandomGenerator random;

    public Tokens(byte[] key, RandomGenerator random) {
        this.key = key.clone();
        this.random = random;
    }

    /** A token for all that its owner may do, until an instant in epoch milliseconds. */
    public String issue(String owner, long untilMs) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        String caveat = UNTIL + untilMs;
        String head = owner + "\n" + HexFormat.of().formatHex(id);
        byte[] signature = hmac(hmac(key, head), caveat);
        byte[] lines = (head + "\n" + caveat).getBytes(StandardCharsets.UTF_8);
        return PREFIX + ENCODER.encodeToString(lines) + "." + ENCODER.encodeToString(signature);
    }

    /** What may be kept of a token: all but the signature, without which it is worth nothing. */
    public static String unsigned(String token) {
        return token.substring(0, token.indexOf('.') + 1);
    }

    /** The token that an {@link #unsigned} one was. */
    public String signed(String unsigned) {
        String lines = unsigned.substring(PREFIX.length(), unsigned.length() - 1);
        String[] parts =
                new String(Base64.getUrlDecoder().decode(lines), StandardCharsets.UTF_8)
                        .split("\n", -1);
        return unsigned + ENCODER.encodeToString(signature(parts));
    }

    /**
     * Whose token it is.
     *
     * @throws Problem 401 {@code invalid_token} or {@code token_expired}
     */
    public String owner(String token, long nowMs) {
        Verified verified = known.get(token);
        if (verified == null) {
            verified = verified(token);
            if (known.size() >= KNOWN_TOKENS) {
                known.clear();
            }
            if (token.length() <= KNOWN_CHARS) {
                known.put(token, verified);
            }
        }
        verified.caveats().forEach(caveat -> check(caveat, nowMs));
        return verified.owner();
    }

    /** Checks the signature, which never changes; whether the caveats hold does. */
    private Verified verified(String token) {
        int dot = token.indexOf('.');
        if (!token.startsWith(PREFIX) || dot < 0 || token.length() > MAX_CHARS) {
            throw invalid();
        }
        String lines;
        byte[] claimed;
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token.substring(PREFIX.length(), dot));
            lines = new String(bytes, StandardCharsets.UTF_8);
            claimed = Base64.getUrlDecoder().decode(token.substring(dot + 1));
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
        String[] parts = lines.split("\n", -1);
        if (parts.length < 2) {
            throw invalid();
        }
        if (!MessageDigest.isEqual(signature(parts), claimed)) {
            throw invalid();
        }
        return new Verified(parts[0], List.of(parts).subList(2, parts.length));
    }

    /** The last of a chain: owner and id, then each caveat. */
    private byte[] signature(String[] lines) {
        byte[] signature = hmac(key, lines[0] + "\n" + lines[1]);
        for (int i = 2; i < lines.length; i++) {
            signature = hmac(signature, lines[i]);
        }
        return signature;
    }

    private static void check(String caveat, long nowMs) {
        if (!caveat.startsWith(UNTIL)) {
            throw invalid();
        }
        try {
            if (Long.parseLong(caveat.substring(UNTIL.length())) > nowMs) {
                return;
            }
        } catch (NumberFormatException e) {
            throw invalid();
        }
        throw refused("token_expired", "The token has expired; a deposit gives a new one.");
    }

    private static Problem invalid() {
        return refused(
                "invalid_token",
                "The bearer token is not one of this service; POST /api/account/deposit gives one.");
    }

    private static Problem refused(String code, String detail) {
        return new Problem(401, code, detail)
                .withHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
