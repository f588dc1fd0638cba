package dev.coffer.stacks;

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

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Clarity values as programs write them (SIP-002): {@code u1}, {@code 0xff}, {@code (some "a")},
 * {@code {a: 1}}, {@code 'SP...}. Only values; nothing is computed.
 */
public final class ClarityText {

    private static final int INTEGER_CHARS = 41;
    private static final String ENDS = " \t\r\n(){},:\"";

    private final String text;
    private int at;

    private ClarityText(String text) {
        this.text = text;
    }

    /** Exactly one value. */
    public static ClarityValue parse(String text) throws MalformedBytes {
        ClarityText reader = new ClarityText(text);
        ClarityValue value = reader.value(1);
        reader.space();
        if (reader.at < text.length()) {
            throw reader.malformed("something follows the value");
        }
        return value;
    }

    private MalformedBytes malformed(String what) {
        return new MalformedBytes(what + ", at character " + at);
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean skip(char c) {
        space();
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void want(char c) throws MalformedBytes {
        if (!skip(c)) {
            throw malformed("a " + c + " is missing");
        }
    }

    private String word() {
        space();
        int from = at;
        while (at < text.length() && ENDS.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at);
    }

    private ClarityValue value(int depth) throws MalformedBytes {
        if (depth > ClarityValue.MAX_DEPTH) {
            throw malformed("nested too deeply");
        }
        if (skip('(')) {
            ClarityValue form = form(depth);
            want(')');
            return form;
        }
        if (skip('{')) {
            return braces(depth);
        }
        if (skip('"')) {
            String ascii = quoted();
            if (!AsciiText.isAscii(ascii)) {
                throw malformed("a text that is not ASCII needs a u before it");
            }
            return new AsciiText(ascii);
        }
        String word = word();
        if (word.equals("u") && at < text.length() && text.charAt(at) == '"') {
            at++;
            return new Utf8Text(quoted());
        }
        return atom(word);
    }

    private ClarityValue atom(String word) throws MalformedBytes {
        switch (word) {
            case "true":
                return new Bool(true);
            case "false":
                return new Bool(false);
            case "none":
                return new None();
            default:
                break;
        }
        try {
            if (word.length() <= INTEGER_CHARS && word.matches("u[0-9]+")) {
                return new UInt(new BigInteger(word.substring(1)));
            }
            if (word.length() <= INTEGER_CHARS && word.matches("-?[0-9]+")) {
                return new Int(new BigInteger(word));
            }
        } catch (IllegalArgumentException e) {
            throw malformed("an integer beyond 128 bits");
        }
        if (word.startsWith("0x")) {
            return Bytes.parseHex(word.substring(2))
                    .map(Buffer::new)
                    .orElseThrow(() -> malformed("a buffer that is not in hex"));
        }
        return Principal.parse(word.startsWith("'") ? word.substring(1) : word)
                .map(PrincipalValue::new)
                .orElseThrow(() -> malformed("no value of Clarity"));
    }

    private ClarityValue form(int depth) throws MalformedBytes {
        String head = word();
        return switch (head) {
            case "some" -> new Some(value(depth + 1));
            case "ok" -> new Ok(value(depth + 1));
            case "err" -> new Err(value(depth + 1));
            case "list" -> {
                List<ClarityValue> values = new ArrayList<>();
                for (space(); at < text.length() && text.charAt(at) != ')'; space()) {
                    values.add(value(depth + 1));
                }
                yield new Sequence(values);
            }
            case "tuple" -> {
                TreeMap<String, ClarityValue> fields = new TreeMap<>();
                while (skip('(')) {
                    field(fields, word(), depth);
                    want(')');
                }
                yield tuple(fields);
            }
            default -> throw malformed("no form of values has that name");
        };
    }

    private ClarityValue braces(int depth) throws MalformedBytes {
        TreeMap<String, ClarityValue> fields = new TreeMap<>();
        do {
            String name = word();
            want(':');
            field(fields, name, depth);
        } while (skip(','));
        want('}');
        return tuple(fields);
    }

    private void field(TreeMap<String, ClarityValue> fields, String name, int depth)
            throws MalformedBytes {
        if (!ClarityNames.isClarityName(name)) {
            throw malformed("no name of a field");
        }
        if (fields.put(name, value(depth + 1)) != null) {
            throw malformed("a field twice");
        }
    }

    private Tuple tuple(TreeMap<String, ClarityValue> fields) throws MalformedBytes {
        if (fields.isEmpty()) {
            throw malformed("a tuple without fields");
        }
        return new Tuple(fields);
    }

    private String quoted() throws MalformedBytes {
        StringBuilder out = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return out.toString();
            }
            if (c == '\\') {
                escaped(out);
            } else {
                out.append(c);
            }
        }
        throw malformed("a text without an end");
    }

    private void escaped(StringBuilder out) throws MalformedBytes {
        char c = at < text.length() ? text.charAt(at++) : ' ';
        switch (c) {
            case '"', '\\' -> out.append(c);
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case '0' -> out.append('\0');
            case 'u' -> {
                int end = text.indexOf('}', at);
                String hex =
                        text.startsWith("{", at) && end > 0 && end - at <= 7
                                ? text.substring(at + 1, end)
                                : "";
                if (!hex.matches("(?!0*[dD][89A-Fa-f]..$)(0*10|[0-9A-Fa-f])?[0-9A-Fa-f]{1,4}")) {
                    throw malformed("no character has that code");
                }
                out.appendCodePoint(Integer.parseInt(hex, 16));
                at = end + 1;
            }
            default -> throw malformed("nothing is escaped so");
        }
    }

    /** A value as a program would write it. */
    public static String of(ClarityValue value) {
        return switch (value) {
            case Int(var integer) -> integer.toString();
            case UInt(var integer) -> "u" + integer;
            case Buffer(var bytes) -> "0x" + bytes.hex();
            case Bool(var truth) -> Boolean.toString(truth);
            case PrincipalValue(var principal) -> "'" + principal.text();
            case None() -> "none";
            case Some(var inner) -> "(some " + of(inner) + ")";
            case Ok(var inner) -> "(ok " + of(inner) + ")";
            case Err(var inner) -> "(err " + of(inner) + ")";
            case Sequence(var values) ->
                    values.stream()
                            .map(each -> " " + of(each))
                            .collect(Collectors.joining("", "(list", ")"));
            case Tuple(var fields) ->
                    fields.entrySet().stream()
                            .map(field -> " (" + field.getKey() + " " + of(field.getValue()) + ")")
                            .collect(Collectors.joining("", "(tuple", ")"));
            case AsciiText(var plain) -> "\"" + escape(plain) + "\"";
            case Utf8Text(var unicode) -> "u\"" + escape(unicode) + "\"";
        };
    }

    private static String escape(String plain) {
        StringBuilder out = new StringBuilder();
        plain.codePoints()
                .forEach(c -> {
                    switch (c) {
                        case '"' -> out.append("\\\"");
                        case '\\' -> out.append("\\\\");
                        case '\n' -> out.append("\\n");
                        case '\r' -> out.append("\\r");
                        case '\t' -> out.append("\\t");
                        case 0 -> out.append("\\0");
                        default -> {
                            if (c >= ' ' && c < 0x7f) {
                                out.append((char) c);
                            } else {
                                out.append("\\u{").append(Integer.toHexString(c)).append('}');
                            }
                        }
                    }
                });
        return out.toString();
    }
}
