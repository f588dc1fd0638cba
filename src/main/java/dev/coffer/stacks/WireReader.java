package dev.coffer.stacks;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads the wire format of Stacks (SIP-005), integers big-endian, from front to end. Whatever is
 * not there, or not what it must be, is {@link MalformedBytes}; nothing is allocated by a length
 * that the bytes only claim.
 */
final class WireReader {
    private final ByteBuffer in;

    private final boolean looseTuples;

    WireReader(byte[] bytes) {
        this(bytes, false);
    }

    private WireReader(byte[] bytes, boolean looseTuples) {
        this.in = ByteBuffer.wrap(bytes);
        this.looseTuples = looseTuples;
    }

    /**
     * A reader that takes the names of tuples in any order, as nodes do: libraries of wallets write
     * them as a dictionary has them. So two wire forms may be one value.
     */
    static WireReader loose(byte[] bytes) {
        return new WireReader(bytes, true);
    }

    boolean takesTuplesInAnyOrder() {
        return looseTuples;
    }

    int u8() throws MalformedBytes {
        want(1);
        return in.get() & 0xff;
    }

    int i32() throws MalformedBytes {
        want(4);
        return in.getInt();
    }

    /** A count of 4 bytes of things that have at least a byte each. */
    int count() throws MalformedBytes {
        long count = Integer.toUnsignedLong(i32());
        want(count);
        return (int) count;
    }

    /** An unsigned integer of 8 bytes, which must fit a positive long: nonces and fees do. */
    long u63() throws MalformedBytes {
        BigInteger value = u64();
        if (value.bitLength() > 63) {
            throw malformed("the integer ending here is over 2^63 - 1");
        }
        return value.longValue();
    }

    BigInteger u64() throws MalformedBytes {
        return unsigned(8);
    }

    BigInteger unsigned(int size) throws MalformedBytes {
        return new BigInteger(1, take(size));
    }

    BigInteger signed(int size) throws MalformedBytes {
        return new BigInteger(take(size));
    }

    Bytes bytes(int size) throws MalformedBytes {
        return Bytes.of(take(size));
    }

    private byte[] take(int size) throws MalformedBytes {
        want(size);
        byte[] value = new byte[size];
        in.get(value);
        return value;
    }

    /** Values one after the other, behind their {@link #count}. */
    <T> List<T> list(Reading<T> each) throws MalformedBytes {
        int count = count();
        List<T> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(each.read(this));
        }
        return values;
    }

    /** Reads one value. */
    interface Reading<T> {
        T read(WireReader in) throws MalformedBytes;
    }

    /** A name after its length of one byte, of a certain shape. */
    String name(Predicate<String> shape) throws MalformedBytes {
        // One char for each byte: one that is not ASCII stays what it is, and fits no shape.
        String name = new String(take(u8()), StandardCharsets.ISO_8859_1);
        if (!shape.test(name)) {
            throw malformed("the name ending here is not a valid one");
        }
        return name;
    }

    StacksAddress address() throws MalformedBytes {
        int version = u8();
        if (version > 31) {
            throw malformed("no address has the version " + version);
        }
        return new StacksAddress(version, new Hash160(bytes(Hash160.BYTES)));
    }

    Principal.Contract contract() throws MalformedBytes {
        return new Principal.Contract(address(), name(ClarityNames::isContractName));
    }

    /** Nothing may follow. */
    void end() throws MalformedBytes {
        if (in.hasRemaining()) {
            throw malformed(in.remaining() + " more bytes than there should be");
        }
    }

    /** With the place where reading has come to. */
    MalformedBytes malformed(String what) {
        return new MalformedBytes(what + ", at byte " + in.position());
    }

    private void want(long size) throws MalformedBytes {
        if (in.remaining() < size) {
            throw malformed("ends too early: " + size + " more bytes should follow");
        }
    }
}
