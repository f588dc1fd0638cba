package dev.coffer.natives;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files of the jar that have to be files on a disk to be used: native libraries, and the model that
 * one of them reads.
 *
 * <p>Where the property {@value #SHIPPED} names a directory that has them, under their names in the
 * jar, they are used there and nothing is written. Else they are unpacked into the directory for
 * temporary files, their owner's alone, and deleted on closing, when they are loaded: a process
 * that is killed later leaves nothing. What one left that was killed meanwhile, the next takes
 * away.
 */
public final class Natives implements AutoCloseable {

    static final String SHIPPED = "coffer.natives";

    private static final String PREFIX = "coffer-natives-";

    /** Loading takes a second; what is older was left by a process that was killed. */
    private static final Duration LEFT = Duration.ofMinutes(5);

    private static volatile @Nullable Path place;

    private final @Nullable Path unpacked;
    private final List<Path> files;

    private Natives(@Nullable Path unpacked, List<Path> files) {
        this.unpacked = unpacked;
        this.files = files;
    }

    /** Has them unpacked there from now on, and not among the temporary files. */
    public static void unpackInto(Path directory) {
        place = directory;
    }

    /**
     * @param resources absolute names on the class path, of which no two end alike
     * @throws IOException if one is not there, or can't be unpacked
     */
    public static Natives of(String... resources) throws IOException {
        String shipped = System.getProperty(SHIPPED, "");
        if (!shipped.isEmpty()) {
            List<Path> there =
                    Stream.of(resources)
                            .map(resource -> Path.of(shipped, resource))
                            .filter(Files::isReadable)
                            .toList();
            if (there.size() == resources.length) {
                return new Natives(null, there);
            }
        }
        Path named = place;
        Path parent = named == null ? Path.of(System.getProperty("java.io.tmpdir")) : named;
        clear(parent);
        Path directory = Files.createTempDirectory(parent, PREFIX);
        Natives natives =
                new Natives(
                        directory,
                        Stream.of(resources)
                                .map(resource ->
                                        directory.resolve(
                                                resource.substring(resource.lastIndexOf('/') + 1)))
                                .toList());
        try {
            for (int i = 0; i < resources.length; i++) {
                unpack(resources[i], natives.files.get(i));
            }
            return natives;
        } catch (IOException e) {
            natives.close();
            throw e;
        }
    }

    private static void unpack(String resource, Path file) throws IOException {
        try (InputStream in = Natives.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("the jar has no " + resource);
            }
            Files.copy(in, file);
        }
    }

    /** Where a resource is, in the order in which they were named. */
    public Path file(int index) {
        return files.get(index);
    }

    /**
     * Tells a library that looks for its natives in the directory of a property; an operator's
     * stays.
     */
    public void tell(String property) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, String.valueOf(file(0).toAbsolutePath().getParent()));
        }
    }

    private static void clear(Path parent) throws IOException {
        Instant before = Instant.now().minus(LEFT);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path each : all) {
                if (Files.isWritable(each)
                        && Files.getLastModifiedTime(each).toInstant().isBefore(before)) {
                    delete(each);
                }
            }
        } catch (NoSuchFileException e) {
            // Another one took it away.
        }
    }

    @Override
    public void close() throws IOException {
        if (unpacked != null) {
            delete(unpacked);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> inside = Files.list(directory)) {
            for (Path file : Stream.concat(inside, Stream.of(directory)).toList()) {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    file.toFile().deleteOnExit(); // Where what is loaded can't be deleted.
                }
            }
        }
    }
}
