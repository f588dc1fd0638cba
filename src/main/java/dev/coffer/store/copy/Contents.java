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
        Sum sum = new Sum();
        // No row is held while the next is read: values are large.
        try (Rows rows = end.rows(table, Optional.empty())) {
            while (sum.add(rows.next())) {}
        }
        return new Contents(sum.count, sum.bytes, HexFormat.of().formatHex(sum.digest.digest()));
    }

    private static final class Sum {
        private final MessageDigest digest;
        private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
        private long count;
        private long bytes;

        Sum() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        boolean add(Optional<Tuple> row) {
            if (row.isEmpty()) {
                return false;
            }
            count++;
            for (byte[] value : row.get().values()) {
                length.putInt(0, value == null ? Tuple.NULL : value.length);
                digest.update(length.array());
                if (value != null) {
                    digest.update(value);
                    bytes += value.length;
                }
            }
            return true;
        }
    }
}
