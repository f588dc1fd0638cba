package dev.coffer.stacks;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * The movement of money that a payload asks for, in one of the accepted assets.
 *
 * <p>The asset is decided here and by the transaction alone: by the kind of its payload and, for a
 * token, by the whole contract id.
 *
 * @param sender whose money it says it moves; empty if it can only be the origin's
 * @param memo empty if it is not one that the chain would take
 */
public record Transfer(
        Accepted asset,
        BigInteger amount,
        Optional<Principal> sender,
        Principal recipient,
        Optional<Bytes> memo) {

    /** SIP-010: {@code (transfer uint principal principal (optional (buff 34)))}. */
    static final String FUNCTION = "transfer";

    private static final int MAX_MEMO_BYTES = 34;

    public static Transfer read(Payload payload, List<Accepted> accepted) throws Refused {
        return switch (payload) {
            case Payload.TokenTransfer transfer -> ofStx(transfer, accepted);
            case Payload.ContractCall call -> ofToken(call, accepted);
        };
    }

    private static Transfer ofStx(Payload.TokenTransfer transfer, List<Accepted> accepted)
            throws Refused {
        for (Accepted asset : accepted) {
            if (asset instanceof Accepted.Native) {
                return new Transfer(
                        asset,
                        transfer.amount(),
                        Optional.empty(),
                        transfer.recipient(),
                        Optional.of(transfer.memo().withoutPadding()));
            }
        }
        throw new Refused("unrecognized_asset", "STX is not taken here.");
    }

    private static Transfer ofToken(Payload.ContractCall call, List<Accepted> accepted)
            throws Refused {
        for (Accepted asset : accepted) {
            if (asset instanceof Accepted.Token token && token.contract().equals(call.contract())) {
                return ofToken(asset, call);
            }
        }
        throw new Refused(
                "unrecognized_asset",
                "The token " + call.contract().text() + " is not taken here.");
    }

    private static Transfer ofToken(Accepted asset, Payload.ContractCall call) throws Refused {
        List<ClarityValue> arguments = call.arguments();
        if (call.function().equals(FUNCTION)
                && arguments.size() == 4
                && arguments.get(0) instanceof ClarityValue.UInt(var amount)
                && arguments.get(1) instanceof ClarityValue.PrincipalValue(var sender)
                && arguments.get(2) instanceof ClarityValue.PrincipalValue(var recipient)) {
            return new Transfer(
                    asset, amount, Optional.of(sender), recipient, memo(arguments.get(3)));
        }
        throw new Refused(
                "unsupported_scheme", "The contract call is not the transfer of SIP-010.");
    }

    private static Optional<Bytes> memo(ClarityValue argument) {
        return switch (argument) {
            case ClarityValue.None() -> Optional.of(Bytes.zeros(0));
            case ClarityValue.Some(ClarityValue.Buffer(var memo))
                    when memo.size() <= MAX_MEMO_BYTES ->
                    Optional.of(memo);
            default -> Optional.empty();
        };
    }
}
