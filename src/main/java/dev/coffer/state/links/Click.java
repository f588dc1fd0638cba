package dev.coffer.state.links;

import dev.coffer.endpoint.Request;

import java.util.Locale;
import java.util.Optional;

/**
 * A link that was followed, as it came: looked into later, and not on the redirect's way. It lives
 * for a moment, in memory; its address goes nowhere else.
 */
record Click(
        String owner,
        String slug,
        long number,
        long atMs,
        String referrer,
        String agent,
        String country,
        String address) {

    static final String DIRECT = "direct";
    static final String UNKNOWN = "unknown";

    /** Where hosts of referrers end to be worth keeping. */
    private static final int HOST_CHARS = 100;

    private static final int REFERRER_CHARS = 256;

    static Click of(Link link, Request request, Optional<String> countryHeader, long atMs) {
        return new Click(
                link.owner(),
                link.slug(),
                link.number(),
                atMs,
                cut(request.header("Referer").orElse(""), REFERRER_CHARS),
                cut(request.header("User-Agent").orElse(""), UserAgents.CHARS),
                countryHeader.flatMap(request::header).orElse(""),
                request.remoteAddress());
    }

    private static String cut(String text, int chars) {
        return text.length() > chars ? text.substring(0, chars) : text;
    }

    /** The host that it came from, without what was read there. */
    String referrerHost() {
        if (referrer.isEmpty()) {
            return DIRECT;
        }
        int from = referrer.indexOf("://");
        int to = from + 3;
        while (from > 0 && to < referrer.length() && isOfHost(referrer.charAt(to))) {
            to++;
        }
        boolean host = from > 0 && to > from + 3 && to - from <= HOST_CHARS;
        return host ? referrer.substring(from + 3, to).toLowerCase(Locale.ROOT) : ClickStats.OTHER;
    }

    private static boolean isOfHost(char c) {
        return c < 0x80 && Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_';
    }

    /** The country's two letters, if that is what the header had. */
    String countryCode() {
        boolean letters = country.length() == 2 && country.chars().allMatch(Click::isLetter);
        return letters ? country.toUpperCase(Locale.ROOT) : UNKNOWN;
    }

    private static boolean isLetter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
