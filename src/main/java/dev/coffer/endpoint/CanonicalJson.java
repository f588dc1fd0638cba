package dev.coffer.endpoint;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * JSON in the one spelling of RFC 8785 (JCS), whatever its white space, order of members, and
 * escapes: members by the UTF-16 units of their names, numbers as ECMAScript prints them.
 *
 * <p>What that can't represent is refused: numbers beyond doubles, whole ones that a double rounds,
 * lone surrogates, and a name that is twice in one object.
 */
public final class CanonicalJson {

    private static final String HEX = "0123456789abcdef";

    private final String field;

    private CanonicalJson(String field) {
        this.field = field;
    }

    /**
     * @param field what refusals name
     * @throws Problem 400 for what can't be represented
     */
    public static byte[] of(String field, RawJson json) {
        try (JsonParser parser = Json.parser(json.bytes())) {
            parser.nextToken();
            StringBuilder out = new StringBuilder(json.size());
            new CanonicalJson(field).value(parser, out);
            return out.toString().getBytes(StandardCharsets.UTF_8);
        } catch (JacksonException e) {
            throw Problem.invalid(field, "must be JSON of well-formed Unicode");
        }
    }

    /** The lower-case hexadecimal SHA-256 of the canonical JSON. */
    public static String sha256(String field, RawJson json) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(of(field, json));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void value(JsonParser parser, StringBuilder out) {
        switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, out);
            case START_ARRAY -> {
                out.append('[');
                for (String comma = ""; parser.nextToken() != JsonToken.END_ARRAY; comma = ",") {
                    out.append(comma);
                    value(parser, out);
                }
                out.append(']');
            }
            case VALUE_STRING -> string(parser.getString(), out);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.append(number(parser.getString()));
            default -> out.append(parser.getString()); // true, false, null
        }
    }

    private void object(JsonParser parser, StringBuilder out) {
        Map<String, StringBuilder> members = new TreeMap<>(); // Strings compare by UTF-16 units.
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            StringBuilder member = new StringBuilder();
            String name = parser.currentName();
            string(name, member);
            member.append(':');
            parser.nextToken();
            value(parser, member);
            if (members.put(name, member) != null) {
                throw Problem.invalid(field, "has a name twice in one object");
            }
        }
        out.append('{');
        String comma = "";
        for (StringBuilder member : members.values()) {
            out.append(comma).append(member);
            comma = ",";
        }
        out.append('}');
    }

    private void string(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
                    } else if (Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1))) {
                        out.append(c).append(text.charAt(++i));
                    } else if (Character.isSurrogate(c)) {
                        throw Problem.invalid(field, "must be well-formed Unicode");
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private String number(String text) {
        double value = Double.parseDouble(text);
        boolean vanished = value == 0 && text.chars().anyMatch(c -> c >= '1' && c <= '9');
        boolean zeroPower = text.matches("-?0(\\.0*)?[eE].*");
        if (Double.isInfinite(value) || vanished && !zeroPower) {
            throw Problem.invalid(field, "has a number beyond the range of a double");
        }
        String shortest = number(value);
        boolean whole = text.chars().allMatch(c -> c == '-' || c >= '0' && c <= '9');
        if (whole && new BigDecimal(shortest).compareTo(new BigDecimal(text)) != 0) {
            throw Problem.invalid(
                    field, "has a whole number that a double rounds; write it as a string");
        }
        return shortest;
    }

    /** A finite number as ECMAScript's Number::toString gives it. */
    public static String number(double value) {
        if (value == 0) {
            return "0";
        }
        BigDecimal shortest = shortest(Math.abs(value));
        String digits = shortest.unscaledValue().toString();
        int count = digits.length();
        int point = count - shortest.scale(); // The value is 0.digits times ten to the point.
        String sign = value < 0 ? "-" : "";
        if (count <= point && point <= 21) {
            return sign + digits + "0".repeat(point - count);
        }
        if (point > 0 && point <= 21) {
            return sign + digits.substring(0, point) + "." + digits.substring(point);
        }
        if (point > -6 && point <= 0) {
            return sign + "0." + "0".repeat(-point) + digits;
        }
        String fraction = count == 1 ? "" : "." + digits.substring(1);
        String exponent = (point - 1 < 0 ? "-" : "+") + Math.abs(point - 1);
        return sign + digits.charAt(0) + fraction + "e" + exponent;
    }

    /**
     * The decimal of fewest digits that is read as this number, and of those the nearest. That is
     * what {@link Double#toString} gives, but that it never gives less than two digits.
     */
    private static BigDecimal shortest(double value) {
        BigDecimal two = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (two.precision() != 2) {
            return two;
        }
        BigDecimal step = BigDecimal.ONE.scaleByPowerOfTen(1 - two.scale());
        BigDecimal below = two.subtract(two.remainder(step));
        Optional<BigDecimal> one =
                Stream.of(below, below.add(step))
                        .filter(decimal -> decimal.signum() > 0 && decimal.doubleValue() == value)
                        .min(
                                Comparator.comparing(
                                        decimal -> new BigDecimal(value).subtract(decimal).abs()));
        return one.map(BigDecimal::stripTrailingZeros).orElse(two);
    }
}
