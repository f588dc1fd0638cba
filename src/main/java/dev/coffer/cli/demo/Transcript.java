package dev.coffer.cli.demo;

import java.io.Console;
import java.io.PrintWriter;

/**
 * A conversation as it is shown: each request, and the answer to it, a line of at most a hundred
 * columns. Coloured on a terminal.
 */
public final class Transcript {

    private static final int COLUMNS = 100;
    private static final String NAME = "%2d %-8s ";
    private static final int INDENT = 12;

    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";
    private static final String GREEN = "\u001b[32m";
    private static final String PLAIN = "\u001b[0m";

    private final PrintWriter out;
    private final boolean coloured;
    private int steps;

    private Transcript(PrintWriter out, boolean coloured) {
        this.out = out;
        this.coloured = coloured;
    }

    public static Transcript to(PrintWriter out) {
        Console console = System.console();
        boolean terminal = console != null && console.isTerminal();
        return new Transcript(out, terminal && System.getenv("NO_COLOR") == null);
    }

    /** One step: its name, what was asked, and what was answered. */
    void step(String name, Object asked, Object answered) {
        steps++;
        out.println(in(BOLD, NAME.formatted(steps, name)) + clipped(asked));
        out.println(" ".repeat(INDENT) + in(DIM, clipped(answered)));
    }

    public void end(String text) {
        out.println();
        out.println(in(GREEN, text));
    }

    private static String clipped(Object shown) {
        String line = shown.toString().replaceAll("\\s+", " ");
        int room = COLUMNS - INDENT;
        return line.length() <= room ? line : line.substring(0, room - 1) + "…";
    }

    private String in(String colour, String text) {
        return coloured ? colour + text + PLAIN : text;
    }
}
