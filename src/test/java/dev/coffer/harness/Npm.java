package dev.coffer.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Json;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

import tools.jackson.databind.JsonNode;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Genuine clients out of the npm registry. Without Node or the registry what needs them is skipped,
 * but where CI is true it fails.
 */
public final class Npm {

    /** A registry that hangs once is not gone. */
    private static final int TRIES = 2;

    private Npm() {}

    /** Installs what folders lock, if it is not there; their locks say nothing of where it is. */
    public static void install(Path... folders) throws Exception {
        for (Path folder : folders) {
            Path lock = folder.resolve("package-lock.json");
            assertThat(Files.readString(lock)).doesNotContain("\"resolved\"");
            Path installed = folder.resolve("node_modules/.package-lock.json");
            boolean fresh =
                    Files.exists(installed)
                            && Files.getLastModifiedTime(installed)
                                            .compareTo(Files.getLastModifiedTime(lock))
                                    >= 0;
            if (!fresh) {
                run(folder, "npm", "ci");
            }
        }
        run(folders[0], "node", "--version");
    }

    /** Where a program of the machine is, by the path; without it, there is no test. */
    public static String tool(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseGet(() -> {
                    cannot("there is no " + name + " here");
                    return name;
                });
    }

    /** Runs a tool to its end, within bounds. Without the tool, there is no test. */
    private static void run(Path folder, String... command) throws Exception {
        Path errors = Files.createTempFile("coffer-client", ".err");
        try {
            boolean done = false;
            for (int tries = 0; tries < TRIES && !done; tries++) {
                Process process =
                        new ProcessBuilder(command)
                                .directory(folder.toFile())
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .redirectError(errors.toFile())
                                .start();
                process.getOutputStream().close();
                done = process.waitFor(2, TimeUnit.MINUTES) && process.exitValue() == 0;
                process.destroyForcibly();
            }
            if (!done) {
                cannot(String.join(" ", command) + " failed:\n" + Files.readString(errors));
            }
        } catch (IOException e) {
            cannot(command[0] + " does not run here: " + e.getMessage());
        } finally {
            Files.delete(errors);
        }
    }

    private static void cannot(String why) {
        if ("true".equals(System.getenv("CI"))) {
            Assertions.fail(why);
        }
        System.err.println("\n**** THE REAL CLIENTS ARE NOT TESTED: " + why + "\n");
        Assumptions.abort(why);
    }

    /** What a script prints, as JSON. One that fails is a failure, and no reason to skip. */
    public static JsonNode script(Path folder, String... args) throws Exception {
        Process process =
                new ProcessBuilder(Stream.concat(Stream.of("node"), Stream.of(args)).toList())
                        .directory(folder.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(out).isZero();
        return Json.MAPPER.readTree(out);
    }

    /** The statuses of the answers that a client saw on the way to its last. */
    public static List<Integer> statuses(JsonNode result) {
        return result.path("statuses").values().stream().map(JsonNode::asInt).toList();
    }
}
