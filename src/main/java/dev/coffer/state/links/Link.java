package dev.coffer.state.links;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.store.Row;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A link, without its statistics. Instants are epoch milliseconds.
 *
 * @param number the owner's sequence at creation; another link of the same slug has another
 * @param used how often its target was given away, where {@code maxClicks} bounds that
 * @param clicks by people, as far as they are written
 */
record Link(
        String owner,
        String slug,
        long number,
        String url,
        Optional<String> title,
        long createdAtMs,
        Optional<Long> expiresAtMs,
        Optional<Long> maxClicks,
        long used,
        long clicks,
        long bots,
        Optional<Long> lastClickAtMs,
        boolean takenDown) {

    static final ErrorCode LINK_EXPIRED = new ErrorCode(410, "link_expired");
    static final ErrorCode LINK_USED_UP = new ErrorCode(410, "link_used_up");
    static final ErrorCode TAKEN_DOWN = new ErrorCode(410, "taken_down");

    /** Why a link leads nowhere any more. */
    static final List<ErrorCode> GONE = List.of(LINK_EXPIRED, LINK_USED_UP, TAKEN_DOWN);

    static final String COLUMNS =
            "owner, slug, number, url, title, created_at, expires_at, max_clicks, used, clicks, bots,"
                    + " last_click_at, taken_down_at";

    /** Why it leads nowhere, if it does not. */
    enum State {
        LIVE,
        EXPIRED,
        USED_UP,
        TAKEN_DOWN
    }

    static Link of(Row row) {
        return new Link(
                row.text(1),
                row.text(2),
                row.number(3),
                row.text(4),
                Optional.ofNullable(row.textOrNull(5)),
                row.number(6),
                Optional.ofNullable(row.numberOrNull(7)),
                Optional.ofNullable(row.numberOrNull(8)),
                row.number(9),
                row.number(10),
                row.number(11),
                Optional.ofNullable(row.numberOrNull(12)),
                row.numberOrNull(13) != null);
    }

    /** With so many clicks more. */
    Link counting(long people, long robots, Optional<Long> atMs) {
        return new Link(
                owner,
                slug,
                number,
                url,
                title,
                createdAtMs,
                expiresAtMs,
                maxClicks,
                used,
                clicks + people,
                bots + robots,
                Stream.concat(lastClickAtMs.stream(), atMs.stream()).max(Long::compare),
                takenDown);
    }

    State state(long nowMs) {
        if (takenDown) {
            return State.TAKEN_DOWN;
        }
        if (expiresAtMs.isPresent() && expiresAtMs.get() <= nowMs) {
            return State.EXPIRED;
        }
        return maxClicks.isPresent() && used >= maxClicks.get() ? State.USED_UP : State.LIVE;
    }

    /**
     * @throws Problem 410 with the reason
     */
    void requireLive(long nowMs) {
        switch (state(nowMs)) {
            case LIVE -> {}
            case EXPIRED -> throw gone(LINK_EXPIRED, "This link has expired.", slug);
            case USED_UP ->
                    throw gone(LINK_USED_UP, "This link was followed as often as it may be.", slug);
            case TAKEN_DOWN -> throw takenDown(slug);
        }
    }

    static Problem takenDown(String slug) {
        return gone(TAKEN_DOWN, "The operator of this service took this link down.", slug);
    }

    static Problem missing(String slug) {
        return Problem.notFound("Link", "slug", slug);
    }

    private static Problem gone(ErrorCode code, String text, String slug) {
        return new Problem(code, text).with("slug", slug);
    }
}
