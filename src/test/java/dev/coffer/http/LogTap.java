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

    LogTap() {
        Logger.getLogger("").addHandler(this);
    }

    List<LogRecord> atLeast(Level level) {
        return heard.stream()
                .filter(event -> event.getLevel().intValue() >= level.intValue())
                .toList();
    }

    @Override
    public void publish(LogRecord event) {
        heard.add(event);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
    }
}
