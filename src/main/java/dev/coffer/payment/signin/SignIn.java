package dev.coffer.payment.signin;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Problem;
import dev.coffer.evm.EvmAddress;
import dev.coffer.evm.PersonalMessage;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.StacksAddress;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.time.InstantSource;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Lets in who holds an address's key, whether it ever paid or not: EVM wallets by x402's {@code
 * sign-in-with-x}, in a header; Stacks wallets by a text or structured data, in a body.
 *
 * <ul>
 *   <li>What has to be signed is asked for without a write: {@link Nonces}. It is made again from
 *       the nonce and compared, so nothing that a client says of it is believed.
 *   <li>It is for this {@link Site} only, and good for five minutes by the store's clock.
 *   <li>It lets in once, over all nodes: its nonce is a row of the transaction that it lets in, and
 *       if that is refused there is no row either.
 * </ul>
 */
public final class SignIn {

    public static final String PATH = "/api/account/sign-in";

    /** Nonces that let somebody in. Their end does not move with the clock: it is a signed text. */
    public static final Table TABLE = Table.of("used_sign_in", "nonce").expires("ends_at");

    private static final String EXTENSION = "sign-in-with-x";
    private static final String TYPE = "eip191";
    private static final String EVM = "eip155";

    /** Named where EVM wallets can't pay but may sign in: an address is the same on every chain. */
    private static final List<String> BASE = List.of(EVM + ":8453");

    /** How far the clocks of nodes may differ. */
    private static final long SKEW_MS = 60_000;

    private record Challenge(Info info, List<Chain> supportedChains) {}

    private record Info(
            String domain,
            String uri,
            String version,
            String nonce,
            String issuedAt,
            String expirationTime) {

        static Info of(JsonNode said) {
            return new Info(
                    text(said, "domain"),
                    text(said, "uri"),
                    text(said, "version"),
                    text(said, "nonce"),
                    text(said, "issuedAt"),
                    text(said, "expirationTime"));
        }
    }

    private record Chain(String chainId, String type) {}

    /** Removes what is over; of a stranger nothing stays. */
    public static void forget(Tx tx, List<List<Object>> keys) {
        tx.numberBy(Tx::numberIfKnown);
        for (List<Object> key : keys) {
            tx.update(
                    "delete from used_sign_in where owner = ? and nonce = ? and ends_at <= ?",
                    key.get(0),
                    key.get(1),
                    tx.now());
        }
    }

    private final Nonces nonces;
    private final List<String> chains;
    private final Supplier<Site> site;
    private final InstantSource clock;

    /**
     * @param networks on which it is paid: some clients sign only for that of the first offer
     * @param site known as soon as the service listens
     * @param clock the store's
     */
    public SignIn(
            byte[] key,
            RandomGenerator random,
            Collection<String> networks,
            Supplier<Site> site,
            InstantSource clock) {
        this.nonces = new Nonces(key, random);
        List<String> evm =
                networks.stream().filter(network -> network.startsWith(EVM + ":")).toList();
        this.chains = evm.isEmpty() ? BASE : evm;
        this.site = site;
        this.clock = clock;
    }

    /** The URL of the endpoint that gives tokens. */
    public String url() {
        return site.get().uri() + PATH;
    }

    /** The chain that what EVM wallets sign names first, in CAIP-2. */
    public String chain() {
        return chains.getFirst();
    }

    /** The extensions of an invitation by x402: what an EVM wallet signs. */
    public Map<String, Object> extensions() {
        Info info = info(nonces.issue(subject(EVM), clock.millis()));
        return Map.of(
                EXTENSION,
                new Challenge(info, chains.stream().map(id -> new Chain(id, TYPE)).toList()));
    }

    private Info info(Nonces.Issued issued) {
        return new Info(
                site.get().domain(),
                site.get().uri(),
                SignInText.VERSION,
                issued.nonce(),
                Json.instant(issued.issuedAtMs()),
                Json.instant(issued.endsAtMs()));
    }

    /** A 401 with what can be signed to be let in. */
    public Problem challenged(Problem problem) {
        return problem.with("extensions", extensions()).with("signIn", url());
    }

    /**
     * What the wallet of a Stacks address signs.
     *
     * @throws Problem 400 if it is none
     */
    public StacksSignIn challenge(String address) {
        StacksAddress known = StacksSignIn.address(address);
        Nonces.Issued issued = nonces.issue(subject(address), clock.millis());
        return new StacksSignIn(site.get(), known, issued);
    }

    private String subject(String whose) {
        return site.get().domain() + "\n" + whose;
    }

    /**
     * Who signed a {@link #challenge}.
     *
     * @throws Problem 401 {@code invalid_sign_in}; 400 for what has not the form
     */
    public Proof proof(String address, String nonce, String signature) {
        StacksAddress known = StacksSignIn.address(address);
        Bytes signed = StacksSignIn.signature(signature);
        Nonces.Issued issued = issued(address, nonce);
        if (!new StacksSignIn(site.get(), known, issued).isSigned(signed)) {
            throw notTheirs();
        }
        return new Proof(address, issued);
    }

    /**
     * Who signed what {@link #extensions} asks for, by the header.
     *
     * @throws Problem 401 {@code invalid_sign_in}
     */
    public Proof proof(String header) {
        JsonNode said;
        try {
            said = Json.MAPPER.readTree(Base64.getDecoder().decode(header));
        } catch (IllegalArgumentException | JacksonException e) {
            throw invalid("The header SIGN-IN-WITH-X is not JSON in base64.");
        }
        String chain = text(said, "chainId");
        String scheme = text(said, "signatureScheme");
        if (!chains.contains(chain)
                || !text(said, "type").equals(TYPE)
                || !scheme.isEmpty() && !scheme.equals(TYPE)) {
            throw invalid("By the header only keys sign in, by eip191 for a chain of those named.");
        }
        Nonces.Issued issued = issued(EVM, text(said, "nonce"));
        if (!info(issued).equals(Info.of(said))) {
            throw invalid("That is not what this service asked for, at " + site.get().uri() + ".");
        }
        String claimed = text(said, "address");
        String reference = chain.substring(EVM.length() + 1);
        SignInText signed = new SignInText(site.get(), "Ethereum", claimed, reference, issued);
        return EvmAddress.parse(claimed)
                .filter(address ->
                        signature(text(said, "signature"))
                                .flatMap(bytes -> PersonalMessage.signer(signed.text(), bytes))
                                .filter(address::equals)
                                .isPresent())
                .map(address -> new Proof(address.owner(), issued))
                .orElseThrow(this::notTheirs);
    }

    private static String text(JsonNode said, String field) {
        return said.path(field).asString("");
    }

    private static Optional<byte[]> signature(String hex) {
        try {
            return Optional.of(
                    HexFormat.of().parseHex(hex.startsWith("0x") ? hex.substring(2) : hex));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Nonces.Issued issued(String whose, String nonce) {
        Nonces.Issued issued =
                nonces.read(subject(whose), nonce)
                        .orElseThrow(() ->
                                invalid("The nonce is not one that this service gave for it."));
        requireInTime(issued.endsAtMs(), clock.millis());
        return issued;
    }

    private void requireInTime(long endsAtMs, long nowMs) {
        if (nowMs >= endsAtMs || endsAtMs - nowMs > Nonces.LIFE_MS + SKEW_MS) {
            throw invalid("It was signed too late: a nonce is good for five minutes.");
        }
    }

    /** Somebody who showed to hold the key of an address; whether for the first time, it finds. */
    public final class Proof {
        private final String address;
        private final Nonces.Issued issued;

        private Proof(String address, Nonces.Issued issued) {
            this.address = address;
            this.issued = issued;
        }

        public String address() {
            return address;
        }

        /**
         * Looks whether it may be used; before anything of the address's is looked at.
         *
         * @throws Problem 401 {@code sign_in_used}, or {@code invalid_sign_in} if its time is over
         */
        public void require(Tx tx) {
            requireInTime(issued.endsAtMs(), tx.now());
            tx.one(
                            "select ends_at from used_sign_in where owner = ? and nonce = ?",
                            row -> row.number(1),
                            address,
                            issued.nonce())
                    .ifPresent(_ -> {
                        throw refused(
                                ErrorCode.SIGN_IN_USED,
                                "That signature was used already; each is good once.");
                    });
        }

        /** Uses it up, in the transaction of its address that {@link #require required} it. */
        public void use(Tx tx) {
            tx.update(
                    "insert into used_sign_in (owner, nonce, ends_at) values (?, ?, ?)",
                    address,
                    issued.nonce(),
                    issued.endsAtMs());
        }
    }

    private Problem notTheirs() {
        return invalid("That is not the address's signature of what it was asked to sign.");
    }

    private Problem invalid(String detail) {
        return refused(ErrorCode.INVALID_SIGN_IN, detail);
    }

    private Problem refused(ErrorCode code, String detail) {
        return challenged(
                new Problem(code, detail + " Ask for something new to sign.")
                        .withHeader("WWW-Authenticate", "Bearer"));
    }
}
