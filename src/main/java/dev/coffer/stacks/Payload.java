package dev.coffer.stacks;

import java.math.BigInteger;
import java.util.List;

/**
 * What a transaction does, of the kinds that can pay (SIP-005); deployments and such are malformed.
 */
public sealed interface Payload {

    /**
     * STX to someone.
     *
     * @param amount µSTX
     * @param memo 34 bytes, padded with zeros
     */
    record TokenTransfer(Principal recipient, BigInteger amount, Bytes memo) implements Payload {
        public static final int MEMO_BYTES = 34;

        public TokenTransfer {
            if (memo.size() != MEMO_BYTES) {
                throw new IllegalArgumentException("a memo has 34 bytes, not " + memo.size());
            }
        }
    }

    record ContractCall(Principal.Contract contract, String function, List<ClarityValue> arguments)
            implements Payload {
        public ContractCall {
            if (!ClarityNames.isClarityName(function)) {
                throw new IllegalArgumentException("not a function's name");
            }
            arguments = List.copyOf(arguments);
        }
    }

    static Payload read(WireReader in) throws MalformedBytes {
        int type = in.u8();
        return switch (type) {
            case 0x00 -> readTransfer(in);
            case 0x02 -> readCall(in);
            default ->
                    throw in.malformed(
                            "neither a token transfer nor a contract call, but the type " + type);
        };
    }

    static TokenTransfer readTransfer(WireReader in) throws MalformedBytes {
        return new TokenTransfer(
                ClarityWire.principal(in), in.u64(), in.bytes(TokenTransfer.MEMO_BYTES));
    }

    static ContractCall readCall(WireReader in) throws MalformedBytes {
        return new ContractCall(
                in.contract(), in.name(ClarityNames::isClarityName), in.list(ClarityWire::read));
    }

    static void write(Payload payload, WireWriter out) {
        switch (payload) {
            case TokenTransfer transfer -> {
                ClarityWire.write(transfer.recipient(), out.u8(0x00));
                out.integer(transfer.amount(), 8).bytes(transfer.memo());
            }
            case ContractCall call -> {
                out.u8(0x02).contract(call.contract()).name(call.function());
                out.i32(call.arguments().size());
                call.arguments().forEach(argument -> ClarityWire.write(argument, out));
            }
        }
    }
}
