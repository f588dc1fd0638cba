package dev.coffer.stacks;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the bytes of a transaction of any kind say, to be looked at: several signers, deployments
 * and what miners write too (SIP-005, SIP-021). Payments are {@link StacksTransaction}s.
 *
 * @param chainId unsigned
 * @param hashMode as it is written
 * @param postConditions how many there are
 */
public record AnyTransaction(
        int version,
        long chainId,
        boolean sponsored,
        int hashMode,
        BigInteger nonce,
        BigInteger fee,
        int anchorMode,
        int postConditionMode,
        int postConditions,
        Content content) {

    /** What it does. */
    public sealed interface Content {}

    public record Transfer(Payload.TokenTransfer transfer) implements Content {}

    public record Call(Payload.ContractCall call) implements Content {}

    /** A contract's code; {@code versioned} if it names the version of Clarity. */
    public record Deploy(boolean versioned, String name, String code) implements Content {}

    /** A miner's; {@code type} as it is written: 4, 5 or 8. */
    public record Coinbase(int type) implements Content {}

    public record PoisonMicroblock() implements Content {}

    public record TenureChange() implements Content {}

    private static final int STANDARD = 0x04;
    private static final int SPONSORED = 0x05;
    private static final int KEY_BYTES = 33;
    private static final int MICROBLOCK_HEADER_BYTES = 132;
    private static final int COINBASE_BYTES = 32;
    private static final int VRF_PROOF_BYTES = 80;

    /** Three consensus hashes, a block id, a count, a cause, a hash of a key. */
    private static final int TENURE_CHANGE_BYTES = 3 * 20 + 32 + 4 + 1 + 20;

    /** Who signs first. */
    private record Signer(int hashMode, BigInteger nonce, BigInteger fee) {}

    public static AnyTransaction parse(byte[] bytes) throws MalformedBytes {
        WireReader in = WireReader.loose(bytes);
        int version = in.u8();
        long chainId = Integer.toUnsignedLong(in.i32());
        int authorization = in.u8();
        if (authorization != STANDARD && authorization != SPONSORED) {
            throw in.malformed("no authorization has the type " + authorization);
        }
        Signer origin = signer(in);
        if (authorization == SPONSORED) {
            signer(in);
        }
        int anchorMode = in.u8();
        int mode = in.u8();
        if (anchorMode < 1 || anchorMode > 3 || PostConditionMode.ofWire(mode).isEmpty()) {
            throw in.malformed("no anchor mode, or no post-condition mode, has that code");
        }
        List<PostCondition> postConditions = in.list(PostCondition::read);
        Content content = content(in);
        in.end();
        return new AnyTransaction(
                version,
                chainId,
                authorization == SPONSORED,
                origin.hashMode(),
                origin.nonce(),
                origin.fee(),
                anchorMode,
                mode,
                postConditions.size(),
                content);
    }

    private static Signer signer(WireReader in) throws MalformedBytes {
        int mode = in.u8();
        in.bytes(Hash160.BYTES);
        Signer signer = new Signer(mode, in.u64(), in.u64());
        switch (mode) {
            case 0x00, 0x02 -> {
                in.u8();
                in.bytes(Signature.BYTES);
            }
            case 0x01, 0x03, 0x05, 0x07 -> {
                in.list(AnyTransaction::authField);
                in.bytes(2);
            }
            default -> throw in.malformed("no hash mode has the code " + mode);
        }
        return signer;
    }

    /** A key of somebody who did not sign, or a signature. */
    private static Bytes authField(WireReader in) throws MalformedBytes {
        int type = in.u8();
        return switch (type) {
            case 0x00, 0x01 -> in.bytes(KEY_BYTES);
            case 0x02, 0x03 -> in.bytes(Signature.BYTES);
            default -> throw in.malformed("no field of signers has the type " + type);
        };
    }

    private static Content content(WireReader in) throws MalformedBytes {
        int type = in.u8();
        return switch (type) {
            case 0x00 -> new Transfer(Payload.readTransfer(in));
            case 0x01 -> deploy(in, false);
            case 0x02 -> new Call(Payload.readCall(in));
            case 0x03 -> {
                in.bytes(2 * MICROBLOCK_HEADER_BYTES);
                yield new PoisonMicroblock();
            }
            case 0x04 -> {
                in.bytes(COINBASE_BYTES);
                yield new Coinbase(type);
            }
            case 0x05 -> {
                in.bytes(COINBASE_BYTES);
                ClarityWire.principal(in);
                yield new Coinbase(type);
            }
            case 0x06 -> {
                in.u8();
                yield deploy(in, true);
            }
            case 0x07 -> {
                in.bytes(TENURE_CHANGE_BYTES);
                yield new TenureChange();
            }
            case 0x08 -> {
                in.bytes(COINBASE_BYTES);
                ClarityWire.read(in); // none, or some recipient
                in.bytes(VRF_PROOF_BYTES);
                yield new Coinbase(type);
            }
            default -> throw in.malformed("no payload has the type " + type);
        };
    }

    private static Deploy deploy(WireReader in, boolean versioned) throws MalformedBytes {
        String name = in.name(ClarityNames::isContractName);
        byte[] code = in.bytes(in.count()).array();
        return new Deploy(versioned, name, new String(code, StandardCharsets.UTF_8));
    }
}
