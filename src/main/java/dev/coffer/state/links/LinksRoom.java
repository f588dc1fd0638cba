package dev.coffer.state.links;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Capacity;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RateLimit;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Request;
import dev.coffer.endpoint.Tier;
import dev.coffer.endpoint.Touches;
import dev.coffer.room.Cursor;
import dev.coffer.room.Page;
import dev.coffer.room.QrCode;
import dev.coffer.room.Quota;
import dev.coffer.room.Room;
import dev.coffer.state.links.LinksInputs.Create;
import dev.coffer.state.links.LinksInputs.Slug;
import dev.coffer.state.links.LinksInputs.Update;
import dev.coffer.store.Store;
import dev.coffer.store.Tx;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The room of short links: what their owners do. */
public final class LinksRoom {

    static final ErrorCode HOST_BLOCKED = new ErrorCode(403, "host_blocked");

    record Shown(
            String slug,
            String shortUrl,
            String url,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> title,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Instant> expiresAt,
            Instant createdAt,
            Optional<Long> maxClicks,
            Optional<String> qr) {}

    record Deleted(boolean deleted, String slug) {}

    record Listed(
            String slug,
            String shortUrl,
            String url,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> title,
            long clicks,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Instant> expiresAt,
            Instant createdAt,
            Optional<Long> maxClicks,
            String state) {}

    record Listing(List<Listed> links, @JsonUnwrapped Page.End end) {}

    private final Links links;
    private final Targets targets;
    private final Clicks clicks;
    private final LinkSettings settings;
    private final RateLimit creations;

    private LinksRoom(
            Links links,
            Targets targets,
            Clicks clicks,
            LinkSettings settings,
            RateLimit creations) {
        this.links = links;
        this.targets = targets;
        this.clicks = clicks;
        this.settings = settings;
        this.creations = creations;
    }

    public static Room room(
            Store store,
            Capacities capacities,
            LinkSettings settings,
            RandomGenerator random,
            InstantSource clock) {
        Links links = new Links(new Quota("links", capacities), random);
        Targets targets = new Targets(store, links);
        Clicks clicks = new Clicks(store, links, targets, new VisitorSalts(store, random));
        RateLimit creations =
                new RateLimit(
                        capacities.of(Capacity.LINKS_PER_HOUR) / 3600.0,
                        capacities.whole(Capacity.LINKS_BURST),
                        capacities.whole(Capacity.RATE_LIMITED_KEYS),
                        clock);
        LinksRoom does = new LinksRoom(links, targets, clicks, settings, creations);
        Redirects redirects = new Redirects(store, links, targets, clicks, settings);
        Room room =
                Room.of("links", "Short links, with QR codes and bounded statistics")
                        .keeps(Links.TABLE, links::forget)
                        .keeps(VisitorSalts.TABLE)
                        .limits(LinksLimits.values())
                        .sells(does.endpoints())
                        .sells(redirects.endpoints())
                        .works(clicks::start);
        return settings.takeDowns()
                .map(directory ->
                        room.works(() -> TakeDowns.heard(store, directory, targets::forget)))
                .orElse(room);
    }

    private Endpoint<?, ?>[] endpoints() {
        return new Endpoint<?, ?>[] {
            Endpoint.preparedWrite("/api/links/create", Create.SHAPE, Gives.json(Shown.class))
                    .costs(Tier.STORAGE_WRITE)
                    .about(new Touches.Said<>(in -> in.slug().stream().toList()))
                    .fails(Links.SLUG_TAKEN, HOST_BLOCKED, ErrorCode.NO_FREE_CODE)
                    .says("Makes a short link to a URL, under a slug of its own.")
                    .example(
                            "{\"url\": \"https://example.com/docs?page=2\", \"title\": \"Page two\", \"ttl\": 86400}")
                    .does(this::create),
            Endpoint.preparedWrite("/api/links/update", Update.SHAPE, Gives.json(Shown.class))
                    .costs(Tier.STORAGE_WRITE)
                    .about(Update::slug)
                    .fails(ErrorCode.NOT_FOUND, HOST_BLOCKED)
                    .fails(Link.GONE)
                    .says("Has one's own link lead elsewhere, or last longer.")
                    .example("{\"slug\": \"docs-2\", \"url\": \"https://example.com/docs?page=3\"}")
                    .does(this::update),
            Endpoint.preparedRead(
                            "/api/links/stats",
                            LinksInputs.Stats.SHAPE,
                            Gives.json(LinkReport.class))
                    .costs(Tier.STORAGE_READ)
                    .about(LinksInputs.Stats::slug)
                    .fails(ErrorCode.NOT_FOUND)
                    .says(
                            "Counts the clicks of one's own link: by hour or day, referrer, country, device.")
                    .example("{\"slug\": \"docs-2\", \"interval\": \"hour\"}")
                    .does(this::stats),
            Endpoint.read("/api/links/list", LinksInputs.LIST, Listing.class)
                    .costs(Tier.STORAGE_READ)
                    .aboutAll()
                    .says("Lists one's own links that did not expire, the newest first.")
                    .example("{\"limit\": 10}")
                    .does(this::list),
            Endpoint.preparedWrite("/api/links/delete", Slug.SHAPE, Gives.json(Deleted.class))
                    .costs(Tier.STORAGE_WRITE)
                    .about(Slug::slug)
                    .fails(ErrorCode.NOT_FOUND, Link.TAKEN_DOWN)
                    .says("Deletes one's own link; its slug is free again.")
                    .example("{\"slug\": \"docs-2\"}")
                    .does(this::delete)
        };
    }

    /** Changes a link, and has its old target forgotten before the answer goes out. */
    private <O> Effect<O> changing(String slug, Function<Tx, Reply<O>> change) {
        return new Effect<>() {
            @Override
            public Reply<O> run(Tx tx) {
                return change.apply(tx);
            }

            @Override
            public void close() {
                targets.forget(slug);
            }
        };
    }

    private Effect<Shown> create(Call<Create> call) {
        Create in = call.input();
        requireAllowed(call.request(), in.url());
        long waitMs = creations.take(call.owner());
        if (waitMs > 0) {
            throw new Problem(
                            ErrorCode.RATE_LIMITED,
                            "This account made many links in a short time; wait, then make more.")
                    .retryAfterMs(waitMs);
        }
        return new Effect<>() {
            private Optional<String> made = in.slug();

            @Override
            public Reply<Shown> run(Tx tx) {
                Link link = links.create(tx, in);
                made = Optional.of(link.slug());
                return Reply.of(shown(call.request(), link, in.qr()));
            }

            /** Nobody is to remember any more that it led nowhere. */
            @Override
            public void close() {
                made.ifPresent(targets::forget);
            }
        };
    }

    private Effect<Shown> update(Call<Update> call) {
        Update in = call.input();
        in.url().ifPresent(url -> requireAllowed(call.request(), url));
        return changing(
                in.slug(), tx -> Reply.of(shown(call.request(), links.update(tx, in), false)));
    }

    private Effect<Deleted> delete(Call<Slug> call) {
        String slug = call.input().slug();
        return changing(
                slug,
                tx -> {
                    links.delete(tx, slug);
                    return Reply.of(new Deleted(true, slug));
                });
    }

    private Effect<LinkReport> stats(Call<LinksInputs.Stats> call) {
        LinksInputs.Stats in = call.input();
        String owner = call.owner();
        clicks.flush(owner, in.slug());
        return tx -> {
            Link link = links.own(tx, owner, in.slug()).orElseThrow(() -> Link.missing(in.slug()));
            return Reply.of(LinkReport.of(link, state(link, tx.now()), links.stats(tx, link), in));
        };
    }

    private Reply<Listing> list(Call<Page.Asked<Long>> call, Tx tx) {
        Page<Listed> page =
                call.input()
                        .of(
                                (after, most) -> links.list(tx, call.owner(), after, most),
                                link -> Cursor.of(link.number()))
                        .map(link -> listed(call.request(), link, tx.now()));
        return Reply.of(new Listing(page.entries(), page.end()));
    }

    private void requireAllowed(Request request, String url) {
        TargetUrl target = TargetUrl.of(url);
        if (isOurs(target, request)) {
            throw Problem.invalid("url", "must not lead to this service itself");
        }
        if (settings.blocked().has(target.host())) {
            throw new Problem(
                            HOST_BLOCKED,
                            "The operator of this service lets no link lead to this host.")
                    .with("field", "url");
        }
    }

    /** Whether it leads to the public URL, or to where this very call came to. */
    private static boolean isOurs(TargetUrl target, Request request) {
        String host = request.header("Host").orElse("");
        try {
            TargetUrl base = TargetUrl.of(request.baseUrl());
            return target.isBelow(base)
                    || !host.isEmpty()
                            && target.isBelow(TargetUrl.of("http://" + host + base.path()));
        } catch (Problem notOurs) {
            return false; // No URL has such a host.
        }
    }

    private String state(Link link, long nowMs) {
        boolean blocked = settings.blocked().has(TargetUrl.of(link.url()).host());
        Link.State state = blocked ? Link.State.TAKEN_DOWN : link.state(nowMs);
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static Shown shown(Request request, Link link, boolean qr) {
        String shortUrl = shortUrl(request, link.slug());
        return new Shown(
                link.slug(),
                shortUrl,
                link.url(),
                link.title(),
                link.expiresAtMs().map(Instant::ofEpochMilli),
                Instant.ofEpochMilli(link.createdAtMs()),
                link.maxClicks(),
                qr ? Optional.of(QrCode.USUAL.dataUri(shortUrl)) : Optional.empty());
    }

    private Listed listed(Request request, Link link, long nowMs) {
        return new Listed(
                link.slug(),
                shortUrl(request, link.slug()),
                link.url(),
                link.title(),
                link.clicks(),
                link.expiresAtMs().map(Instant::ofEpochMilli),
                Instant.ofEpochMilli(link.createdAtMs()),
                link.maxClicks(),
                state(link, nowMs));
    }

    static String shortUrl(Request request, String slug) {
        return request.baseUrl() + "/l/" + slug;
    }
}
