package dev.coffer.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the threads of a process have used of the processors, as Linux counts it: {@code
 * /proc/PID/task/TID/stat}, see proc_pid_stat(5). Threads of one kind count as one.
 */
record ThreadTimes(Map<String, Spent> byKind) {

    /** The kernel's unit, on every architecture that it runs on today. */
    private static final double TICKS_PER_SECOND = 100;

    /** Places among what follows the name: utime and stime. */
    private static final int USER = 11;

    private static final int KERNEL = 12;

    record Spent(double userSeconds, double kernelSeconds) {
        double seconds() {
            return userSeconds + kernelSeconds;
        }

        Spent plus(Spent other) {
            return new Spent(userSeconds + other.userSeconds, kernelSeconds + other.kernelSeconds);
        }

        Spent minus(Spent other) {
            return new Spent(userSeconds - other.userSeconds, kernelSeconds - other.kernelSeconds);
        }
    }

    static ThreadTimes of(ProcessHandle process) {
        Map<String, Spent> byKind = new HashMap<>();
        Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
        try (Stream<Path> threads = Files.list(tasks)) {
            for (Path thread : threads.toList()) {
                add(thread.resolve("stat"), byKind);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ThreadTimes(byKind);
    }

    private static void add(Path stat, Map<String, Spent> to) throws IOException {
        String line;
        try {
            line = Files.readString(stat);
        } catch (NoSuchFileException e) {
            return; // It ended meanwhile.
        }
        int end = line.lastIndexOf(')');
        String[] fields = line.substring(end + 2).split(" ", KERNEL + 2);
        Spent spent =
                new Spent(
                        Long.parseLong(fields[USER]) / TICKS_PER_SECOND,
                        Long.parseLong(fields[KERNEL]) / TICKS_PER_SECOND);
        to.merge(kind(line.substring(line.indexOf('(') + 1, end)), spent, Spent::plus);
    }

    /** Names are cut off after 15 characters there. */
    private static String kind(String name) {
        if (name.startsWith("ForkJoinPool")) {
            return "calls";
        }
        if (name.startsWith("C1 ") || name.startsWith("C2 ")) {
            return "JIT";
        }
        if (List.of("G1 ", "GC ", "VM Thread").stream().anyMatch(name::startsWith)) {
            return "GC";
        }
        return name.replaceFirst("[-#0-9].*", "");
    }

    Map<String, Spent> since(ThreadTimes before) {
        Map<String, Spent> since = new HashMap<>();
        byKind.forEach((kind, spent) ->
                since.put(kind, spent.minus(before.byKind.getOrDefault(kind, new Spent(0, 0)))));
        return since;
    }
}
