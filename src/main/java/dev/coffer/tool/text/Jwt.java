package dev.coffer.tool.text;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Instants;
import dev.coffer.tool.JsonText;
import dev.coffer.tool.Texts;
import dev.coffer.tool.Toolbox;

import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** What a JSON Web Token says (RFC 7519). Nothing is verified. */
final class Jwt {

    private static final Shape<String> TOKEN =
            Shape.of(token -> token, Texts.field("token", "The token: three parts with dots."));

    record Claims(
            RawJson header,
            RawJson payload,
            String signature,
            boolean isExpired,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> expiresAt,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> issuedAt,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> notBefore) {}

    private static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(Instants.MOST_MS / 1000);
    private static final int NUMBER_CHARS = 40;

    private Jwt() {}

    static Endpoint<?, ?> of(Toolbox tools, InstantSource clock) {
        return tools.tool(
                "/api/text/jwt-decode",
                TOKEN,
                Claims.class,
                "Shows what a JSON Web Token says, without verifying it.",
                "{\"token\": \"eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSIsImV4cCI6NDEwMjQ0NDgwMH0.\"}",
                token -> claims(token, clock.millis()));
    }

    private static Claims claims(String token, long nowMs) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            throw Problem.invalid("token", "must have three parts with dots between");
        }
        Map<?, ?> header = object(parts[0]);
        Map<?, ?> payload = object(parts[1]);
        Optional<Long> expires = instant(payload, "exp");
        return new Claims(
                raw(header),
                raw(payload),
                parts[2],
                expires.filter(at -> at <= nowMs).isPresent(),
                expires.map(Instants::iso),
                instant(payload, "iat").map(Instants::iso),
                instant(payload, "nbf").map(Instants::iso));
    }

    private static RawJson raw(Map<?, ?> object) {
        return new RawJson(Texts.utf8(JsonText.compact(object)));
    }

    private static Map<?, ?> object(String part) {
        try {
            String bare = part.replaceAll("=++$", "").replace('+', '-').replace('/', '_');
            byte[] bytes = Base64.getUrlDecoder().decode(bare);
            if (JsonText.read(Texts.ofUtf8(bytes, "token")) instanceof Map<?, ?> object) {
                return object;
            }
        } catch (IllegalArgumentException | JsonText.Malformed e) {
            // Said below.
        }
        throw Problem.invalid(
                "token", "must have JSON objects in base64url as its first two parts");
    }

    /** A NumericDate: seconds since 1970, perhaps with a fraction. */
    private static Optional<Long> instant(Map<?, ?> payload, String claim) {
        Object value = payload.get(claim);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonText.Digits(String text) && text.length() <= NUMBER_CHARS) {
            BigDecimal seconds = new BigDecimal(text);
            if (seconds.abs().compareTo(MOST_SECONDS) <= 0) {
                return Optional.of(seconds.movePointRight(3).longValue());
            }
        }
        throw Problem.invalid("token", "must have a number of seconds as its `" + claim + "`");
    }
}
