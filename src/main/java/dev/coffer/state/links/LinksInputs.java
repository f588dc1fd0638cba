package dev.coffer.state.links;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.room.Page;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What the links endpoints take. */
final class LinksInputs {

    private static final Pattern SLUG =
            Pattern.compile(
                    "[A-Za-z0-9_-]{%d,%d}"
                            .formatted(
                                    LinksLimits.SLUG_MIN_CHARS.value(),
                                    LinksLimits.SLUG_MAX_CHARS.value()));

    /** What people would take for the service's own, whatever the case. */
    private static final Set<String> RESERVED =
            Set.of(
                    "about",
                    "abuse",
                    "account",
                    "admin",
                    "administrator",
                    "api",
                    "billing",
                    "coffer",
                    "contact",
                    "dashboard",
                    "docs",
                    "favicon",
                    "health",
                    "help",
                    "home",
                    "index",
                    "legal",
                    "limits",
                    "links",
                    "login",
                    "logout",
                    "mcp",
                    "metrics",
                    "null",
                    "official",
                    "openapi",
                    "operator",
                    "password",
                    "paste",
                    "pay",
                    "payment",
                    "payments",
                    "prices",
                    "privacy",
                    "public",
                    "register",
                    "report",
                    "robots",
                    "root",
                    "security",
                    "settings",
                    "sign-in",
                    "sign-up",
                    "signin",
                    "signup",
                    "sitemap",
                    "static",
                    "status",
                    "support",
                    "system",
                    "terms",
                    "undefined",
                    "verify",
                    "wallet",
                    "well-known",
                    "www");

    private static final Field<String> URL =
            Field.text(
                    "url",
                    1,
                    LinksLimits.LINK_URL_CHARS,
                    "Where it leads: http or https, not to this service itself.");

    private static final Field<Optional<String>> TITLE =
            Field.text("title", 1, LinksLimits.LINK_TITLE_CHARS, "What it is about.").optional();

    private static Field<Optional<Long>> ttl(String says) {
        return Field.whole(
                        "ttl", Limits.TTL_MIN_SECONDS.value(), Limits.TTL_MAX_SECONDS.value(), says)
                .optional();
    }

    /** A link's slug, whatever it is: what no slug can be is not found. */
    private static final Field<String> NAMED =
            Field.text("slug", 1, Limits.REQUEST_LINE_BYTES, "The link's slug.");

    record Create(
            String url,
            Optional<String> slug,
            Optional<String> title,
            Optional<Long> ttlSeconds,
            Optional<Long> maxClicks,
            boolean qr) {

        static final Shape<Create> SHAPE =
                Shape.of(
                        Create::new,
                        URL,
                        Field.text(
                                        "slug",
                                        LinksLimits.SLUG_MIN_CHARS.whole(),
                                        LinksLimits.SLUG_MAX_CHARS,
                                        "What it is found by, A-Z a-z 0-9 _ -; a random one if left out.")
                                .map(LinksInputs::free)
                                .optional(),
                        TITLE,
                        ttl("Seconds until it expires; never if left out."),
                        Field.whole(
                                        "maxClicks",
                                        1,
                                        LinksLimits.LINK_MAX_CLICKS.value(),
                                        "How often its target is given away, whoever asks.")
                                .optional(),
                        Field.flag("qr", "True: with its QR code, as an SVG data URI."));

        Create {
            TargetUrl.of(url);
        }
    }

    record Update(
            String slug, Optional<String> url, Optional<String> title, Optional<Long> ttlSeconds) {

        static final Shape<Update> SHAPE =
                Shape.of(
                        Update::new,
                        NAMED,
                        URL.optional(),
                        TITLE,
                        ttl("Seconds from now until it expires."));

        Update {
            url.ifPresent(TargetUrl::of);
            if (url.isEmpty() && title.isEmpty() && ttlSeconds.isEmpty()) {
                throw new Problem(
                        ErrorCode.INVALID_INPUT, "Say what is to change: `url`, `title` or `ttl`.");
            }
        }
    }

    record Slug(String slug) {
        static final Shape<Slug> SHAPE = Shape.of(Slug::new, NAMED);
    }

    record Expand(String slug, boolean redirect) {
        static final Shape<Expand> SHAPE =
                Shape.of(
                        Expand::new,
                        NAMED,
                        Field.flag("redirect", "True: redirects, as it does for browsers."));
    }

    record Stats(String slug, boolean hourly, Optional<Long> fromMs, Optional<Long> toMs) {

        static final Shape<Stats> SHAPE =
                Shape.of(
                        Stats::new,
                        NAMED,
                        Field.choice("interval", List.of("hour", "day"), "Of the series.")
                                .orElse("day")
                                .map("hour"::equals),
                        instant("from", "The first instant of the series, ISO 8601."),
                        instant("to", "The instant after its last."));

        boolean has(long atMs) {
            long length = hourly ? 3_600_000 : 86_400_000;
            return fromMs.map(from -> from < atMs + length).orElse(true)
                    && toMs.map(to -> atMs < to).orElse(true);
        }
    }

    /** A page that goes on before the number of a link. */
    static final Shape<Page.Asked<Long>> LIST = Page.asked(cursor -> cursor.number(0, 1));

    private LinksInputs() {}

    static boolean isSlug(String text) {
        return SLUG.matcher(text).matches();
    }

    static boolean isReserved(String slug) {
        return RESERVED.contains(slug.toLowerCase(Locale.ROOT));
    }

    private static String free(String slug) {
        if (!isSlug(slug)) {
            throw Problem.invalid(
                    "slug", "can only contain letters, numbers, hyphens, and underscores");
        }
        if (isReserved(slug)) {
            throw Problem.invalid("slug", "is one of the words that are kept back; take another");
        }
        return slug;
    }

    private static Field<Optional<Long>> instant(String name, String says) {
        return Field.text(name, 1, 40, says)
                .<Long>map(text -> {
                    try {
                        return Instant.parse(text).toEpochMilli();
                    } catch (DateTimeException | ArithmeticException e) {
                        throw Problem.invalid(
                                name, "must be an instant of ISO 8601: 2026-01-31T00:00:00Z");
                    }
                })
                .optional();
    }
}
