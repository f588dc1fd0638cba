package dev.coffer.stacks;

import java.util.Optional;

/**
 * Who can hold money on Stacks: an address, or a contract that an address deployed (SIP-005). The
 * two are never equal, even where the address is the same.
 */
public sealed interface Principal {

    /** Of a contract: its deployer's. */
    StacksAddress address();

    /** {@code ADDRESS} or {@code ADDRESS.name}. */
    String text();

    record Standard(StacksAddress address) implements Principal {
        @Override
        public String text() {
            return address.text();
        }
    }

    record Contract(StacksAddress address, String name) implements Principal {
        public Contract {
            if (!ClarityNames.isContractName(name)) {
                throw new IllegalArgumentException("not a contract's name");
            }
        }

        @Override
        public String text() {
            return address.text() + "." + name;
        }
    }

    /** From its text; empty if it is not exactly one principal's. */
    static Optional<Principal> parse(String text) {
        return text.indexOf('.') < 0
                ? StacksAddress.parse(text).map(Standard::new)
                : parseContract(text).map(contract -> contract);
    }

    /** From {@code ADDRESS.name}; empty if it is anything else. */
    static Optional<Contract> parseContract(String text) {
        int dot = text.indexOf('.');
        if (dot < 0 || !ClarityNames.isContractName(text.substring(dot + 1))) {
            return Optional.empty();
        }
        return StacksAddress.parse(text.substring(0, dot))
                .map(address -> new Contract(address, text.substring(dot + 1)));
    }
}
