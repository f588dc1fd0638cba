package dev.coffer.payment;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A bearer token: a chain of HMACs over an owner, an id and caveats, as macaroons are. Each caveat
 * is signed with the signature before it, so whoever holds a token can add one without asking, and
 * nobody can take one off.
 *
 * <p>Text: {@code cof_} and base64url of the lines owner, id, caveats..., then {@code .} and
 * base64url of the last signature; there is no other spelling of it. The id begins with the number
 * of the key that the first signature was made with.
 *
 * @param caveats the lines, as they are signed
 * @param signature the last one, HMAC-SHA256
 */
public record BearerToken(String owner, String id, List<String> caveats, byte[] signature) {

    private static final String PREFIX = "cof_";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Pattern ID = Pattern.compile("(0|[1-9][0-9]{0,17})\\.[0-9a-f]{24}");

    /** A caveat, and the chain's signature with it. */
    record Link(String line, Caveat caveat, byte[] signature) {

        /** What counts against it counts under this name, whatever is added to the token. */
        String digest() {
            try {
                MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
                return HexFormat.of().formatHex(sha256.digest(signature));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The refusal of what a caveat is against: 403. */
    static Problem notAllowed(String caveat) {
        return new Problem(
                        ErrorCode.NOT_ALLOWED,
                        "The token does not allow this: its caveat is `%s`.".formatted(caveat))
                .with("caveat", caveat);
    }

    /** A new one. */
    static BearerToken signed(byte[] key, String owner, String id, List<String> caveats) {
        byte[] first = hmac(key, owner + "\n" + id);
        return new BearerToken(owner, id, List.of(), first).narrowed(caveats);
    }

    /** The same with more caveats. */
    public BearerToken narrowed(List<String> more) {
        byte[] last = signature;
        for (String caveat : more) {
            last = hmac(last, caveat);
        }
        List<String> all = Stream.concat(caveats.stream(), more.stream()).toList();
        return new BearerToken(owner, id, all, last);
    }

    public String text() {
        List<String> lines = new ArrayList<>(List.of(owner, id));
        lines.addAll(caveats);
        byte[] bytes = String.join("\n", lines).getBytes(StandardCharsets.US_ASCII);
        return PREFIX + ENCODER.encodeToString(bytes) + "." + ENCODER.encodeToString(signature);
    }

    /** A token as its text says it, whoever signed it; empty if that is none. */
    public static Optional<BearerToken> of(String text) {
        int dot = text.indexOf('.');
        if (!text.startsWith(PREFIX)
                || dot < 0
                || text.length() > TokenLimits.TOKEN_CHARS.value()) {
            return Optional.empty();
        }
        try {
            byte[] head = Base64.getUrlDecoder().decode(text.substring(PREFIX.length(), dot));
            byte[] signature = Base64.getUrlDecoder().decode(text.substring(dot + 1));
            String[] lines = new String(head, StandardCharsets.US_ASCII).split("\n", -1);
            if (lines.length < 2 || key(lines[1]).isEmpty()) {
                return Optional.empty();
            }
            List<String> caveats = List.copyOf(Arrays.asList(lines).subList(2, lines.length));
            // Padding, loose last bits, and bytes beyond ASCII do not come back.
            return Optional.of(new BearerToken(lines[0], lines[1], caveats, signature))
                    .filter(token -> token.text().equals(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The number of the key that the token of an id was made with; empty if it is no id. */
    static Optional<Long> key(String id) {
        Matcher matcher = ID.matcher(id);
        return matcher.matches() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
    }

    /** The chain, if a key made it; empty if it did not, or if a caveat is not known. */
    Optional<List<Link>> links(byte[] key) {
        byte[] last = hmac(key, owner + "\n" + id);
        List<Link> links = new ArrayList<>();
        for (String line : caveats) {
            last = hmac(last, line);
            Optional<Caveat> caveat = Caveat.of(line);
            if (caveat.isEmpty()) {
                return Optional.empty();
            }
            links.add(new Link(line, caveat.get(), last));
        }
        return MessageDigest.isEqual(last, signature) ? Optional.of(links) : Optional.empty();
    }

    /** What keeps it from being taken, whoever signed it; empty if nothing does. */
    public Optional<String> fault() {
        for (String line : caveats) {
            if (Caveat.of(line).isEmpty()) {
                return Optional.of("`%s` is no caveat".formatted(line));
            }
        }
        if (caveats.size() > TokenLimits.TOKEN_CAVEATS.value()) {
            return Optional.of("at most %d caveats".formatted(TokenLimits.TOKEN_CAVEATS.value()));
        }
        long caps =
                caveats.stream()
                        .flatMap(line -> Caveat.of(line).stream())
                        .filter(each ->
                                each instanceof Caveat.Calls || each instanceof Caveat.Spend)
                        .count();
        if (caps > TokenLimits.TOKEN_CAPS.value()) {
            return Optional.of(
                    "at most %d caveats that count".formatted(TokenLimits.TOKEN_CAPS.value()));
        }
        return text().length() > TokenLimits.TOKEN_CHARS.value()
                ? Optional.of(
                        "a token has at most %d characters"
                                .formatted(TokenLimits.TOKEN_CHARS.value()))
                : Optional.empty();
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
