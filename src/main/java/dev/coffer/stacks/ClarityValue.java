package dev.coffer.stacks;

import java.math.BigInteger;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A value of Clarity, the language of Stacks contracts: an argument of a call, or a message to sign
 * (SIP-002, SIP-005).
 *
 * <p>A value has one wire form and a wire form one value: {@link #parse} refuses all other bytes,
 * among them tuples whose names are not in order.
 */
public sealed interface ClarityValue {

    /** Nested deeper than this, the chain refuses a value too. */
    int MAX_DEPTH = 32;

    record Int(BigInteger value) implements ClarityValue {
        public Int {
            if (value.bitLength() > 127) {
                throw new IllegalArgumentException("over 128 bits");
            }
        }
    }

    record UInt(BigInteger value) implements ClarityValue {
        public UInt {
            if (value.signum() < 0 || value.bitLength() > 128) {
                throw new IllegalArgumentException("negative or over 128 bits");
            }
        }

        public static UInt of(long value) {
            return new UInt(BigInteger.valueOf(value));
        }
    }

    record Buffer(Bytes value) implements ClarityValue {}

    record Bool(boolean value) implements ClarityValue {}

    record PrincipalValue(Principal value) implements ClarityValue {}

    record Ok(ClarityValue value) implements ClarityValue {}

    record Err(ClarityValue value) implements ClarityValue {}

    record None() implements ClarityValue {}

    record Some(ClarityValue value) implements ClarityValue {}

    record Sequence(List<ClarityValue> values) implements ClarityValue {
        public Sequence {
            values = List.copyOf(values);
        }
    }

    record Tuple(SortedMap<String, ClarityValue> fields) implements ClarityValue {
        public Tuple {
            if (!fields.keySet().stream().allMatch(ClarityNames::isClarityName)) {
                throw new IllegalArgumentException(
                        "not a name of Clarity among " + fields.keySet());
            }
            fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
        }
    }

    record AsciiText(String value) implements ClarityValue {
        public AsciiText {
            if (!isAscii(value)) {
                throw new IllegalArgumentException("not ASCII");
            }
        }

        static boolean isAscii(String text) {
            return text.chars().allMatch(c -> c < 0x80);
        }
    }

    record Utf8Text(String value) implements ClarityValue {}

    /** Whether it has a type, which all values of a list must share. */
    default boolean isTyped() {
        return ClarityType.of(this).isPresent();
    }

    /** The wire form. */
    default byte[] bytes() {
        WireWriter out = new WireWriter();
        ClarityWire.write(this, out);
        return out.toByteArray();
    }

    /**
     * The wire form with the names of tuples in another order than the chain's own; nodes take any.
     */
    default byte[] bytes(Comparator<String> tupleNames) {
        WireWriter out = new WireWriter();
        ClarityWire.write(this, out, tupleNames);
        return out.toByteArray();
    }

    /** Exactly one value, the names of whose tuples may stand in any order. */
    static ClarityValue parseLoosely(byte[] bytes) throws MalformedBytes {
        WireReader in = WireReader.loose(bytes);
        ClarityValue value = ClarityWire.read(in);
        in.end();
        return value;
    }

    /** Exactly one value. */
    static ClarityValue parse(byte[] bytes) throws MalformedBytes {
        WireReader in = new WireReader(bytes);
        ClarityValue value = ClarityWire.read(in);
        in.end();
        return value;
    }
}
