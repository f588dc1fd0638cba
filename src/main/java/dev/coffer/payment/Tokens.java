package dev.coffer.payment;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;
import dev.coffer.store.Table;
import dev.coffer.store.Timer;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Gives bearer tokens and tells what one is good for. Checking takes microseconds and no store:
 * what a token is judged by besides its text, the signing keys and what was revoked, each node has
 * in memory, and reads anew twice a second.
 */
public final class Tokens {

    public static final List<Table> TABLES =
            List.of(SigningKeys.TABLE, Revocations.TABLE, TokenCap.TABLE, IssuedTokens.TABLE);

    private static final System.Logger LOG = System.getLogger(Tokens.class.getName());

    /** No message could be relied on to come; this is within the second that is promised. */
    private static final long READ_MS = 500;

    private static final int ID_BYTES = 12;

    /** Tokens whose signature was checked lately; all forgotten when there are too many. */
    private static final int KNOWN_TOKENS = 10_000;

    /** Most have a few caveats; one with many is checked each time. */
    private static final int KNOWN_CHARS = 640;

    /**
     * A token whose signature is good, which never changes; whether it is over or revoked does.
     *
     * @param names the names by which it can be revoked
     */
    private record Verified(Pass pass, List<String> names) {}

    /** The signing keys, and what was checked by them. */
    private record Checked(SigningKeys keys, Map<String, Verified> tokens) {}

    private final Store store;
    private final RandomGenerator random;
    private final byte[] firstKey;
    private final Revocations revocations = new Revocations();
    private volatile Checked checked = new Checked(new SigningKeys(new TreeMap<>()), Map.of());

    public Tokens(Store store, RandomGenerator random) {
        this.store = store;
        this.random = random;
        this.firstKey = Secrets.key(store, random, "tokens");
        read();
    }

    /** Hears of keys and revocations of other nodes, until it is closed. */
    public AutoCloseable listening() {
        Timer timer = new Timer("tokens");
        timer.scheduleWithFixedDelay(this::readOn, READ_MS, READ_MS, TimeUnit.MILLISECONDS);
        return timer::shutdownNow;
    }

    private void readOn() {
        try {
            read();
        } catch (StoreException e) {
            LOG.log(System.Logger.Level.DEBUG, "reading revocations waits for the store", e);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "reading revocations failed; goes on", e);
        }
    }

    private synchronized void read() {
        SigningKeys keys =
                store.read(
                        Owner.SERVICE,
                        tx -> {
                            revocations.read(tx);
                            return SigningKeys.read(tx, firstKey);
                        });
        if (!keys.same(checked.keys())) {
            checked = new Checked(keys, new ConcurrentHashMap<>());
        }
    }

    /** A token for all that its owner may do, until an instant in epoch milliseconds. */
    public String issue(String owner, long untilMs) {
        return issue(owner, untilMs, List.of()).text();
    }

    /** The same with more caveats than its end, which is the first one. */
    public BearerToken issue(String owner, long untilMs, List<String> caveats) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        SigningKeys keys = checked.keys();
        long number = keys.current(store.clock().millis());
        return BearerToken.signed(
                        keys.find(number).orElseThrow(),
                        owner,
                        number + "." + HexFormat.of().formatHex(id),
                        List.of("until " + untilMs))
                .narrowed(caveats);
    }

    /** What may be kept of a token: all but the signature, without which it is worth nothing. */
    public static String unsigned(String token) {
        return token.substring(0, token.indexOf('.') + 1);
    }

    /** The token that an {@link #unsigned} one was; as it is, if its key is void. */
    public String signed(String unsigned) {
        SigningKeys keys = checked.keys();
        return BearerToken.of(unsigned)
                .flatMap(token ->
                        BearerToken.key(token.id())
                                .flatMap(keys::find)
                                .map(key ->
                                        BearerToken.signed(
                                                        key,
                                                        token.owner(),
                                                        token.id(),
                                                        token.caveats())
                                                .text()))
                .orElse(unsigned);
    }

    /**
     * Who calls by a token, and what it may do.
     *
     * @throws Problem 401 {@code invalid_token}
     */
    public Pass pass(String token) {
        Checked now = checked;
        Verified verified = now.tokens().get(token);
        if (verified == null) {
            verified = verified(now.keys(), token);
            if (token.length() <= KNOWN_CHARS) {
                if (now.tokens().size() >= KNOWN_TOKENS) {
                    now.tokens().clear();
                }
                now.tokens().put(token, verified);
            }
        }
        if (verified.pass().untilMs() <= store.clock().millis()) {
            throw invalid("expired", "The token has expired");
        }
        String owner = verified.pass().owner().address();
        for (String name : verified.names()) {
            if (revocations.has(owner, name)) {
                throw invalid("revoked", "The token was revoked");
            }
        }
        return verified.pass();
    }

    private static Verified verified(SigningKeys keys, String text) {
        BearerToken token = BearerToken.of(text).orElseThrow(Tokens::unknown);
        List<BearerToken.Link> links =
                BearerToken.key(token.id())
                        .flatMap(keys::find)
                        .flatMap(token::links)
                        .orElseThrow(Tokens::unknown);
        if (token.fault().isPresent()) {
            throw unknown();
        }
        List<BearerToken.Link> narrowing = new ArrayList<>();
        List<String> names = new ArrayList<>(List.of(token.id()));
        long untilMs = Long.MAX_VALUE;
        for (BearerToken.Link link : links) {
            switch (link.caveat()) {
                case Caveat.Until(long ms) -> untilMs = Math.min(untilMs, ms);
                case Caveat.Id(String name) -> {
                    names.add(name);
                    narrowing.add(link);
                }
                default -> narrowing.add(link);
            }
        }
        Rights rights = narrowing.isEmpty() ? Rights.ALL : new TokenRights(narrowing);
        Owner owner = new Owner(token.owner());
        return new Verified(
                new Pass(
                        owner,
                        owner,
                        Optional.of(owner),
                        rights,
                        List.copyOf(caps(token.owner(), links)),
                        untilMs,
                        Optional.empty()),
                names);
    }

    /** The caps of a token that was issued here; empty if its key is void. */
    Optional<List<TokenCap>> caps(String owner, String id, List<String> caveats) {
        SigningKeys keys = checked.keys();
        return BearerToken.key(id)
                .flatMap(keys::find)
                .map(key -> {
                    BearerToken token = BearerToken.signed(key, owner, id, caveats);
                    return caps(owner, token.links(key).orElseThrow());
                });
    }

    private static List<TokenCap> caps(String owner, List<BearerToken.Link> links) {
        long untilMs = Long.MAX_VALUE;
        List<TokenCap> caps = new ArrayList<>();
        for (BearerToken.Link link : links) {
            if (link.caveat() instanceof Caveat.Until(long ms)) {
                untilMs = Math.min(untilMs, ms);
            }
            TokenCap.of(owner, link, untilMs).ifPresent(caps::add);
        }
        return caps;
    }

    /**
     * Makes a token void, and all that was made of it; at once on this node, on the others when
     * they read.
     *
     * @param name its id, or a name that a caveat gave
     * @throws Problem 409 if too many are revoked
     */
    public void revoke(String owner, String name) {
        long untilMs =
                store.read(
                        new Owner(owner),
                        tx ->
                                IssuedTokens.untilMs(tx, owner, name)
                                        .orElse(
                                                tx.now()
                                                        + 1000
                                                                * Limits.TOKEN_LIFE_SECONDS
                                                                        .value()));
        revocations.add(store, owner, name, untilMs);
        read();
    }

    /**
     * Makes another signing key, by which tokens are given from some seconds later on; at once if
     * all that was given before is to be void. The number of the key.
     */
    public static long rotate(Store store, RandomGenerator random, boolean voidBefore) {
        return SigningKeys.rotate(store, random, voidBefore);
    }

    /** For what is no token at all. */
    static Problem unknown() {
        return invalid("unknown", "The bearer token is not one of this service");
    }

    /** The one refusal of a token that is no good, for whatever reason (RFC 6750). */
    private static Problem invalid(String reason, String text) {
        return new Problem(
                        ErrorCode.INVALID_TOKEN,
                        text + "; POST /api/account/deposit gives a new one.")
                .with("reason", reason)
                .withHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    }
}
