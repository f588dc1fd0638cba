package dev.coffer.tool.stacks;

import dev.coffer.endpoint.Problem;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.ClarityValue;
import dev.coffer.stacks.ClarityValue.AsciiText;
import dev.coffer.stacks.ClarityValue.Bool;
import dev.coffer.stacks.ClarityValue.Buffer;
import dev.coffer.stacks.ClarityValue.Err;
import dev.coffer.stacks.ClarityValue.Int;
import dev.coffer.stacks.ClarityValue.None;
import dev.coffer.stacks.ClarityValue.Ok;
import dev.coffer.stacks.ClarityValue.PrincipalValue;
import dev.coffer.stacks.ClarityValue.Sequence;
import dev.coffer.stacks.ClarityValue.Some;
import dev.coffer.stacks.ClarityValue.Tuple;
import dev.coffer.stacks.ClarityValue.UInt;
import dev.coffer.stacks.ClarityValue.Utf8Text;
import dev.coffer.stacks.Principal;
import dev.coffer.tool.JsonText;
import dev.coffer.tool.Texts;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Clarity values in JSON, as {@link JsonText} has it, in three forms: plain, of which the types are
 * gone; typed, as stacks.js writes them; and typed as callers write them.
 */
final class ClarityJson {

    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,40}");

    private static final int PLACE_CHARS = 200;

    private ClarityJson() {}

    /** Integers as decimal text, buffers as hex, optionals and responses unwrapped. */
    static Object plain(ClarityValue value) {
        return switch (value) {
            case Int(var integer) -> integer.toString();
            case UInt(var integer) -> integer.toString();
            case Buffer(var bytes) -> "0x" + bytes.hex();
            case Bool(var truth) -> truth;
            case PrincipalValue(var principal) -> principal.text();
            case None() -> JsonText.NULL;
            case Some(var inner) -> plain(inner);
            case Ok(var inner) -> plain(inner);
            case Err(var inner) -> plain(inner);
            case Sequence(var values) -> values.stream().map(ClarityJson::plain).toList();
            case Tuple(var fields) -> {
                Map<String, Object> plain = new LinkedHashMap<>();
                fields.forEach((name, each) -> plain.put(name, plain(each)));
                yield plain;
            }
            case AsciiText(var text) -> text;
            case Utf8Text(var text) -> text;
        };
    }

    /** {@code {"type": "(optional uint)", "value": {...}}}. */
    static Map<String, Object> typed(ClarityValue value) {
        Map<String, Object> typed = new LinkedHashMap<>();
        typed.put("type", type(value));
        typed.put(
                "value",
                switch (value) {
                    case Some(var inner) -> typed(inner);
                    case Ok(var inner) -> typed(inner);
                    case Err(var inner) -> typed(inner);
                    case Sequence(var values) -> values.stream().map(ClarityJson::typed).toList();
                    case Tuple(var fields) -> {
                        Map<String, Object> each = new LinkedHashMap<>();
                        fields.forEach((name, field) -> each.put(name, typed(field)));
                        yield each;
                    }
                    default -> plain(value);
                });
        if (value instanceof Ok || value instanceof Err) {
            typed.put("success", value instanceof Ok);
        }
        return typed;
    }

    private static String type(ClarityValue value) {
        return switch (value) {
            case Int _ -> "int";
            case UInt _ -> "uint";
            case Bool _ -> "bool";
            case PrincipalValue _ -> "principal";
            case Buffer(var bytes) -> "(buff %d)".formatted(bytes.size());
            case None() -> "(optional none)";
            case Some(var inner) -> "(optional %s)".formatted(type(inner));
            case Ok(var inner) -> "(response %s UnknownType)".formatted(type(inner));
            case Err(var inner) -> "(response UnknownType %s)".formatted(type(inner));
            case Sequence(var values) ->
                    "(list %d %s)"
                            .formatted(
                                    values.size(),
                                    values.isEmpty() ? "UnknownType" : type(values.getFirst()));
            case Tuple(var fields) ->
                    fields.entrySet().stream()
                            .map(f -> "(%s %s)".formatted(f.getKey(), type(f.getValue())))
                            .collect(Collectors.joining(" ", "(tuple ", ")"));
            case AsciiText(var text) -> "(string-ascii %d)".formatted(text.length());
            case Utf8Text(var text) ->
                    "(string-utf8 %d)".formatted(text.getBytes(StandardCharsets.UTF_8).length);
        };
    }

    /** The first word of its type: {@code some} for an optional. */
    static String kind(ClarityValue value) {
        return switch (value) {
            case Int _ -> "int";
            case UInt _ -> "uint";
            case Bool _ -> "bool";
            case PrincipalValue _ -> "principal";
            case Buffer _ -> "buff";
            case None _ -> "none";
            case Some _ -> "some";
            case Ok _ -> "ok";
            case Err _ -> "err";
            case Sequence _ -> "list";
            case Tuple _ -> "tuple";
            case AsciiText _ -> "string-ascii";
            case Utf8Text _ -> "string-utf8";
        };
    }

    /**
     * What a caller wrote: {@code {"type": "uint", "value": 1}}.
     *
     * @throws Problem 400 that says where it is none
     */
    static ClarityValue read(Object json) {
        ClarityValue value = read(json, "value", 1);
        if (!value.isTyped()) {
            throw Problem.invalid("value", "must have lists of values of one type");
        }
        return value;
    }

    private static ClarityValue read(Object json, String at, int depth) {
        if (depth > ClarityValue.MAX_DEPTH) {
            throw wrong(at, "must not be nested deeper than " + ClarityValue.MAX_DEPTH);
        }
        if (!(json instanceof Map<?, ?> typed) || !(typed.get("type") instanceof String type)) {
            throw wrong(at, "must be an object with a type and a value");
        }
        String below = at + ".value";
        Object value = typed.get("value");
        if (type.equals("none")) {
            return new None();
        }
        if (value == null) {
            throw wrong(at, "must have a value");
        }
        return switch (type) {
            case "int" -> new Int(integer(value, below, 127, true));
            case "uint" -> new UInt(integer(value, below, 128, false));
            case "buff" -> new Buffer(bytes(value, below));
            case "bool" -> new Bool(bool(value, below));
            case "string-ascii" -> ascii(value, below);
            case "string-utf8" -> utf8(value, below);
            case "principal" ->
                    Principal.parse(text(value, below))
                            .map(PrincipalValue::new)
                            .orElseThrow(() ->
                                    wrong(below, "must be an address, or a contract's whole name"));
            case "some" -> new Some(read(value, below, depth + 1));
            case "ok" -> new Ok(read(value, below, depth + 1));
            case "err" -> new Err(read(value, below, depth + 1));
            case "list" -> list(value, below, depth);
            case "tuple" -> tuple(value, below, depth);
            default ->
                    throw wrong(
                            at + ".type",
                            "must be int, uint, buff, bool, string-ascii, string-utf8, principal, none, some, ok, err, list or tuple");
        };
    }

    private static Problem wrong(String at, String rule) {
        String shown = at.length() > PLACE_CHARS ? at.substring(0, PLACE_CHARS) + "..." : at;
        return Problem.invalid("value", "is wrong at " + shown + ": it " + rule);
    }

    private static BigInteger integer(Object value, String at, int bits, boolean signed) {
        String digits =
                switch (value) {
                    case JsonText.Digits number -> number.text();
                    case String text -> text;
                    default -> "";
                };
        if (INTEGER.matcher(digits).matches()) {
            BigInteger integer = new BigInteger(digits);
            if (integer.bitLength() <= bits && (signed || integer.signum() >= 0)) {
                return integer;
            }
        }
        throw wrong(at, "must be an integer of 128 bits, as a number or a text of digits");
    }

    private static Bytes bytes(Object value, String at) {
        String hex = text(value, at);
        return Bytes.parseHex(hex.startsWith("0x") ? hex.substring(2) : hex)
                .orElseThrow(() -> wrong(at, "must be hex, two digits a byte"));
    }

    private static boolean bool(Object value, String at) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw wrong(at, "must be true or false");
    }

    private static String text(Object value, String at) {
        if (value instanceof String text) {
            return text;
        }
        throw wrong(at, "must be a string");
    }

    private static AsciiText ascii(Object value, String at) {
        try {
            return new AsciiText(text(value, at));
        } catch (IllegalArgumentException e) {
            throw wrong(at, "must be ASCII");
        }
    }

    private static Utf8Text utf8(Object value, String at) {
        String text = text(value, at);
        if (!Texts.wellFormed(text).equals(text)) {
            throw wrong(at, "must be well-formed Unicode");
        }
        return new Utf8Text(text);
    }

    private static Sequence list(Object value, String at, int depth) {
        if (!(value instanceof List<?> items)) {
            throw wrong(at, "must be a list");
        }
        List<ClarityValue> values = new ArrayList<>();
        for (Object item : items) {
            values.add(read(item, at + "[" + values.size() + "]", depth + 1));
        }
        return new Sequence(values);
    }

    private static Tuple tuple(Object value, String at, int depth) {
        if (!(value instanceof Map<?, ?> map) || map.isEmpty()) {
            throw wrong(at, "must be an object with at least one field");
        }
        SortedMap<String, ClarityValue> fields = new TreeMap<>();
        map.forEach((name, each) ->
                fields.put(String.valueOf(name), read(each, at + "." + name, depth + 1)));
        try {
            return new Tuple(fields);
        } catch (IllegalArgumentException e) {
            throw wrong(
                    at,
                    "must have field names as Clarity has them: a letter, then letters, digits and -_!?+<>=/*");
        }
    }
}
