package dev.coffer.state.paste;

import dev.coffer.endpoint.Reply;
import dev.coffer.state.paste.Pastes.Paste;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What people see of a paste: the raw text for programs, a plain page in a browser. What stands in
 * a paste is never run: escaped, sandboxed, not sniffed.
 */
final class PastePage {

    private static final String HTML = "text/html; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";

    private static final Map<String, String> SAFE =
            Map.of(
                    "Content-Security-Policy",
                    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; sandbox allow-forms",
                    "Referrer-Policy",
                    "no-referrer",
                    "Cache-Control",
                    "no-store",
                    "Vary",
                    "Accept");

    private static final String FRAME =
            """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <title>%s</title>
            <style>
              body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color-scheme: light dark;
                     font: 1rem/1.5 system-ui, sans-serif; }
              pre { font: .9rem/1.5 ui-monospace, monospace; white-space: pre-wrap;
                    overflow-wrap: anywhere; }
              small { opacity: .7; }
              button { font: inherit; padding: .5rem 1rem; }
            </style>
            %s
            </html>
            """;

    private PastePage() {}

    static Reply.Content show(Paste paste, boolean html) {
        if (!html) {
            return new Reply.Content(200, TEXT, paste.content(), SAFE);
        }
        String language = paste.language().orElse("text");
        String text = new String(paste.content(), StandardCharsets.UTF_8);
        return page(
                "Paste " + paste.code(),
                "<small>%s, %d bytes</small>\n<pre>%s</pre>"
                        .formatted(escaped(language), paste.bytes(), escaped(text)));
    }

    /**
     * For a paste that burns: nothing is shown before somebody says so, link previews least of all.
     */
    static Reply.Content ask(String url, boolean html) {
        if (!html) {
            String text = "This paste can be read once. To read and destroy it: curl -X POST %s\n";
            byte[] body = text.formatted(url).getBytes(StandardCharsets.UTF_8);
            return new Reply.Content(200, TEXT, body, SAFE);
        }
        return page(
                "A paste that can be read once",
                """
                <p>This paste can be read once; then it is gone.</p>
                <form method="post"><button>Read and destroy</button></form>\
                """);
    }

    private static Reply.Content page(String title, String body) {
        byte[] html = FRAME.formatted(title, body).getBytes(StandardCharsets.UTF_8);
        return new Reply.Content(200, HTML, html, SAFE);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
