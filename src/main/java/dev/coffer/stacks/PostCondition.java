package dev.coffer.stacks;

import java.math.BigInteger;
import java.util.Optional;

/**
 * What must be true of the assets sent by someone, or else the transaction aborts and only its fee
 * is paid (SIP-005). Later types, such as those of SIP-040, are not known here and malformed.
 *
 * <p>The principal is empty where it is the origin, whoever that is.
 */
public sealed interface PostCondition {

    /** An asset defined within a contract. */
    record AssetName(Principal.Contract contract, String name) {
        public AssetName {
            if (!ClarityNames.isClarityName(name)) {
                throw new IllegalArgumentException("not an asset's name");
            }
        }
    }

    record Stx(Optional<Principal> principal, Comparison comparison, BigInteger amount)
            implements PostCondition {}

    record FungibleToken(
            Optional<Principal> principal,
            AssetName asset,
            Comparison comparison,
            BigInteger amount)
            implements PostCondition {}

    /**
     * @param code 0x10 sent, 0x11 not sent, 0x12 either (SIP-040)
     */
    record NonFungibleToken(
            Optional<Principal> principal, AssetName asset, ClarityValue id, int code)
            implements PostCondition {}

    static PostCondition read(WireReader in) throws MalformedBytes {
        int type = in.u8();
        if (type > 0x02) {
            throw in.malformed("a post-condition of the type " + type + " is not known here");
        }
        Optional<Principal> principal = readPrincipal(in);
        if (type == 0x00) {
            return new Stx(principal, Comparison.read(in), in.u64());
        }
        AssetName asset = new AssetName(in.contract(), in.name(ClarityNames::isClarityName));
        if (type == 0x01) {
            return new FungibleToken(principal, asset, Comparison.read(in), in.u64());
        }
        ClarityValue id = ClarityWire.read(in);
        int code = in.u8();
        if (code < 0x10 || code > 0x12) {
            throw in.malformed("no condition on a token has the code " + code);
        }
        return new NonFungibleToken(principal, asset, id, code);
    }

    private static Optional<Principal> readPrincipal(WireReader in) throws MalformedBytes {
        int type = in.u8();
        return switch (type) {
            case 0x01 -> Optional.empty();
            case 0x02 -> Optional.of(new Principal.Standard(in.address()));
            case 0x03 -> Optional.of(in.contract());
            default -> throw in.malformed("no condition's principal has the type " + type);
        };
    }

    static void write(PostCondition condition, WireWriter out) {
        switch (condition) {
            case Stx stx -> {
                writePrincipal(stx.principal(), out.u8(0x00));
                out.u8(stx.comparison().wire()).integer(stx.amount(), 8);
            }
            case FungibleToken token -> {
                writePrincipal(token.principal(), out.u8(0x01));
                out.contract(token.asset().contract()).name(token.asset().name());
                out.u8(token.comparison().wire()).integer(token.amount(), 8);
            }
            case NonFungibleToken token -> {
                writePrincipal(token.principal(), out.u8(0x02));
                out.contract(token.asset().contract()).name(token.asset().name());
                ClarityWire.write(token.id(), out);
                out.u8(token.code());
            }
        }
    }

    private static void writePrincipal(Optional<Principal> principal, WireWriter out) {
        switch (principal.orElse(null)) {
            case null -> out.u8(0x01);
            case Principal.Standard standard -> out.u8(0x02).address(standard.address());
            case Principal.Contract contract -> out.u8(0x03).contract(contract);
        }
    }
}
