package dev.coffer.http;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.MessageFormat;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The service's own log: a JSON object a line on standard error, warnings only from libraries. */
public final class LogFormat extends Formatter {

    /** Kept, or java.util.logging would forget the levels set here. */
    private static final Logger ROOT = Logger.getLogger("");

    private static final Logger OURS = Logger.getLogger("dev.coffer");

    private LogFormat() {}

    public static void install() {
        for (Handler handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
        }
        ConsoleHandler console = new ConsoleHandler();
        console.setFormatter(new LogFormat());
        ROOT.addHandler(console);
        ROOT.setLevel(Level.WARNING);
        OURS.setLevel(Level.INFO);
    }

    @Override
    public String format(LogRecord entry) {
        StringBuilder line = new StringBuilder("{\"time\":\"").append(entry.getInstant());
        line.append("\",\"level\":\"").append(entry.getLevel().getName());
        line.append("\",\"logger\":\"").append(entry.getLoggerName()).append("\",\"message\":\"");
        Object[] parameters = entry.getParameters();
        escape(
                line,
                parameters == null || parameters.length == 0
                        ? String.valueOf(entry.getMessage())
                        : MessageFormat.format(entry.getMessage(), parameters));
        if (entry.getThrown() != null) {
            StringWriter stack = new StringWriter();
            entry.getThrown().printStackTrace(new PrintWriter(stack));
            line.append("\",\"fault\":\"");
            escape(line, stack.toString());
        }
        return line.append("\"}\n").toString();
    }

    static void escape(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || Character.isSurrogate(c)) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
    }
}
