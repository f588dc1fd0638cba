package dev.coffer.cli.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the disk alone takes for a durable write: 4 KB appended, and fdatasync. */
public final class DiskProbe {

    private static final int APPEND_BYTES = 4096;
    private static final double SECONDS = 2;

    private DiskProbe() {}

    /** In ms, the median. */
    public static double medianMs(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "probe", ".tmp");
        Latencies latencies = new Latencies();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(APPEND_BYTES);
            long end = System.nanoTime() + (long) (SECONDS * 1e9);
            while (System.nanoTime() < end) {
                long start = System.nanoTime();
                channel.write(bytes.clear());
                channel.force(false);
                latencies.add(System.nanoTime() - start);
            }
        }
        Files.delete(file);
        return latencies.ms(0.5);
    }
}
