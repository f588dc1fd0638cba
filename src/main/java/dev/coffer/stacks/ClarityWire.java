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

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** The wire form of Clarity values: a byte of type, then the value (SIP-005, "Clarity values"). */
final class ClarityWire {
    private static final int INTEGER_BYTES = 16;

    private ClarityWire() {}

    static ClarityValue read(WireReader in) throws MalformedBytes {
        return read(in, 1);
    }

    private static ClarityValue read(WireReader in, int depth) throws MalformedBytes {
        if (depth > ClarityValue.MAX_DEPTH) {
            throw in.malformed("a Clarity value nested too deeply");
        }
        int type = in.u8();
        return switch (type) {
            case 0x00 -> new Int(in.signed(INTEGER_BYTES));
            case 0x01 -> new UInt(in.unsigned(INTEGER_BYTES));
            case 0x02 -> new Buffer(in.bytes(in.count()));
            case 0x03 -> new Bool(true);
            case 0x04 -> new Bool(false);
            case 0x05, 0x06 -> new PrincipalValue(principal(in, type));
            case 0x07 -> new Ok(read(in, depth + 1));
            case 0x08 -> new Err(read(in, depth + 1));
            case 0x09 -> new None();
            case 0x0a -> new Some(read(in, depth + 1));
            case 0x0b -> new Sequence(in.list(each -> read(each, depth + 1)));
            case 0x0c -> tuple(in, depth);
            case 0x0d -> ascii(in);
            case 0x0e -> utf8(in);
            default -> throw in.malformed("no Clarity value has the type " + type);
        };
    }

    /** A principal where nothing but a principal may stand. */
    static Principal principal(WireReader in) throws MalformedBytes {
        return principal(in, in.u8());
    }

    private static Principal principal(WireReader in, int type) throws MalformedBytes {
        return switch (type) {
            case 0x05 -> new Principal.Standard(in.address());
            case 0x06 -> in.contract();
            default -> throw in.malformed("no principal has the type " + type);
        };
    }

    private static Tuple tuple(WireReader in, int depth) throws MalformedBytes {
        int count = in.count();
        TreeMap<String, ClarityValue> fields = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String name = in.name(ClarityNames::isClarityName);
            boolean inOrder = fields.isEmpty() || name.compareTo(fields.lastKey()) > 0;
            boolean loose = in.takesTuplesInAnyOrder() && !fields.containsKey(name);
            if (!inOrder && !loose) {
                throw in.malformed("a tuple whose names are not in order, or not different");
            }
            fields.put(name, read(in, depth + 1));
        }
        return new Tuple(fields);
    }

    private static AsciiText ascii(WireReader in) throws MalformedBytes {
        byte[] bytes = in.bytes(in.count()).array();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (!AsciiText.isAscii(text)) {
            throw in.malformed("an ASCII text that is not ASCII");
        }
        return new AsciiText(text);
    }

    private static Utf8Text utf8(WireReader in) throws MalformedBytes {
        byte[] bytes = in.bytes(in.count()).array();
        try {
            // A new decoder reports what is not UTF-8; String's constructor would replace it.
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return new Utf8Text(text.toString());
        } catch (CharacterCodingException e) {
            throw in.malformed("a UTF-8 text that is not UTF-8");
        }
    }

    static void write(ClarityValue value, WireWriter out) {
        write(value, out, Comparator.naturalOrder());
    }

    /** With the names of tuples in that order. */
    static void write(ClarityValue value, WireWriter out, Comparator<String> order) {
        switch (value) {
            case Int(var integer) -> out.u8(0x00).integer(integer, INTEGER_BYTES);
            case UInt(var integer) -> out.u8(0x01).integer(integer, INTEGER_BYTES);
            case Buffer(var bytes) -> out.u8(0x02).i32(bytes.size()).bytes(bytes);
            case Bool(var truth) -> out.u8(truth ? 0x03 : 0x04);
            case PrincipalValue(var principal) -> write(principal, out);
            case Ok(var inner) -> write(inner, out.u8(0x07), order);
            case Err(var inner) -> write(inner, out.u8(0x08), order);
            case None() -> out.u8(0x09);
            case Some(var inner) -> write(inner, out.u8(0x0a), order);
            case Sequence(var values) -> {
                out.u8(0x0b).i32(values.size());
                values.forEach(inner -> write(inner, out, order));
            }
            case Tuple(var fields) -> {
                out.u8(0x0c).i32(fields.size());
                fields.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey(order))
                        .forEach(f -> write(f.getValue(), out.name(f.getKey()), order));
            }
            case AsciiText(var text) -> out.u8(0x0d).i32(text.length()).ascii(text);
            case Utf8Text(var text) -> {
                Bytes bytes = Bytes.of(text.getBytes(StandardCharsets.UTF_8));
                out.u8(0x0e).i32(bytes.size()).bytes(bytes);
            }
        }
    }

    static void write(Principal principal, WireWriter out) {
        switch (principal) {
            case Principal.Standard standard -> out.u8(0x05).address(standard.address());
            case Principal.Contract contract -> out.u8(0x06).contract(contract);
        }
    }
}
