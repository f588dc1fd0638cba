package dev.coffer.state.links;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Request;
import dev.coffer.room.QrCode;
import dev.coffer.state.links.LinksInputs.Expand;
import dev.coffer.state.links.LinksInputs.Slug;
import dev.coffer.state.links.Targets.Target;
import dev.coffer.store.Owner;
import dev.coffer.store.Store;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** What anybody does with a link: follows it, asks where it leads, looks at its code. */
final class Redirects {

    record Expanded(
            String slug,
            String url,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> title,
            Optional<Long> clicks) {}

    private static final String SVG = ".svg";

    private final Store store;
    private final Links links;
    private final Targets targets;
    private final Clicks clicks;
    private final LinkSettings settings;

    Redirects(Store store, Links links, Targets targets, Clicks clicks, LinkSettings settings) {
        this.store = store;
        this.links = links;
        this.targets = targets;
        this.clicks = clicks;
        this.settings = settings;
    }

    Endpoint<?, ?>[] endpoints() {
        return new Endpoint<?, ?>[] {
            Endpoint.preparedRead(
                            "/api/links/expand/{slug}", Expand.SHAPE, Gives.json(Expanded.class))
                    .forAnybody()
                    .methods("GET")
                    .lenientQuery()
                    .fails(ErrorCode.NOT_FOUND)
                    .fails(Link.GONE)
                    .says(
                            "Says where a link leads, or redirects: browsers, or with `redirect=true`. Counts as a click, as HEAD does not.")
                    .example("{\"slug\": \"docs-2\"}")
                    .does(this::expand),
            Endpoint.preparedRead("/l/{slug}", Slug.SHAPE, Gives.content())
                    .forAnybody()
                    .methods("GET")
                    .lenientQuery()
                    .fails(ErrorCode.NOT_FOUND)
                    .fails(Link.GONE)
                    .says(
                            "Redirects to where a link leads (302); with `.svg` behind the slug, its QR code.")
                    .example("{\"slug\": \"docs-2\"}")
                    .does(this::follow)
        };
    }

    private Effect<Expanded> expand(Call<Expand> call) {
        Request request = call.request();
        Target target = given(request, call.input().slug());
        Link link = target.link();
        boolean browser = request.header("Accept").orElse("").contains("text/html");
        if (browser || call.input().redirect()) {
            Expanded body = new Expanded(link.slug(), link.url(), link.title(), Optional.empty());
            return new Effect.AtHand<>(new Reply.Json<>(302, body, target.headers()));
        }
        clicks.flush(link.owner(), link.slug());
        return tx -> {
            long counted = links.own(tx, link.owner(), link.slug()).map(Link::clicks).orElse(0L);
            return Reply.of(
                    new Expanded(link.slug(), link.url(), link.title(), Optional.of(counted)));
        };
    }

    private Effect<Reply.Content> follow(Call<Slug> call) {
        String slug = call.input().slug();
        return new Effect.AtHand<>(
                slug.endsWith(SVG)
                        ? qr(call.request(), slug.substring(0, slug.length() - SVG.length()))
                        : new Reply.Content(
                                302,
                                "text/plain",
                                new byte[0],
                                given(call.request(), slug).headers()));
    }

    private Reply<Reply.Content> qr(Request request, String slug) {
        requireOpen(target(slug));
        return new Reply.Content(
                200,
                QrCode.TYPE,
                QrCode.USUAL
                        .svg(LinksRoom.shortUrl(request, slug))
                        .getBytes(StandardCharsets.US_ASCII),
                Map.of(
                        "Cache-Control", "public, max-age=3600",
                        "X-Content-Type-Options", "nosniff",
                        "Content-Security-Policy", "default-src 'none'; sandbox"));
    }

    private Target target(String slug) {
        return Optional.of(slug)
                .filter(LinksInputs::isSlug)
                .flatMap(targets::find)
                .orElseThrow(() -> Link.missing(slug));
    }

    private void requireOpen(Target target) {
        target.link().requireLive(store.clock().millis());
        if (settings.blocked().has(target.url().host())) {
            throw Link.takenDown(target.link().slug());
        }
    }

    /** A target for whoever asks, and a click, but for HEAD. */
    private Target given(Request request, String slug) {
        Target target = target(slug);
        requireOpen(target);
        if (target.link().maxClicks().isPresent()) {
            Owner owner = new Owner(target.link().owner());
            target = Target.of(store.write(owner, tx -> links.use(tx, slug)));
        }
        if (!request.method().equals("HEAD")) {
            clicks.note(
                    Click.of(
                            target.link(),
                            request,
                            settings.countryHeader(),
                            store.clock().millis()));
        }
        return target;
    }
}
