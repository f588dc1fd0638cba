package dev.coffer.store.copy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a table holds, for comparison.
 *
 * @param bytes of all values
 * @param sha256 of all rows in the order of the key, each value behind its length
 */
public record Contents(long rows, long bytes, String sha256) {

    static Contents of(End end, CopiedTable table) throws SQLException, IOException {
        MessageDigest digest = digest();
        ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
        long count = 0;
        long bytes = 0;
        try (Rows rows = end.rows(table, Optional.empty())) {
            for (var row = rows.next(); row.isPresent(); row = rows.next()) {
                count++;
                for (byte[] value : row.get().values()) {
                    length.putInt(0, value == null ? Tuple.NULL : value.length);
                    digest.update(length.array());
                    if (value != null) {
                        digest.update(value);
                        bytes += value.length;
                    }
                }
            }
        }
        return new Contents(count, bytes, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
