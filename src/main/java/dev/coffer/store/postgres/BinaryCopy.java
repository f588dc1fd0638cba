package dev.coffer.store.postgres;

import dev.coffer.store.copy.Rows;
import dev.coffer.store.copy.Tuple;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyInputStream;
import org.postgresql.copy.PGCopyOutputStream;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** COPY in its binary format, as the manual of PostgreSQL describes it there. */
final class BinaryCopy {

    private static final byte[] SIGNATURE =
            "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);

    private static final int TRAILER = -1;
    private static final int BUFFER_BYTES = 1 << 16;

    private BinaryCopy() {}

    static Rows out(PGConnection connection, String query, int columns)
            throws SQLException, IOException {
        DataInputStream in =
                new DataInputStream(
                        new BufferedInputStream(
                                new PGCopyInputStream(
                                        connection,
                                        "copy (%s) to stdout (format binary)".formatted(query)),
                                BUFFER_BYTES));
        in.skipNBytes(SIGNATURE.length);
        int _ = in.readInt(); // Flags; none is in use.
        in.skipNBytes(in.readInt());
        return new Rows() {
            private boolean ended;

            @Override
            public Optional<Tuple> next() throws IOException {
                int count = ended ? TRAILER : in.readShort();
                if (count == TRAILER) {
                    ended = true;
                    // To the end, or closing would cancel it and fail the transaction.
                    int _ = in.read();
                    return Optional.empty();
                }
                if (count != columns) {
                    throw new IOException("a row of " + count + " columns, not " + columns);
                }
                return Optional.of(tuple(in, columns));
            }

            @Override
            public void close() throws IOException {
                in.close();
            }
        };
    }

    private static Tuple tuple(DataInputStream in, int columns) throws IOException {
        List<byte @Nullable []> values = new ArrayList<>(columns);
        for (int i = 0; i < columns; i++) {
            int length = in.readInt();
            byte[] value = null;
            if (length != Tuple.NULL) {
                value = new byte[length];
                in.readFully(value);
            }
            values.add(value);
        }
        return new Tuple(values);
    }

    static void in(PGConnection connection, String table, String columns, List<Tuple> rows)
            throws SQLException, IOException {
        try (DataOutputStream out =
                new DataOutputStream(
                        new PGCopyOutputStream(
                                connection,
                                "copy %s (%s) from stdin (format binary)".formatted(table, columns),
                                BUFFER_BYTES))) {
            out.write(SIGNATURE);
            out.writeInt(0);
            out.writeInt(0);
            for (Tuple row : rows) {
                out.writeShort(row.values().size());
                for (byte[] value : row.values()) {
                    out.writeInt(value == null ? Tuple.NULL : value.length);
                    if (value != null) {
                        out.write(value);
                    }
                }
            }
            out.writeShort(TRAILER);
        }
    }
}
