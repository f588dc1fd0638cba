package dev.coffer.payment.grant;

import dev.coffer.endpoint.Problem;
import dev.coffer.evm.EvmAddress;
import dev.coffer.store.Owner;

/** Owners as callers name them. */
public final class OwnerNames {

    private OwnerNames() {}

    /**
     * An owner by its address; one of EVM in any case.
     *
     * @param field what says so
     * @throws Problem 400 if none has that address
     */
    public static Owner owner(String field, String text) {
        String address = EvmAddress.parse(text).map(EvmAddress::owner).orElse(text);
        if (!Owner.isValid(address)) {
            throw Problem.invalid(
                    field, "must be an address: 1 to 128 visible ASCII characters, no colon");
        }
        return new Owner(address);
    }
}
