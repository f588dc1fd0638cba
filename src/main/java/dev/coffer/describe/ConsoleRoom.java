package dev.coffer.describe;

import dev.coffer.room.Room;

/**
 * A page on which people do what agents do: pay, call, look at what is kept. It is files of the jar
 * that call the public interface, as anybody would; the service knows nothing of it.
 */
public final class ConsoleRoom {

    private static final String PATH = "/console";

    /** Only this server's own scripts, styles and answers; styles in scripts' hands are no text. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                    + " img-src 'self' data:; form-action 'none'; frame-ancestors 'none';"
                    + " base-uri 'none'";

    private ConsoleRoom() {}

    public static Room room() {
        StaticFiles files = new StaticFiles("console/", POLICY);
        return Room.of("console", "A page for people: pay, call, see what is kept and what it cost")
                .sells(
                        files.at(
                                PATH,
                                "index.html",
                                "The console: sign in, or pay with play money, and try everything."),
                        files.below(PATH, "console.css", "What the console is made of."));
    }
}
