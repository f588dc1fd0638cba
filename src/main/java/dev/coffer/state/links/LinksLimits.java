package dev.coffer.state.links;

import dev.coffer.endpoint.Limit;

/** What a link may be, and what is kept of its clicks. */
enum LinksLimits implements Limit {

    /** A target, as it was given and percent-encoded: an answer's head has to stay below 3 KB. */
    LINK_URL_CHARS(2048),

    SLUG_MIN_CHARS(3),
    SLUG_MAX_CHARS(32),

    /** A link's title. */
    LINK_TITLE_CHARS(256),

    LINK_MAX_CLICKS(1_000_000_000),

    /** How long a link that expired answers 410 and has statistics. */
    ENDED_LINK_KEPT_SECONDS(30 * 86_400),

    /** Clicks by the hour, so far back. */
    LINK_SERIES_HOURS(48),

    /** Clicks by the day, so far back. */
    LINK_SERIES_DAYS(400),

    /** Of more hosts that clicks came from, those with the fewest count as {@code other}. */
    LINK_REFERRERS(50),

    /** The newest clicks of a link. */
    LINK_RECENT_CLICKS(20);

    private final long value;

    LinksLimits(long value) {
        this.value = value;
    }

    @Override
    public long value() {
        return value;
    }
}
