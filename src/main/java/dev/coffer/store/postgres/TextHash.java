package dev.coffer.store.postgres;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * PostgreSQL's {@code hashtext}, by which Citus ({@code worker_hash}) finds the shard of a text:
 * Bob Jenkins' lookup3 over its bytes, as {@code src/common/hashfn.c} has it ({@code hash_bytes}).
 * That of a server on a little-endian machine, and of a deterministic collation.
 */
final class TextHash {

    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int START = 0x9e3779b9 + 3923095;
    private static final int BLOCK = 12;

    private TextHash() {}

    static int of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int a = START + bytes.length;
        int b = a;
        int c = a;
        int at = 0;
        for (; bytes.length - at >= BLOCK; at += BLOCK) {
            a += word(bytes, at);
            b += word(bytes, at + 4);
            c += word(bytes, at + 8);

            a = (a - c) ^ Integer.rotateLeft(c, 4);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 6);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 8);
            b += a;
            a = (a - c) ^ Integer.rotateLeft(c, 16);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 19);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 4);
            b += a;
        }
        // The lowest byte of the last word is the length's.
        a += rest(bytes, at, 0);
        b += rest(bytes, at + 4, 0);
        c += rest(bytes, at + 8, 8);

        c = (c ^ b) - Integer.rotateLeft(b, 14);
        a = (a ^ c) - Integer.rotateLeft(c, 11);
        b = (b ^ a) - Integer.rotateLeft(a, 25);
        c = (c ^ b) - Integer.rotateLeft(b, 16);
        a = (a ^ c) - Integer.rotateLeft(c, 4);
        b = (b ^ a) - Integer.rotateLeft(a, 14);
        return (c ^ b) - Integer.rotateLeft(b, 24);
    }

    private static int word(byte[] bytes, int at) {
        return (int) WORD.get(bytes, at);
    }

    /** What there is of a word, from a bit of it on. */
    private static int rest(byte[] bytes, int from, int bit) {
        int word = 0;
        for (int i = from, shift = bit; i < bytes.length && shift < Integer.SIZE; i++, shift += 8) {
            word |= (bytes[i] & 0xff) << shift;
        }
        return word;
    }
}
