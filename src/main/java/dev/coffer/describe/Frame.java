package dev.coffer.describe;

import dev.coffer.endpoint.Reply;

import java.nio.charset.StandardCharsets;

/**
 * What pages for people have in common. They ask this service alone for a style and a picture, and
 * whatever is not markup of ours is escaped.
 */
final class Frame {

    static final String HTML = "text/html; charset=utf-8";

    /** What a page may do that runs nothing (CSP). */
    static final String STILL =
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String PAGE =
            """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%s</title>
            <link rel="icon" href="/favicon.ico" sizes="32x32">
            <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
            <link rel="stylesheet" href="/assets/pages.css">
            %s</head>
            <body>
            <header><a href="/"><img src="/assets/favicon.svg" alt="" width="28" height="28"> Coffer</a>%s</header>
            %s</body>
            </html>
            """;

    private Frame() {}

    /**
     * A page.
     *
     * @param title as text
     * @param head more of its head, as HTML
     * @param beside what stands beside the name at the top, as HTML
     * @param body as HTML
     * @param policy what it may do
     */
    static Reply.Content page(
            String title, String head, String beside, String body, String policy) {
        String html = PAGE.formatted(escaped(title), head, beside, body);
        return StaticFiles.content(HTML, html.getBytes(StandardCharsets.UTF_8), policy);
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
