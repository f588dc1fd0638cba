package dev.coffer.http;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Everything that the process logs at INFO and above, while it is open. */
final class LogTap extends Handler implements AutoCloseable {

    private final List<LogRecord> heard = new CopyOnWriteArrayList<>();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    LogTap() {
        Logger.getLogger("").addHandler(this);
    }

    List<LogRecord> atLeast(Level level) {
        return heard.stream()
                .filter(event -> event.getLevel().intValue() >= level.intValue())
                .toList();
    }

    /** The same as the log has it. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    /** Only what is said of HTTP: other tests' threads may still be at work in this JVM. */
    @Override
    public void publish(LogRecord event) {
        String logger = String.valueOf(event.getLoggerName());
        if (logger.startsWith("dev.coffer.http") || logger.startsWith("io.netty")) {
            heard.add(event);
            lines.add(new LogFormat().format(event));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
    }
}
