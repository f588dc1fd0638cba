package dev.coffer.endpoint;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a writer of JSON writes, in as few copies as can be: large arrays, which are values as they
 * are stored, are kept as they are until the end.
 */
public final class Gathered extends OutputStream {

    /** Bytes: longer than any buffer that a writer uses again. */
    private static final int LARGE = 64 * 1024;

    private final List<byte[]> parts = new ArrayList<>(1);
    private int size;

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        boolean whole = length >= LARGE && length == from.length;
        parts.add(whole ? from : Arrays.copyOfRange(from, offset, offset + length));
        size = Math.addExact(size, length);
    }

    public int size() {
        return size;
    }

    public byte[] bytes() {
        return parts.size() == 1 && parts.getFirst().length < LARGE
                ? parts.getFirst()
                : joined(size, new byte[0]);
    }

    /** An object with one more field, a text without anything to be escaped, as its last. */
    public byte[] with(String field, String text) {
        boolean empty = size == 2;
        String end = (empty ? "" : ",") + "\"" + field + "\":\"" + text + "\"}";
        return joined(size - 1, end.getBytes(StandardCharsets.UTF_8));
    }

    /** The same of an object that is one array. */
    public static byte[] with(byte[] object, String field, String text) {
        Gathered gathered = new Gathered();
        gathered.parts.add(object);
        gathered.size = object.length;
        return gathered.with(field, text);
    }

    private byte[] joined(int length, byte[] end) {
        byte[] all = new byte[length + end.length];
        int at = 0;
        for (byte[] part : parts) {
            int count = Math.min(part.length, length - at);
            System.arraycopy(part, 0, all, at, count);
            at += count;
        }
        System.arraycopy(end, 0, all, length, end.length);
        return all;
    }
}
