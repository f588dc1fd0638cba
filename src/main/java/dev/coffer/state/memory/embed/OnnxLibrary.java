package dev.coffer.state.memory.embed;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;

import dev.coffer.natives.Natives;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** ONNX Runtime itself, which its binding loads once in a process. */
final class OnnxLibrary {

    private static final String DIRECTORY = "onnxruntime.native.path";

    private OnnxLibrary() {}

    static OrtEnvironment load() throws IOException {
        Set<Path> before = directories();
        try (Natives natives = Natives.of(resource("onnxruntime"), resource("onnxruntime4j_jni"))) {
            natives.tell(DIRECTORY);
            return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "coffer");
        } finally {
            // The binding makes one even where it unpacks nothing, and would delete it when it
            // ends.
            Set<Path> made = directories();
            made.removeAll(before);
            for (Path each : made) {
                Files.deleteIfExists(each);
            }
        }
    }

    private static Set<Path> directories() throws IOException {
        Set<Path> found = new HashSet<>();
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (DirectoryStream<Path> all = Files.newDirectoryStream(temporary, "onnxruntime-java*")) {
            all.forEach(found::add);
        }
        return found;
    }

    private static String resource(String library) {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String os = system.contains("mac") ? "osx" : system.contains("win") ? "win" : "linux";
        String arch = System.getProperty("os.arch", "").equals("aarch64") ? "aarch64" : "x64";
        return "/ai/onnxruntime/native/%s-%s/%s"
                .formatted(os, arch, System.mapLibraryName(library));
    }
}
