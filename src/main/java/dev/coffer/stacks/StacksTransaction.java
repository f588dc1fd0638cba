package dev.coffer.stacks;

import java.util.List;
import java.util.Optional;

/**
 * A Stacks transaction of one signer, or of an origin and a sponsor who pays the fee (SIP-005).
 *
 * <p>It is what its bytes say and nothing is judged: signatures may be wrong, amounts absurd.
 * {@link #parse} and {@link #bytes} are exact inverses: what parses, prints the same bytes again.
 *
 * @param version the network, by {@link StacksNetwork#transactionVersion}
 * @param anchorMode 1 to 3; the chain no longer looks at it
 * @param sponsor who pays the fee; empty in a standard transaction
 */
public record StacksTransaction(
        int version,
        int chainId,
        SpendingCondition origin,
        Optional<SpendingCondition> sponsor,
        int anchorMode,
        PostConditionMode postConditionMode,
        List<PostCondition> postConditions,
        Payload payload) {

    /** Some six times a SIP-010 transfer with a post-condition. */
    public static final int MAX_BYTES = 2048;

    private static final int STANDARD = 0x04;
    private static final int SPONSORED = 0x05;

    public StacksTransaction {
        postConditions = List.copyOf(postConditions);
    }

    public static StacksTransaction parse(byte[] bytes) throws MalformedBytes {
        if (bytes.length > MAX_BYTES) {
            throw new MalformedBytes("over " + MAX_BYTES + " bytes");
        }
        WireReader in = new WireReader(bytes);
        int version = in.u8();
        int chainId = in.i32();
        int authorization = in.u8();
        if (authorization != STANDARD && authorization != SPONSORED) {
            throw in.malformed("no authorization has the type " + authorization);
        }
        SpendingCondition origin = SpendingCondition.read(in);
        Optional<SpendingCondition> sponsor =
                authorization == SPONSORED
                        ? Optional.of(SpendingCondition.read(in))
                        : Optional.empty();
        int anchorMode = in.u8();
        if (anchorMode < 1 || anchorMode > 3) {
            throw in.malformed("no anchor mode has the code " + anchorMode);
        }
        int mode = in.u8();
        PostConditionMode postConditionMode =
                PostConditionMode.ofWire(mode)
                        .orElseThrow(
                                () -> in.malformed("no post-condition mode has the code " + mode));
        List<PostCondition> postConditions = in.list(PostCondition::read);
        Payload payload = Payload.read(in);
        in.end();
        return new StacksTransaction(
                version,
                chainId,
                origin,
                sponsor,
                anchorMode,
                postConditionMode,
                postConditions,
                payload);
    }

    /** As nodes take it. */
    public byte[] bytes() {
        WireWriter out = new WireWriter();
        out.u8(version).i32(chainId).u8(sponsor.isPresent() ? SPONSORED : STANDARD);
        origin.write(out);
        sponsor.ifPresent(condition -> condition.write(out));
        out.u8(anchorMode).u8(postConditionMode.wire()).i32(postConditions.size());
        postConditions.forEach(condition -> PostCondition.write(condition, out));
        Payload.write(payload, out);
        return out.toByteArray();
    }

    /**
     * The name nodes know it by, 64 hex digits. It covers the sponsor's part too, so that one
     * payment can go by several: never a payment's key.
     */
    public String txid() {
        return Bytes.of(Hashes.sha512t256(bytes())).hex();
    }

    /** What the signer or sponsor pays to have it mined, in µSTX. */
    public long fee() {
        return sponsor.orElse(origin).fee();
    }

    /** Whether the sponsor's place is open, whatever else stands there: nobody signed in it. */
    public boolean awaitsSponsor() {
        return sponsor.filter(by -> by.signature().equals(Signature.EMPTY)).isPresent();
    }

    /** What it does, as nodes estimate fees by. */
    public byte[] payloadBytes() {
        WireWriter out = new WireWriter();
        Payload.write(payload, out);
        return out.toByteArray();
    }

    public StacksTransaction withOrigin(SpendingCondition other) {
        return authorized(other, sponsor);
    }

    public StacksTransaction withSponsor(SpendingCondition other) {
        return authorized(origin, Optional.of(other));
    }

    private StacksTransaction authorized(SpendingCondition by, Optional<SpendingCondition> payer) {
        return new StacksTransaction(
                version,
                chainId,
                by,
                payer,
                anchorMode,
                postConditionMode,
                postConditions,
                payload);
    }
}
