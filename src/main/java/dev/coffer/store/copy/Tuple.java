package dev.coffer.store.copy;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A row, or a key, in one form for both engines: each value as PostgreSQL has it in its binary
 * form. Text is UTF-8, a number is 8 bytes, the highest first.
 */
public record Tuple(List<byte @Nullable []> values) {

    /** The length that stands for null. */
    public static final int NULL = -1;

    public static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    public static long number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }

    public byte @Nullable [] value(int index) {
        return values.get(index);
    }

    /** How many bytes it is encoded. */
    long size() {
        long size = 0;
        for (byte[] value : values) {
            size += Integer.BYTES + (value == null ? 0 : value.length);
        }
        return size;
    }

    /** The values one after another, each behind its length. For keys, which are small. */
    byte[] encoded() {
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(size()));
        for (byte[] value : values) {
            buffer.putInt(value == null ? NULL : value.length);
            if (value != null) {
                buffer.put(value);
            }
        }
        return buffer.array();
    }

    static Tuple decoded(byte[] encoded) {
        ByteBuffer buffer = ByteBuffer.wrap(encoded);
        List<byte @Nullable []> values = new ArrayList<>();
        while (buffer.hasRemaining()) {
            int length = buffer.getInt();
            byte[] value = length == NULL ? null : new byte[length];
            if (value != null) {
                buffer.get(value);
            }
            values.add(value);
        }
        return new Tuple(values);
    }
}
