package dev.coffer.state.sql;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads what transactions added to a write-ahead log since it was last read ("WAL File Format" of
 * SQLite). A frame counts if its salts are the header's and its checksum, which runs through all
 * before it, is right; and only up to the last frame that ends a transaction.
 */
final class WalReader {

    private static final int MAGIC = 0x377f0682;
    private static final int HEADER_BYTES = 32;
    private static final int FRAME_BYTES = 24;

    /**
     * What changed: the last content of each page, and how many pages the database has.
     *
     * @param pageCount 0 if nothing was committed
     */
    record Changed(Map<Integer, byte[]> pages, int pageCount) {}

    private final Path log;
    private final int pageBytes;
    private long position;
    private long salts;
    private int sum1;
    private int sum2;

    WalReader(Path log, int pageBytes) {
        this.log = log;
        this.pageBytes = pageBytes;
    }

    long bytes() throws IOException {
        return Files.exists(log) ? Files.size(log) : 0;
    }

    /** So much was added since it was last read, of transactions that are committed or not. */
    long unreadBytes() throws IOException {
        return Math.max(0, bytes() - position);
    }

    /** What was committed since the last call, or since the log began anew. */
    Changed read() throws IOException {
        if (bytes() < HEADER_BYTES) {
            return new Changed(Map.of(), 0);
        }
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.READ)) {
            ByteBuffer header = filled(file, 0, HEADER_BYTES);
            boolean bigEndian = (header.getInt(0) & 1) == 1;
            long found = header.getLong(16);
            if ((header.getInt(0) & ~1) != MAGIC || header.getInt(8) != pageBytes) {
                throw new IOException("no log of pages of " + pageBytes + " bytes");
            }
            if (position == 0 || found != salts) {
                sum1 = 0;
                sum2 = 0;
                sum(header, 0, HEADER_BYTES - 8, bigEndian);
                if (sum1 != header.getInt(24) || sum2 != header.getInt(28)) {
                    throw new IOException("the log's header is damaged");
                }
                salts = found;
                position = HEADER_BYTES;
            }
            return committed(file, bigEndian);
        }
    }

    private Changed committed(FileChannel file, boolean bigEndian) throws IOException {
        Map<Integer, byte[]> pages = new TreeMap<>();
        Map<Integer, byte[]> open = new TreeMap<>();
        int pageCount = 0;
        int size = FRAME_BYTES + pageBytes;
        long at = position;
        int end1 = sum1;
        int end2 = sum2;
        while (at + size <= file.size()) {
            ByteBuffer frame = filled(file, at, size);
            sum(frame, 0, 8, bigEndian);
            sum(frame, FRAME_BYTES, size, bigEndian);
            boolean sound =
                    frame.getLong(8) == salts
                            && frame.getInt(16) == sum1
                            && frame.getInt(20) == sum2;
            if (!sound) {
                break;
            }
            byte[] page = new byte[pageBytes];
            frame.get(FRAME_BYTES, page);
            open.put(frame.getInt(0), page);
            at += size;
            if (frame.getInt(4) != 0) {
                pageCount = frame.getInt(4);
                pages.putAll(open);
                open.clear();
                position = at;
                end1 = sum1;
                end2 = sum2;
            }
        }
        sum1 = end1;
        sum2 = end2;
        int last = pageCount;
        pages.keySet().removeIf(page -> page > last);
        return new Changed(pages, pageCount);
    }

    private static ByteBuffer filled(FileChannel file, long at, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, at + buffer.position()) < 0) {
                throw new IOException("the log ends within a frame");
            }
        }
        return buffer.flip();
    }

    /** The log's own checksum, Fibonacci-weighted, over words of four bytes. */
    private void sum(ByteBuffer bytes, int from, int to, boolean bigEndian) {
        bytes.order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (int i = from; i < to; i += 8) {
            sum1 += bytes.getInt(i) + sum2;
            sum2 += bytes.getInt(i + 4) + sum1;
        }
        bytes.order(ByteOrder.BIG_ENDIAN);
    }
}
