package dev.coffer.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of MaxMind's format (MaxMind DB 2.0), as small as can be: one record, for all addresses of
 * IPv4 whose first bit is not set, loopback among them.
 */
public final class GeoFile {

    private static final Map<String, Object> RECORD =
            Map.of(
                    "country",
                    Map.of("iso_code", "NZ", "names", Map.of("en", "New Zealand")),
                    "continent",
                    Map.of("code", "OC"),
                    "city",
                    Map.of("names", Map.of("en", "Wellington")),
                    "subdivisions",
                    List.of(Map.of("iso_code", "WGN", "names", Map.of("en", "Wellington Region"))),
                    "postal",
                    Map.of("code", "6011"),
                    "location",
                    Map.of(
                            "latitude",
                            -41.25,
                            "longitude",
                            174.75,
                            "time_zone",
                            "Pacific/Auckland"),
                    "autonomous_system_number",
                    64500L,
                    "autonomous_system_organization",
                    "Example Networks");

    private static final Path PATH = written();

    private GeoFile() {}

    public static Path path() {
        return PATH;
    }

    private static Path written() {
        try {
            Path file = Files.createTempFile("coffer-geo", ".mmdb");
            file.toFile().deleteOnExit();
            Files.write(file, bytes());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A tree of one node, whose left record is the data and whose right one is nothing. */
    private static byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 0, 17, 0, 0, 1});
        out.writeBytes(new byte[16]);
        value(out, RECORD);
        out.writeBytes(new byte[] {(byte) 0xab, (byte) 0xcd, (byte) 0xef});
        out.writeBytes("MaxMind.com".getBytes(StandardCharsets.US_ASCII));
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("node_count", 1L);
        metadata.put("record_size", 24L);
        metadata.put("ip_version", 4L);
        metadata.put("database_type", "Test");
        metadata.put("languages", List.of("en"));
        metadata.put("binary_format_major_version", 2L);
        metadata.put("binary_format_minor_version", 0L);
        metadata.put("build_epoch", 1_700_000_000L);
        metadata.put("description", Map.of("en", "for tests"));
        value(out, metadata);
        return out.toByteArray();
    }

    private static void value(ByteArrayOutputStream out, Object value) {
        switch (value) {
            case String text -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                control(out, 2, bytes.length);
                out.writeBytes(bytes);
            }
            case Double number -> {
                control(out, 3, 8);
                out.writeBytes(ByteBuffer.allocate(8).putDouble(number).array());
            }
            case Long number -> {
                control(out, 6, 4);
                out.writeBytes(ByteBuffer.allocate(4).putInt(number.intValue()).array());
            }
            case Map<?, ?> map -> {
                control(out, 7, map.size());
                map.forEach((key, each) -> {
                    value(out, key);
                    value(out, each);
                });
            }
            case List<?> list -> {
                // An extended type: the real one follows.
                out.write(list.size());
                out.write(11 - 7);
                list.forEach(each -> value(out, each));
            }
            default -> throw new IllegalArgumentException("no type for " + value);
        }
    }

    /** The type in three bits, the size in five; or in a byte after it. */
    private static void control(ByteArrayOutputStream out, int type, int size) {
        out.write(type << 5 | Math.min(size, 29));
        if (size >= 29) {
            out.write(size - 29);
        }
    }
}
