package dev.coffer.tool.util;

import dev.coffer.endpoint.Limit;

/** What these tools promise beside what all do. */
enum UtilLimits implements Limit {

    /** A document in HTML. */
    HTML_CHARS(100_000),

    /** A document in Markdown, some of which costs more to read than it looks. */
    MARKDOWN_CHARS(50_000),

    /** What one QR code is made of; a code of that error correction holds 2,331 bytes. */
    QR_DATA_CHARS(2_048),

    CRON_CHARS(200),

    USER_AGENT_CHARS(1_000),

    /** A short text: a colour, an address, a label. */
    SHORT_TEXT_CHARS(1_000),

    /** Cells of the table by which two texts are compared: the product of their lengths. */
    DISTANCE_CELLS(20_000_000);

    private final long value;

    UtilLimits(long value) {
        this.value = value;
    }

    @Override
    public long value() {
        return value;
    }
}
