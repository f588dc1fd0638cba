package dev.coffer.http;

import dev.coffer.endpoint.Json;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * The application's log: one JSON object per line, to standard error, a stack trace within it; of
 * what is said while a call is worked on, with its request's id and its trace's.
 */
public final class LogFormat extends Formatter {

    /** They tell at INFO what nobody asked; kept here, since the JDK keeps loggers weakly. */
    private static final List<Logger> CHATTY =
            List.of(
                    Logger.getLogger("io.netty"),
                    Logger.getLogger("org.flywaydb"),
                    Logger.getLogger("com.zaxxer.hikari"));

    /** Makes the whole process log this way. */
    public static void install() {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        ConsoleHandler console = new ConsoleHandler();
        console.setFormatter(new LogFormat());
        console.setLevel(Level.ALL);
        root.addHandler(console);
        CHATTY.forEach(logger -> logger.setLevel(Level.WARNING));
    }

    @Override
    public String format(LogRecord event) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("time", Json.instant(event.getMillis()));
        line.put("level", level(event.getLevel()));
        line.put("logger", String.valueOf(event.getLoggerName()));
        line.put("message", String.valueOf(formatMessage(event)));
        if (Correlation.CURRENT.isBound()) {
            Correlation call = Correlation.CURRENT.get();
            line.put("requestId", call.requestId());
            call.parent().ifPresent(parent -> line.put("traceId", parent.traceId()));
        }
        if (event.getThrown() != null) {
            StringWriter trace = new StringWriter();
            event.getThrown().printStackTrace(new PrintWriter(trace));
            line.put("thrown", trace.toString());
        }
        return new String(Json.write(line), StandardCharsets.UTF_8) + "\n";
    }

    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN";
        }
        return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }
}
