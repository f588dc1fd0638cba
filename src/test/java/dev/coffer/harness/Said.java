package dev.coffer.harness;

import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What a class logs while this is open, as a person would read it. */
public final class Said extends Handler implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger;

    private Said(Logger logger) {
        this.logger = logger;
        logger.addHandler(this);
    }

    public static Said by(Class<?> of) {
        return new Said(Logger.getLogger(of.getName()));
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord event) {
        Object[] values = event.getParameters();
        lines.add(
                values == null || values.length == 0
                        ? event.getMessage()
                        : MessageFormat.format(event.getMessage(), values));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
