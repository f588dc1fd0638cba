package dev.coffer.state.links;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.room.Names;
import dev.coffer.room.Quota;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Links under slugs that are unique over all owners: won in the transaction that makes the link,
 * and free again when it is deleted or has expired. One that expired stays with its owner for a
 * while, for its statistics, and does not stand in anybody's way.
 */
final class Links {

    static final ErrorCode SLUG_TAKEN = new ErrorCode(409, "slug_taken");

    private static final long KEPT_MS = LinksLimits.ENDED_LINK_KEPT_SECONDS.value() * 1000;

    static final Table TABLE =
            Table.of("link", "slug")
                    .expires("expires_at + " + KEPT_MS)
                    .since("updated_at", "created_at", "updated_at", "expires_at", "last_click_at")
                    .bytes("bytes");

    /** Without look-alikes; seven of them are a million million. */
    private static final String ALPHABET =
            "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int SLUG_CHARS = 7;
    private static final int TRIES = 10;

    static final Names NAMES = new Names("link");

    private final Quota quota;
    private final RandomGenerator random;

    Links(Quota quota, RandomGenerator random) {
        this.quota = quota;
        this.random = random;
    }

    Link create(Tx tx, LinksInputs.Create in) {
        long bytes = bytes(in.slug().orElse(" ".repeat(SLUG_CHARS)), in.url(), in.title());
        quota.require(tx, 1, bytes);
        String slug =
                in.slug()
                        .map(wanted -> {
                            if (!take(tx, wanted)) {
                                throw new Problem(SLUG_TAKEN, "Slug is already taken")
                                        .with("slug", wanted);
                            }
                            return wanted;
                        })
                        .orElseGet(() -> freeSlug(tx));
        remove(tx, slug); // One's own of before, which expired.
        Link link =
                new Link(
                        tx.owner().address(),
                        slug,
                        tx.sequence(),
                        in.url(),
                        in.title(),
                        tx.now(),
                        in.ttlSeconds().map(ttl -> tx.now() + ttl * 1000),
                        in.maxClicks(),
                        0,
                        0,
                        0,
                        Optional.empty(),
                        false);
        tx.update(
                """
                insert into link (owner, slug, number, url, title, created_at, updated_at,
                    expires_at, max_clicks, used, clicks, bots, bytes, stats)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?)\
                """,
                link.owner(),
                slug,
                link.number(),
                link.url(),
                link.title().orElse(null),
                tx.now(),
                tx.now(),
                link.expiresAtMs().orElse(null),
                link.maxClicks().orElse(null),
                bytes,
                new byte[0]);
        quota.take(tx, 1, bytes);
        return link;
    }

    private String freeSlug(Tx tx) {
        for (int i = 0; i < TRIES; i++) {
            StringBuilder slug = new StringBuilder();
            for (int c = 0; c < SLUG_CHARS; c++) {
                slug.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            if (!LinksInputs.isReserved(slug.toString()) && take(tx, slug.toString())) {
                return slug.toString();
            }
        }
        throw new Problem(ErrorCode.NO_FREE_CODE, "No free slug was found; try again.")
                .retryAfterMs(1000);
    }

    private boolean take(Tx tx, String slug) {
        if (NAMES.take(tx, slug, null)) {
            return true;
        }
        Optional<Names.Held> held = NAMES.held(tx, slug);
        return held.isPresent()
                && own(tx, held.get().owner(), slug)
                        .filter(link -> link.state(tx.now()) == Link.State.EXPIRED)
                        .isPresent()
                && NAMES.takeOver(tx, slug, held.get());
    }

    /** The link of a slug, in whatever state. */
    Optional<Link> find(Tx tx, String slug) {
        return NAMES.owner(tx, slug).flatMap(owner -> own(tx, owner, slug));
    }

    /** An owner's link, in whatever state. */
    Optional<Link> own(Tx tx, String owner, String slug) {
        return tx.one(
                "select " + Link.COLUMNS + " from link where owner = ? and slug = ?",
                Link::of,
                owner,
                slug);
    }

    /** What was counted of its clicks, as far as it is written. */
    ClickStats stats(Tx tx, Link link) {
        return tx.one(
                        "select stats from link where owner = ? and slug = ?",
                        row -> ClickStatsForm.decoded(row.bytes(1)),
                        link.owner(),
                        link.slug())
                .orElseGet(ClickStats::new);
    }

    /** Gives the target of a link away once, if that may still be; in its owner's turn. */
    Link use(Tx tx, String slug) {
        tx.numberBy(Tx::numberIfKnown);
        Link link = own(tx, tx.owner().address(), slug).orElseThrow(() -> Link.missing(slug));
        link.requireLive(tx.now());
        tx.update(
                "update link set used = used + 1 where owner = ? and slug = ?", link.owner(), slug);
        return link;
    }

    Link update(Tx tx, LinksInputs.Update in) {
        String owner = tx.owner().address();
        Link link = own(tx, owner, in.slug()).orElseThrow(() -> Link.missing(in.slug()));
        if (link.state(tx.now()) != Link.State.USED_UP) {
            link.requireLive(tx.now());
        }
        String url = in.url().orElse(link.url());
        Optional<String> title = in.title().or(link::title);
        long more = bytes(link.slug(), url, title) - bytes(link.slug(), link.url(), link.title());
        quota.require(tx, 0, more);
        Long expiresAtMs =
                in.ttlSeconds()
                        .map(ttl -> tx.now() + ttl * 1000)
                        .or(link::expiresAtMs)
                        .orElse(null);
        tx.update(
                """
                update link set url = ?, title = ?, expires_at = ?, updated_at = ?, bytes = bytes + ?
                where owner = ? and slug = ?\
                """,
                url,
                title.orElse(null),
                expiresAtMs,
                tx.now(),
                more,
                owner,
                link.slug());
        quota.take(tx, 0, more);
        return own(tx, owner, link.slug()).orElseThrow();
    }

    /** Deletes one's own link; one that was taken down stays, for its slug not to be used again. */
    void delete(Tx tx, String slug) {
        Link link = own(tx, tx.owner().address(), slug).orElseThrow(() -> Link.missing(slug));
        if (link.takenDown()) {
            throw Link.takenDown(slug);
        }
        if (remove(tx, slug)) {
            NAMES.release(tx, slug);
        }
    }

    /** Removes links of the work's owner that expired long ago. */
    void forget(Tx tx, List<List<Object>> keys) {
        for (List<Object> key : keys) {
            String slug = (String) key.getLast();
            if (removeEnded(tx, slug)) {
                NAMES.release(tx, slug);
            }
        }
    }

    private boolean remove(Tx tx, String slug) {
        return removed(
                tx,
                tx.change(
                        "delete from link where owner = ? and slug = ? returning bytes",
                        row -> row.number(1),
                        tx.owner().address(),
                        slug));
    }

    private boolean removeEnded(Tx tx, String slug) {
        return removed(
                tx,
                tx.change(
                        """
                        delete from link where owner = ? and slug = ? and expires_at <= ?
                        returning bytes\
                        """,
                        row -> row.number(1),
                        tx.owner().address(),
                        slug,
                        tx.now() - KEPT_MS));
    }

    private boolean removed(Tx tx, Optional<Long> bytes) {
        bytes.ifPresent(gone -> quota.add(tx, -1, -gone));
        return bytes.isPresent();
    }

    /** An owner's links that did not expire, the newest first. */
    List<Link> list(Tx tx, String owner, Optional<Long> before, int limit) {
        return tx.all(
                "select "
                        + Link.COLUMNS
                        + """
                         from link where owner = ? and number < ?
                            and (expires_at is null or expires_at > ?)
                        order by number desc limit ?\
                        """,
                Link::of,
                owner,
                before.orElse(Long.MAX_VALUE),
                tx.now(),
                limit);
    }

    /**
     * Adds clicks to what is written of them.
     *
     * @return the link; empty if it is another one by now, and nothing was added
     */
    Optional<Link> add(Tx tx, String slug, long number, ClickStats more) {
        record Counted(Link link, ClickStats stats) {}
        String owner = tx.owner().address();
        Optional<Counted> counted =
                tx.one(
                        "select "
                                + Link.COLUMNS
                                + ", stats from link where owner = ? and slug = ? and number = ?",
                        row -> new Counted(Link.of(row), ClickStatsForm.decoded(row.bytes(14))),
                        owner,
                        slug,
                        number);
        counted.ifPresent(old -> {
            old.stats().add(more);
            Link link = old.link().counting(more.clicks(), more.bots(), more.lastClickAtMs());
            tx.update(
                    """
                    update link set clicks = ?, bots = ?, last_click_at = ?, stats = ?
                    where owner = ? and slug = ?\
                    """,
                    link.clicks(),
                    link.bots(),
                    link.lastClickAtMs().orElse(null),
                    ClickStatsForm.encoded(old.stats()),
                    owner,
                    slug);
        });
        return counted.map(Counted::link);
    }

    /** Takes a link of the work's owner down, or puts it up again; false if there is none. */
    static boolean takeDown(Tx tx, String slug, boolean down) {
        tx.numberBy(Tx::numberIfKnown);
        @Nullable Long atMs = down ? tx.now() : null;
        return tx.update(
                        "update link set taken_down_at = ? where owner = ? and slug = ?",
                        atMs,
                        tx.owner().address(),
                        slug)
                == 1;
    }

    private static long bytes(String slug, String url, Optional<String> title) {
        return slug.length() + utf8(url) + title.map(Links::utf8).orElse(0L);
    }

    private static long utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
