package dev.coffer.tool.registry;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Problem;
import dev.coffer.room.Names;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.ClarityValue;
import dev.coffer.stacks.Signature;
import dev.coffer.stacks.StacksAddress;
import dev.coffer.stacks.StacksMessage;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.store.Tx;

import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Who may speak for an owner: whoever calls as that owner, or brings what the owner's key signed
 * for this very deed (SIP-018): this service, the action, the URL, what is to become of it, and a
 * nonce that is good for five minutes and once. Nothing is remembered of a challenge before it is
 * used, as all of it stands in what is signed.
 */
final class Ownership {

    static final ErrorCode OWNERSHIP_UNPROVEN = new ErrorCode(403, "ownership_unproven");

    /**
     * What is to be done.
     *
     * @param url of the entry; empty for all of the owner's
     * @param terms what is to become of it; empty if the action says all
     */
    record Deed(String action, String owner, String url, Map<String, String> terms) {

        /** A change by its digest: the SHA-256 of its JSON. */
        static Map<String, String> change(Object change) {
            return Map.of("change", HEX.formatHex(Directory.sha256(Directory.json(change))));
        }
    }

    /**
     * What a caller brings.
     *
     * @param signature 65 bytes in hex
     * @param challengeId of the challenge that was signed
     */
    record Proof(Optional<String> signature, Optional<String> challengeId) {}

    /** The application that a signature is for. */
    record Domain(String name, String version, long chainId) {}

    /**
     * What is to be signed.
     *
     * @param message the fields of the tuple, each an ASCII string
     * @param domainHex the domain as a Clarity value in its wire form
     * @param messageHex the tuple, so
     */
    record Challenge(
            String challengeId,
            String action,
            Instant expiresAt,
            Domain domain,
            Map<String, String> message,
            String domainHex,
            String messageHex) {}

    private static final String VERSION = "1";
    private static final int NONCE_BYTES = 16;
    private static final Pattern ID = Pattern.compile("([1-9][0-9]{12})-([0-9a-f]{32})");
    private static final Pattern EVM = Pattern.compile("0x[0-9a-f]{40}");
    private static final HexFormat HEX = HexFormat.of();

    private final String domain;
    private final RandomGenerator random;
    private final Names used = new Names("registry-challenge");

    /**
     * @param domain the host by which callers know this service
     */
    Ownership(String domain, RandomGenerator random) {
        this.domain = domain;
        this.random = random;
    }

    /** Whether two addresses are of one key, on whatever network each is. */
    static boolean isSame(String one, String other) {
        return one.equals(other)
                || StacksAddress.parse(one)
                        .flatMap(
                                a -> StacksAddress.parse(other).map(b -> a.hash().equals(b.hash())))
                        .orElse(false);
    }

    /**
     * Refuses what looks like an address and is none: who owns by a wrong one loses the entry.
     *
     * @throws Problem 400
     */
    static String address(String field, String text) {
        boolean stacks = text.matches("S[PMTN].*");
        boolean evm = text.regionMatches(true, 0, "0x", 0, 2);
        boolean good =
                stacks
                        ? StacksAddress.parse(text)
                                .filter(a -> StacksNetwork.of(a).isPresent())
                                .isPresent()
                        : evm ? EVM.matcher(text).matches() : dev.coffer.store.Owner.isValid(text);
        if (!good) {
            throw Problem.invalid(
                    field, "must be an address of Stacks, or of Ethereum in lower case");
        }
        return text;
    }

    /** What the owner's wallet is to sign; empty for an owner who has none that could. */
    private Optional<Challenge> challenge(Deed deed, long nowMs) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        long endsAtMs = nowMs + 1000 * RegistryLimits.REGISTRY_CHALLENGE_SECONDS.value();
        return network(deed.owner())
                .map(network -> challenge(deed, network, endsAtMs + "-" + HEX.formatHex(nonce)));
    }

    private static Optional<StacksNetwork> network(String owner) {
        return StacksAddress.parse(owner).flatMap(StacksNetwork::of);
    }

    private Challenge challenge(Deed deed, StacksNetwork network, String id) {
        Map<String, String> message = new LinkedHashMap<>();
        message.put("action", deed.action());
        message.put("owner", deed.owner());
        if (!deed.url().isEmpty()) {
            message.put("url", deed.url());
        }
        message.putAll(deed.terms());
        message.put("nonce", id);
        message.put("expires-at", Json.instant(endsAtMs(id)));
        return new Challenge(
                id,
                deed.action(),
                Instant.ofEpochMilli(endsAtMs(id)),
                new Domain(domain, VERSION, Integer.toUnsignedLong(network.chainId())),
                message,
                HEX.formatHex(domain(network).bytes()),
                HEX.formatHex(tuple(message).bytes()));
    }

    private ClarityValue.Tuple domain(StacksNetwork network) {
        return StacksMessage.domain(domain, VERSION, network);
    }

    private static ClarityValue.Tuple tuple(Map<String, String> message) {
        TreeMap<String, ClarityValue> fields = new TreeMap<>();
        message.forEach((name, value) -> fields.put(name, new ClarityValue.AsciiText(value)));
        return new ClarityValue.Tuple(fields);
    }

    private static long endsAtMs(String id) {
        return Long.parseLong(id.substring(0, id.indexOf('-')));
    }

    /** A caller's right to a deed, as far as it can be judged without the store. */
    final class Claim {
        private final Deed deed;
        private final Optional<String> signedId;
        private final boolean isOwner;

        private Claim(Deed deed, boolean isOwner, Optional<String> signedId) {
            this.deed = deed;
            this.isOwner = isOwner;
            this.signedId = signedId;
        }

        /** Whether nothing speaks for it: then there is a challenge to be signed. */
        boolean isBare() {
            return !isOwner && signedId.isEmpty();
        }

        Optional<Challenge> challenge(long nowMs) {
            return Ownership.this.challenge(deed, nowMs);
        }

        /**
         * By what the owner speaks: {@code payment} or {@code signature}, which is used up by it.
         *
         * @throws Problem 403 {@code ownership_unproven}, with a challenge where nothing was
         *     brought
         */
        String use(Tx tx) {
            if (isOwner) {
                return "payment";
            }
            String id = signedId.orElseThrow(() -> bare(tx.now()));
            long leftMs = endsAtMs(id) - tx.now();
            if (leftMs <= 0 || leftMs > 1000 * RegistryLimits.REGISTRY_CHALLENGE_SECONDS.value()) {
                throw unproven("That challenge is over; ask for a new one without `signature`.");
            }
            if (!used.take(tx, deed.owner() + " " + id, endsAtMs(id))) {
                throw unproven("That signature was used already; sign a new challenge.");
            }
            return "signature";
        }

        Problem bare(long nowMs) {
            Problem problem =
                    unproven(
                            "Call as the owner, or send `signature` and `challengeId`: what the owner's wallet makes of `challenge`.");
            return challenge(nowMs).map(c -> problem.with("challenge", c)).orElse(problem);
        }
    }

    /**
     * Looks at what a caller brings for a deed.
     *
     * @param caller whom the call is by
     * @throws Problem 403 for a signature that is not the owner's, or for something else
     */
    Claim claim(String caller, Deed deed, Proof proof) {
        boolean isOwner = isSame(caller, deed.owner());
        if (isOwner || proof.signature().isEmpty()) {
            return new Claim(deed, isOwner, Optional.empty());
        }
        String id = proof.challengeId().orElseThrow(() -> missing("challengeId"));
        if (!ID.matcher(id).matches()) {
            throw Problem.invalid("challengeId", "must be one that this service gave");
        }
        requireSigned(deed, proof.signature().get(), id);
        return new Claim(deed, false, Optional.of(id));
    }

    private void requireSigned(Deed deed, String signature, String id) {
        StacksNetwork network =
                network(deed.owner())
                        .orElseThrow(() ->
                                unproven(
                                        "That owner has to call itself; only Stacks addresses sign."));
        Bytes bytes =
                Bytes.parseHex(signature.startsWith("0x") ? signature.substring(2) : signature)
                        .filter(b -> b.size() == Signature.BYTES)
                        .orElseThrow(() -> Problem.invalid("signature", "must be 65 bytes in hex"));
        StacksAddress address = StacksAddress.parse(deed.owner()).orElseThrow();
        byte[] hash =
                StacksMessage.structuredHash(
                        domain(network), tuple(challenge(deed, network, id).message()));
        if (!StacksMessage.isSignedBy(address, network, hash, bytes)) {
            throw unproven(
                    "That signature is not the owner's, or for something else than this call; sign the challenge of this very call.");
        }
    }

    private static Problem missing(String field) {
        return Problem.invalid(field, "is required, with `signature`");
    }

    private static Problem unproven(String text) {
        return new Problem(OWNERSHIP_UNPROVEN, text);
    }
}
