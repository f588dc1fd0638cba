package dev.coffer.outbound;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.outbound.OutboundUrl.Malformed;
import dev.coffer.outbound.Unreachable.Reason;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * Reaches what callers name, and nothing inside. A host is resolved once, all its addresses must be
 * public, and the connection goes to one that was looked at: what its name says a moment later
 * doesn't matter. Each redirect is a URL like the first. No cookies, credentials or proxies; time,
 * bytes, redirects and connections are bounded.
 *
 * <p>It speaks HTTP/1.1 itself, over sockets of the JDK: the JDK's client can't be told the address
 * of a name, and the bounds hold for the handshake of TLS, for a host that sends drop by drop, and
 * for a look at certificates alike. It opens a connection for each request and closes it.
 */
public final class Outbound implements AutoCloseable {

    /** The option of {@code serve} by which an operator keeps the service from the outside. */
    public static final String OPTION = "--outbound on";

    /**
     * How it reaches out.
     *
     * @param on whether at all
     * @param publicUrl where callers reach this service, which it does not ask itself
     */
    public record Rules(boolean on, Outside outside, Optional<String> publicUrl) {}

    private final Rules rules;
    private final Permits permits = new Permits();
    private final Resolving resolving;
    private final OwnAddresses own;
    private final Trust trust;
    private final ScheduledThreadPoolExecutor timer;

    public Outbound(Rules rules) {
        this.rules = rules;
        this.resolving = new Resolving(rules.outside());
        this.own = new OwnAddresses(rules.publicUrl().flatMap(Outbound::url), resolving);
        this.trust = new Trust(rules.outside().trusts());
        this.timer =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("outbound-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Port and all are the operator's; only where it leads is looked at. */
    private static Optional<OutboundUrl> url(String publicUrl) {
        try {
            java.net.URI uri = java.net.URI.create(publicUrl);
            return Optional.of(new OutboundUrl("https", OutboundUrl.host(uri.getHost()), 443, "/"));
        } catch (Malformed | IllegalArgumentException | NullPointerException e) {
            return Optional.empty();
        }
    }

    /** The option that is missing for it to reach out at all, if the operator does not let it. */
    public Optional<String> missing() {
        return rules.on() ? Optional.empty() : Optional.of(OPTION);
    }

    /**
     * Asks what a caller named.
     *
     * @param caller whose connections it counts among
     * @throws Problem 400 {@code outbound_refused} for what is not public, {@code invalid_input}
     *     for what is no URL; 422 {@code target_unreachable} for what does not answer; 503 {@code
     *     overloaded}, or {@code not_configured} where the operator turned this off
     */
    public Fetched fetch(String caller, Fetch ask) {
        requireOn();
        Until until = Until.in(ask.time());
        try (Permits.Permit _ = permits.take(caller)) {
            OutboundUrl url = OutboundUrl.parse(ask.url());
            return new Following(ask, until).from(url);
        } catch (Malformed e) {
            throw Problem.invalid(ask.field(), e.rule());
        } catch (Unreachable e) {
            throw unreachable(ask.field(), e);
        }
    }

    /** One request after another, as far as redirects lead. */
    private final class Following {
        private final Fetch ask;
        private final Until until;
        private final List<Fetched.Hop> hops = new ArrayList<>();

        Following(Fetch ask, Until until) {
            this.ask = ask;
            this.until = until;
        }

        Fetched from(OutboundUrl first) throws Unreachable {
            Sent sent = new Sent(ask.method(), ask.headers(), ask.body());
            OutboundUrl url = first;
            while (true) {
                AnswerReader.Raw raw = asked(url, sent);
                Optional<String> location = sent.location(raw);
                if (!ask.redirects() || location.isEmpty()) {
                    return new Fetched(
                            url,
                            raw.status(),
                            raw.reason(),
                            raw.headers(),
                            raw.body(),
                            raw.cut(),
                            List.copyOf(hops),
                            until.passedMs());
                }
                if (hops.size() == OutboundLimits.OUTBOUND_REDIRECTS.value()) {
                    throw new Unreachable(Reason.REDIRECTS);
                }
                hops.add(new Fetched.Hop(url.text(), raw.status()));
                OutboundUrl next = redirected(url, location.get());
                sent = sent.redirected(raw.status(), next.origin().equals(url.origin()));
                url = next;
            }
        }

        private OutboundUrl redirected(OutboundUrl url, String location) {
            try {
                return url.resolve(location);
            } catch (Malformed e) {
                throw refused(ask.field(), "redirects to a URL that is not followed");
            }
        }

        private AnswerReader.Raw asked(OutboundUrl url, Sent sent) throws Unreachable {
            List<InetAddress> addresses = checked(ask.field(), url, !hops.isEmpty(), until);
            return Exchanging.once(
                    () -> OutboundSocket.open(rules.outside(), addresses, url.port(), until, timer),
                    trust,
                    url,
                    sent,
                    ask.maxBytes());
        }
    }

    /**
     * The addresses of a host, all of them public and none of them this service's.
     *
     * @throws Problem 400 {@code outbound_refused}
     */
    private List<InetAddress> checked(
            String field, OutboundUrl url, boolean redirected, Until until) throws Unreachable {
        String how = redirected ? "redirects" : "leads";
        if (own.isHost(url.host())) {
            throw refused(field, how + " to this service itself");
        }
        Optional<InetAddress> literal = url.address();
        List<InetAddress> addresses =
                literal.isPresent()
                        ? List.of(literal.get())
                        : resolving.addresses(url.host(), until);
        for (InetAddress address : addresses) {
            if (!PublicAddresses.isPublic(address)) {
                throw refused(field, how + " to an address that is not public");
            }
            if (own.has(address, until)) {
                throw refused(field, how + " to this service itself");
            }
        }
        return addresses;
    }

    /**
     * Looks at what a host shows of itself when TLS begins; nothing is asked, and its certificate
     * is not judged.
     *
     * @throws Problem as {@link #fetch} does
     */
    public Handshake handshake(String caller, String field, String host, int port, Duration time) {
        requireOn();
        Until until = Until.in(time);
        try (Permits.Permit _ = permits.take(caller)) {
            OutboundUrl.checkPort(port);
            OutboundUrl url = new OutboundUrl("https", OutboundUrl.host(host), port, "/");
            List<InetAddress> addresses = checked(field, url, false, until);
            try (OutboundSocket socket =
                    OutboundSocket.open(rules.outside(), addresses, port, until, timer)) {
                return Handshake.with(socket, trust, url, until);
            }
        } catch (Malformed e) {
            throw Problem.invalid(field, e.rule());
        } catch (Unreachable e) {
            throw unreachable(field, e);
        }
    }

    /**
     * Looks records up.
     *
     * @param domain a name as {@link OutboundUrl#publicName} has it
     * @throws Problem 503 {@code upstream_failed} if nobody who should know answers
     */
    public DnsRecords records(String caller, String domain, String type) {
        requireOn();
        try (Permits.Permit _ = permits.take(caller)) {
            return DnsRecords.of(rules.outside().dns(), domain, type)
                    .orElseThrow(() -> Upstream.failed("DNS"));
        }
    }

    /** What the operator configured, wherever that is. */
    public Upstream upstream(String name, java.net.URI base) {
        return new Upstream(
                name,
                base,
                (url, until) ->
                        OutboundSocket.open(
                                rules.outside(),
                                resolving.addresses(url.host(), until),
                                url.port(),
                                until,
                                timer),
                trust);
    }

    private void requireOn() {
        if (!rules.on()) {
            throw Problem.notConfigured(OPTION);
        }
    }

    /** Why what a caller names is not asked, or not answered. */
    public static final List<ErrorCode> REFUSALS =
            List.of(ErrorCode.OUTBOUND_REFUSED, ErrorCode.TARGET_UNREACHABLE);

    private static Problem refused(String field, String how) {
        return new Problem(
                        ErrorCode.OUTBOUND_REFUSED,
                        "`%s` %s; only public hosts are reached from here.".formatted(field, how))
                .with("field", field);
    }

    private static Problem unreachable(String field, Unreachable e) {
        return new Problem(
                        ErrorCode.TARGET_UNREACHABLE,
                        "The host that `%s` names could not be asked: %s."
                                .formatted(field, e.reason().text()))
                .with("field", field)
                .with("reason", e.reason().label());
    }

    @Override
    public void close() {
        resolving.close();
        timer.shutdownNow();
    }
}
