package dev.coffer.tool.crypto;

import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.room.Room;
import dev.coffer.tool.Texts;
import dev.coffer.tool.Toolbox;

import org.bouncycastle.crypto.digests.RIPEMD160Digest;

import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** The tools of cryptography that are not about text. */
public final class CryptoRoom {

    record Data(String data, String encoding) {
        static final Shape<Data> SHAPE =
                Shape.of(
                        Data::new,
                        Texts.field("data", "What to hash."),
                        Texts.choice("encoding", "What the data are written in.", "utf8", "hex"));

        byte[] bytes() {
            try {
                return encoding.equals("hex") ? HexFormat.of().parseHex(data) : Texts.utf8(data);
            } catch (IllegalArgumentException e) {
                throw Problem.invalid("data", "must be pairs of hex digits");
            }
        }
    }

    record Ripemd(String hash, String algorithm, int inputLength, int outputBits) {}

    record Wanted(long length, String format) {
        static final Shape<Wanted> SHAPE =
                Shape.of(
                        Wanted::new,
                        Texts.clamped("length", 1, 1024, 32, "How many bytes."),
                        Texts.choice("format", "How to write them.", "hex", "base64"));
    }

    record Drawn(String bytes, long length, String format, long bits) {}

    private CryptoRoom() {}

    public static Room room(Toolbox tools, RandomGenerator random) {
        return Room.of("crypto", "RIPEMD-160, and bytes that nobody can guess")
                .sells(
                        tools.tool(
                                "/api/crypto/ripemd160",
                                Data.SHAPE,
                                Ripemd.class,
                                "RIPEMD-160 of a text or of bytes in hex.",
                                "{\"data\": \"hello\"}",
                                CryptoRoom::ripemd160),
                        tools.tool(
                                "/api/crypto/random-bytes",
                                Wanted.SHAPE,
                                Drawn.class,
                                "Draws bytes from a secure source.",
                                "{\"length\": 16}",
                                in -> drawn(in, random)));
    }

    private static Ripemd ripemd160(Data in) {
        byte[] bytes = in.bytes();
        RIPEMD160Digest digest = new RIPEMD160Digest();
        digest.update(bytes, 0, bytes.length);
        byte[] hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        return new Ripemd(
                HexFormat.of().formatHex(hash), "ripemd160", bytes.length, 8 * hash.length);
    }

    private static Drawn drawn(Wanted in, RandomGenerator random) {
        byte[] bytes = new byte[(int) in.length()];
        random.nextBytes(bytes);
        String written =
                in.format().equals("hex")
                        ? HexFormat.of().formatHex(bytes)
                        : Base64.getEncoder().encodeToString(bytes);
        return new Drawn(written, in.length(), in.format(), 8 * in.length());
    }
}
