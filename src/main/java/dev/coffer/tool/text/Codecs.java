package dev.coffer.tool.text;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Texts;
import dev.coffer.tool.ToolLimits;
import dev.coffer.tool.Toolbox;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Base64, percent and hex encoding (RFC 4648, RFC 3986), there and back, and rot13. */
final class Codecs {

    private static final Field<Boolean> URL_SAFE =
            Field.flag("urlSafe", "The alphabet for URLs, without padding.");

    record Base64Plain(String text, boolean urlSafe) {
        static final Shape<Base64Plain> SHAPE =
                Shape.of(Base64Plain::new, Texts.field("text", "What to encode."), URL_SAFE);
    }

    record Base64Text(String encoded, boolean urlSafe) {
        static final Shape<Base64Text> SHAPE =
                Shape.of(Base64Text::new, Texts.field("encoded", "What to decode."), URL_SAFE);
    }

    record UrlPlain(String text, boolean encodeAll) {
        static final Shape<UrlPlain> SHAPE =
                Shape.of(
                        UrlPlain::new,
                        Field.anyText("text", ToolLimits.TOOL_TEXT_CHARS, "What to encode.")
                                .map(Codecs::whole),
                        Field.flag("encodeAll", "Escapes !'()* too."));
    }

    record HexPlain(String text, boolean uppercase, boolean prefix) {
        static final Shape<HexPlain> SHAPE =
                Shape.of(
                        HexPlain::new,
                        Texts.field("text", "What to encode."),
                        Field.flag("uppercase", "A to F, not a to f."),
                        Field.flag("prefix", "With 0x before."));
    }

    static final Shape<String> TEXT = Shape.of(text -> text, Texts.field("text", "The text."));
    private static final Shape<String> HEX =
            Shape.of(hex -> hex, Texts.field("hex", "Hex digits; 0x before and spaces may be."));

    record Base64Made(String encoded, boolean urlSafe, int inputLength, int outputLength) {}

    record Base64Read(String decoded, boolean urlSafe, int inputLength, int outputLength) {}

    record Encoded(String encoded, int inputLength, int outputLength) {
        static Encoded of(String from, String to) {
            return new Encoded(to, from.length(), to.length());
        }
    }

    record Decoded(String decoded, int inputLength, int outputLength) {
        static Decoded of(String from, String to) {
            return new Decoded(to, from.length(), to.length());
        }
    }

    record HexMade(String hex, int inputLength, int byteLength) {}

    record HexRead(String text, int byteLength, int outputLength) {}

    record Rotated(String original, String result, int length) {}

    private static final HexFormat UPPER = HexFormat.of().withUpperCase();
    private static final String NOT_ESCAPED = "-_.~!'()*";
    private static final String ESCAPED_TOO = "!'()*";

    private Codecs() {}

    static List<Endpoint<?, ?>> of(Toolbox tools) {
        return List.of(
                tools.tool(
                        "/api/text/base64-encode",
                        Base64Plain.SHAPE,
                        Base64Made.class,
                        "Encodes the UTF-8 of a text in base64.",
                        "{\"text\": \"hello\"}",
                        Codecs::base64),
                tools.tool(
                        "/api/text/base64-decode",
                        Base64Text.SHAPE,
                        Base64Read.class,
                        "Decodes base64 of UTF-8; white space and missing padding are passed over.",
                        "{\"encoded\": \"aGVsbG8=\"}",
                        Codecs::unBase64),
                tools.tool(
                        "/api/text/url-encode",
                        UrlPlain.SHAPE,
                        Encoded.class,
                        "Percent-encodes a text, as for one value in a URL.",
                        "{\"text\": \"a b&c\"}",
                        in -> Encoded.of(in.text(), percent(in.text(), in.encodeAll()))),
                tools.tool(
                        "/api/text/url-decode",
                        TEXT,
                        Decoded.class,
                        "Decodes percent-encoded UTF-8; a plus stays a plus.",
                        "{\"text\": \"a%20b\"}",
                        text -> Decoded.of(text, unPercent(text))),
                tools.tool(
                        "/api/text/hex-encode",
                        HexPlain.SHAPE,
                        HexMade.class,
                        "Writes the UTF-8 of a text in hex.",
                        "{\"text\": \"hello\"}",
                        Codecs::hex),
                tools.tool(
                        "/api/text/hex-decode",
                        HEX,
                        HexRead.class,
                        "Reads UTF-8 written in hex.",
                        "{\"hex\": \"0x68656c6c6f\"}",
                        Codecs::unHex),
                tools.tool(
                        "/api/text/rot13",
                        TEXT,
                        Rotated.class,
                        "Moves the letters A to Z by thirteen places.",
                        "{\"text\": \"hello\"}",
                        text -> new Rotated(text, rot13(text), text.length())));
    }

    private static String whole(String text) {
        if (!Texts.wellFormed(text).equals(text)) {
            throw Problem.invalid("text", "must be well-formed Unicode");
        }
        return text;
    }

    private static Base64Made base64(Base64Plain in) {
        Base64.Encoder encoder =
                in.urlSafe() ? Base64.getUrlEncoder().withoutPadding() : Base64.getEncoder();
        String encoded = encoder.encodeToString(Texts.utf8(in.text()));
        return new Base64Made(encoded, in.urlSafe(), in.text().length(), encoded.length());
    }

    private static Base64Read unBase64(Base64Text in) {
        String encoded =
                in.urlSafe() ? in.encoded().replace('-', '+').replace('_', '/') : in.encoded();
        String decoded = Texts.ofUtf8(forgiving(encoded), "encoded");
        return new Base64Read(decoded, in.urlSafe(), in.encoded().length(), decoded.length());
    }

    /** As browsers decode (WHATWG Infra, forgiving base64). */
    private static byte[] forgiving(String encoded) {
        String bare = encoded.replaceAll("[\\t\\n\\f\\r ]", "");
        if (bare.length() % 4 == 0) {
            bare =
                    bare.endsWith("==")
                            ? bare.substring(0, bare.length() - 2)
                            : bare.endsWith("=") ? bare.substring(0, bare.length() - 1) : bare;
        }
        try {
            if (bare.indexOf('=') < 0) {
                return Base64.getDecoder().decode(bare);
            }
        } catch (IllegalArgumentException e) {
            // Another alphabet, or a last group of one character.
        }
        throw Problem.invalid(
                "encoded", "must be base64: A-Z, a-z, 0-9, + and / (with urlSafe - and _), then =");
    }

    private static String percent(String text, boolean all) {
        StringBuilder out = new StringBuilder(text.length() + text.length() / 2);
        for (byte b : Texts.utf8(text)) {
            char c = (char) (b & 0xff);
            boolean plain =
                    c < 0x80
                            && (Character.isLetterOrDigit(c)
                                    || NOT_ESCAPED.indexOf(c) >= 0
                                            && !(all && ESCAPED_TOO.indexOf(c) >= 0));
            if (plain) {
                out.append(c);
            } else {
                out.append('%').append(UPPER.toHexDigits(b));
            }
        }
        return out.toString();
    }

    private static String unPercent(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] from = Texts.utf8(text);
        ByteArrayOutputStream out = new ByteArrayOutputStream(from.length);
        for (int i = 0; i < from.length; i++) {
            if (from[i] != '%') {
                out.write(from[i]);
                continue;
            }
            if (i + 2 >= from.length
                    || !HexFormat.isHexDigit(from[i + 1])
                    || !HexFormat.isHexDigit(from[i + 2])) {
                throw Problem.invalid("text", "must have two hex digits after each %");
            }
            out.write(HexFormat.fromHexDigit(from[++i]) << 4 | HexFormat.fromHexDigit(from[++i]));
        }
        return Texts.ofUtf8(out.toByteArray(), "text");
    }

    private static HexMade hex(HexPlain in) {
        byte[] bytes = Texts.utf8(in.text());
        String digits = (in.uppercase() ? UPPER : HexFormat.of()).formatHex(bytes);
        return new HexMade(in.prefix() ? "0x" + digits : digits, in.text().length(), bytes.length);
    }

    private static HexRead unHex(String hex) {
        String digits =
                (hex.startsWith("0x") || hex.startsWith("0X") ? hex.substring(2) : hex)
                        .replaceAll(Texts.SPACE, "");
        try {
            byte[] bytes = HexFormat.of().parseHex(digits);
            String text = Texts.ofUtf8(bytes, "hex");
            return new HexRead(text, bytes.length, text.length());
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("hex", "must be pairs of hex digits");
        }
    }

    private static String rot13(String text) {
        StringBuilder out = new StringBuilder(text);
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            char first = c >= 'a' ? 'a' : 'A';
            if (c >= first && c < first + 26) {
                out.setCharAt(i, (char) (first + (c - first + 13) % 26));
            }
        }
        return out.toString();
    }
}
