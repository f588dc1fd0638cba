package dev.coffer.tool.net;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.endpoint.Tier;
import dev.coffer.outbound.Fetch;
import dev.coffer.outbound.Fetched;
import dev.coffer.outbound.Handshake;
import dev.coffer.outbound.Outbound;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Looks at a host's certificates, and at what its answers ask of browsers. */
final class SslCheck {

    private static final int DOMAIN_CHARS = 255;
    private static final Duration EACH = Duration.ofSeconds(6);

    record Site(String domain, long port) {
        static final Shape<Site> SHAPE =
                Shape.of(
                        Site::new,
                        Field.text("domain", 1, DOMAIN_CHARS, "A public host's name."),
                        Field.whole("port", 1, 65_535, "Its port for TLS.").orElse(443L));
    }

    /**
     * What was found.
     *
     * @param error why it is not valid
     * @param chain its certificates, its own first
     */
    record Checked(
            String domain,
            long port,
            boolean valid,
            Optional<String> error,
            long responseTimeMs,
            String protocol,
            String cipher,
            Certificates.Shown certificate,
            List<Certificates.Shown> chain,
            boolean redirectsToHttps,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<SecurityHeaders> securityHeaders) {}

    private SslCheck() {}

    static Endpoint<?, ?> of(Outbound outbound, InstantSource clock) {
        return Endpoint.pure("/api/net/ssl-check", Site.SHAPE, Checked.class)
                .costs(Tier.SIMPLE)
                .aboutNothing()
                .costlyToPrepare()
                .needs(outbound.missing())
                .takesTurn()
                .fails(Outbound.REFUSALS)
                .says(
                        "Shows a host's certificates, whether they are good, and its security headers.")
                .example("{\"domain\": \"example.com\"}")
                .does(call -> Reply.of(checked(outbound, clock, call)));
    }

    private static Checked checked(Outbound outbound, InstantSource clock, Call<Site> call) {
        Site in = call.input();
        Handshake seen =
                outbound.handshake(call.owner(), "domain", in.domain(), (int) in.port(), EACH);
        Optional<String> error = Certificates.fault(seen, in.domain(), clock.instant());
        List<Certificates.Shown> chain =
                seen.chain().stream()
                        .map(each -> Certificates.Shown.of(each, clock.instant()))
                        .toList();
        Optional<Fetched> secure =
                error.isEmpty()
                        ? fetched(outbound, call, "https://" + in.domain() + ":" + in.port() + "/")
                        : Optional.empty();
        Optional<Fetched> plain = fetched(outbound, call, "http://" + in.domain() + "/");
        return new Checked(
                in.domain(),
                in.port(),
                error.isEmpty(),
                error,
                seen.ms(),
                seen.protocol(),
                seen.cipher(),
                chain.getFirst(),
                chain,
                plain.filter(SslCheck::leadsToHttps).isPresent(),
                secure.map(SecurityHeaders::of));
    }

    /** What it answers to a look, if it answers. */
    private static Optional<Fetched> fetched(Outbound outbound, Call<Site> call, String url) {
        try {
            return Optional.of(
                    outbound.fetch(
                            call.owner(),
                            Fetch.of("domain", "HEAD", url, EACH).following(false).reading(0)));
        } catch (Problem problem) {
            if (problem.status() == 503) {
                throw problem;
            }
            return Optional.empty();
        }
    }

    private static boolean leadsToHttps(Fetched plain) {
        return plain.status() >= 300
                && plain.status() < 400
                && plain.header("Location")
                        .filter(to -> to.regionMatches(true, 0, "https://", 0, 8))
                        .isPresent();
    }
}
