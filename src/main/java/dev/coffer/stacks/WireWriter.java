package dev.coffer.stacks;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the wire format of Stacks (SIP-005), integers big-endian. */
final class WireWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    WireWriter u8(int value) {
        out.write(value);
        return this;
    }

    WireWriter i32(int value) {
        out.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
        return this;
    }

    WireWriter i64(long value) {
        out.writeBytes(ByteBuffer.allocate(8).putLong(value).array());
        return this;
    }

    /** In two's complement; the value must fit the size. */
    WireWriter integer(BigInteger value, int size) {
        byte[] shortest = value.toByteArray();
        byte[] padded = new byte[size];
        Arrays.fill(padded, (byte) (value.signum() < 0 ? -1 : 0));
        // An unsigned value with its highest bit set is one zero byte longer than its size.
        int length = Math.min(shortest.length, size);
        System.arraycopy(shortest, shortest.length - length, padded, size - length, length);
        out.writeBytes(padded);
        return this;
    }

    WireWriter bytes(Bytes value) {
        out.writeBytes(value.array());
        return this;
    }

    /** After its length in one byte. */
    WireWriter name(String name) {
        return u8(name.length()).ascii(name);
    }

    WireWriter ascii(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    WireWriter address(StacksAddress address) {
        return u8(address.version()).bytes(address.hash().value());
    }

    WireWriter contract(Principal.Contract contract) {
        return address(contract.address()).name(contract.name());
    }

    byte[] toByteArray() {
        return out.toByteArray();
    }
}
