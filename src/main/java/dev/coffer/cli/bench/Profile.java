package dev.coffer.cli.bench;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a server's processor time goes while it is loaded: by thread as the kernel counts it (in
 * {@code /proc}, so on Linux), and by layer as the JVM's own samples of processor time show it (JEP
 * 509, of JDK 25 on Linux, experimental there). What other processes of it take is not in it.
 */
public final class Profile {

    private static final String EVENT = "jdk.CPUTimeSample";

    private static final String SETTINGS =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <configuration version="2.0">
              <event name="%s">
                <setting name="enabled">true</setting>
                <setting name="throttle">2ms</setting>
              </event>
            </configuration>
            """
                    .formatted(EVENT);

    /** Below it is noise. */
    private static final double LEAST_SHARE = 0.005;

    /** Whose code it is: of the innermost method that is any of these's. */
    private enum Layer {
        SQLITE("SQLite", "org.sqlite.core.NativeDB"),
        DRIVER("its driver", "org.sqlite."),
        POSTGRESQL("PostgreSQL's driver", "org.postgresql.", "com.zaxxer."),
        SOCKETS("sockets", "sun.nio.ch."),
        HTTP("HTTP", "io.netty.", "dev.coffer.http."),
        JSON("JSON", "tools.jackson."),
        SCHEDULING(
                "threads of calls",
                "java.util.concurrent.ForkJoin",
                "java.lang.VirtualThread",
                "jdk.internal.vm.Continuation",
                "java.util.concurrent.locks.LockSupport"),
        STORE("store", "dev.coffer.store."),
        PAYMENT("payment", "dev.coffer.payment."),
        CALL("call", "dev.coffer.call.", "dev.coffer.endpoint."),
        ROOMS("rooms", "dev.coffer."),
        REST("the rest");

        private final String shown;
        private final List<String> prefixes;

        Layer(String shown, String... prefixes) {
            this.shown = shown;
            this.prefixes = List.of(prefixes);
        }

        private static Layer of(RecordedStackTrace stack) {
            for (RecordedFrame frame : stack.getFrames()) {
                String type = frame.getMethod().getType().getName();
                for (Layer layer : values()) {
                    if (layer.prefixes.stream().anyMatch(type::startsWith)) {
                        return layer;
                    }
                }
            }
            return REST;
        }
    }

    /** While one load ran. */
    private record Window(
            String load, Instant from, Instant to, Map<String, ThreadTimes.Spent> spent) {

        boolean has(RecordedEvent event) {
            return event.getStartTime().isAfter(from) && event.getStartTime().isBefore(to);
        }
    }

    private final Path settings;
    private final Path recording;
    private final List<Window> windows = new ArrayList<>();

    public Profile(Path directory) throws IOException {
        this.settings = Files.writeString(directory.resolve("profile.jfc"), SETTINGS);
        this.recording = directory.resolve("profile.jfr");
    }

    /** What the server's JVM is started with; it writes its samples when it ends. */
    public List<String> flags() {
        return List.of(
                "-XX:StartFlightRecording:dumponexit=true,settings=%s,filename=%s"
                        .formatted(settings, recording),
                "-Xlog:jfr+startup=off");
    }

    /** Runs a load, and has what its server does meanwhile among what is shown. */
    public LoadRun.Measured of(ProcessHandle server, Supplier<LoadRun.Measured> load) {
        ThreadTimes before = ThreadTimes.of(server);
        Instant from = Instant.now();
        LoadRun.Measured measured = load.get();
        windows.add(
                new Window(
                        "%s, %d connections".formatted(measured.load(), measured.connections()),
                        from,
                        Instant.now(),
                        ThreadTimes.of(server).since(before)));
        return measured;
    }

    /** Shows the shares of each load; once its server has ended. */
    public void print(PrintWriter out) throws IOException {
        List<RecordedEvent> samples =
                RecordingFile.readAllEvents(recording).stream()
                        .filter(event -> event.getEventType().getName().equals(EVENT))
                        .filter(event -> event.getStackTrace() != null)
                        .toList();
        for (Window window : windows) {
            out.printf("%n%s: shares of the server's processor time, %%%n", window.load());
            line(out, "threads", threads(window.spent()));
            line(
                    out,
                    "layers",
                    layers(
                            samples.stream()
                                    .filter(window::has)
                                    .map(event -> Layer.of(event.getStackTrace()))));
        }
    }

    private static void line(PrintWriter out, String what, List<String> shares) {
        StringBuilder line = new StringBuilder("  %-8s".formatted(what));
        for (int i = 0; i < shares.size(); i++) {
            String next = shares.get(i) + (i < shares.size() - 1 ? ", " : "");
            if (line.length() + next.length() > 80) {
                out.println(line.toString().stripTrailing());
                line = new StringBuilder(" ".repeat(10));
            }
            line.append(next);
        }
        out.println(line);
    }

    /** A part of the whole, and what is said of it besides. */
    private record Share(String name, double weight, String note) {}

    private static List<String> threads(Map<String, ThreadTimes.Spent> spent) {
        double all = spent.values().stream().mapToDouble(ThreadTimes.Spent::seconds).sum();
        return largest(
                spent.entrySet().stream()
                        .map(e ->
                                new Share(
                                        e.getKey(),
                                        e.getValue().seconds() / all,
                                        kernel(e.getValue().kernelSeconds() / all))));
    }

    private static String kernel(double share) {
        return share < LEAST_SHARE ? "" : String.format(Locale.ROOT, " (kernel %.0f)", share * 100);
    }

    private static List<String> layers(Stream<Layer> samples) {
        Map<Layer, Long> counts =
                samples.collect(Collectors.groupingBy(layer -> layer, Collectors.counting()));
        double all = counts.values().stream().mapToLong(n -> n).sum();
        return largest(
                counts.entrySet().stream()
                        .map(e -> new Share(e.getKey().shown, e.getValue() / all, "")));
    }

    private static List<String> largest(Stream<Share> shares) {
        return shares.filter(share -> share.weight() >= LEAST_SHARE)
                .sorted(Comparator.comparingDouble(Share::weight).reversed())
                .map(share ->
                        String.format(
                                Locale.ROOT,
                                "%s %.0f%s",
                                share.name(),
                                share.weight() * 100,
                                share.note()))
                .toList();
    }

    /** Why there can be none here; empty if there can. */
    public static Optional<String> missing() {
        return Files.isReadable(Path.of("/proc/self/stat"))
                ? Optional.empty()
                : Optional.of("--profile reads /proc, which there is on Linux");
    }
}
