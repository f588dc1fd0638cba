package dev.coffer.state.memory.embed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * ONNX Runtime's native libraries, unpacked into a directory for temporary files. They are loaded
 * from there once; where the system allows it they are deleted at once, so that a process that is
 * killed leaves nothing behind.
 */
final class Natives implements AutoCloseable {

    /** Where the library looks for its natives before it unpacks them by itself. */
    private static final String PROPERTY = "onnxruntime.native.path";

    private static final List<String> LIBRARIES = List.of("onnxruntime", "onnxruntime4j_jni");

    private final Path directory;
    private final boolean isNamed = System.getProperty(PROPERTY) != null;

    private Natives(Path directory) {
        this.directory = directory;
    }

    static Natives unpack() throws IOException {
        Natives natives = new Natives(Files.createTempDirectory("coffer-model"));
        if (!natives.isNamed) {
            for (String library : LIBRARIES) {
                String name = System.mapLibraryName(library);
                natives.take("/ai/onnxruntime/native/%s/%s".formatted(platform(), name), name);
            }
            System.setProperty(PROPERTY, natives.directory.toString());
        }
        return natives;
    }

    /** Puts a file of the class path beside them. */
    Path take(String resource, String name) throws IOException {
        Path file = directory.resolve(name);
        try (InputStream in = Natives.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("the jar has no " + resource);
            }
            Files.copy(in, file);
        }
        return file;
    }

    private static String platform() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "");
        String os = system.contains("mac") ? "osx" : system.contains("win") ? "win" : "linux";
        return os + (arch.equals("aarch64") ? "-aarch64" : "-x64");
    }

    @Override
    public void close() throws IOException {
        if (!isNamed) {
            System.clearProperty(PROPERTY);
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : Stream.concat(files, Stream.of(directory)).toList()) {
                delete(file);
            }
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit(); // Where what is loaded can't be deleted.
        }
    }
}
