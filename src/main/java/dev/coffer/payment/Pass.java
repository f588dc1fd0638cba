package dev.coffer.payment;

import dev.coffer.store.Owner;

import java.util.List;
import java.util.Optional;

/**
 * Who calls, whose data the call is about, and who pays: one and the same as long as everybody
 * calls for itself.
 *
 * @param caller who asks
 * @param owner whose names the call is about; it runs in this owner's transaction
 * @param payer whose balance is debited; nobody's where payments are off
 * @param rights what the caller may do with what is the owner's
 * @param caps what each debit counts against
 * @param untilMs when it ends, in epoch milliseconds; what is made by it ends no later
 */
public record Pass(
        Owner caller,
        Owner owner,
        Optional<Owner> payer,
        Rights rights,
        List<Cap> caps,
        long untilMs) {

    /** One without an end, as of somebody who signs or pays. */
    public Pass(Owner caller, Owner owner, Optional<Owner> payer, Rights rights, List<Cap> caps) {
        this(caller, owner, payer, rights, caps, Long.MAX_VALUE);
    }

    /** Of an address that calls for itself and pays. */
    public static Pass of(String address) {
        Owner self = new Owner(address);
        return new Pass(self, self, Optional.of(self), Rights.ALL, List.of());
    }

    /** Of an address that calls for itself where payments are off. */
    public static Pass unpaid(String address) {
        Owner self = new Owner(address);
        return new Pass(self, self, Optional.empty(), Rights.ALL, List.of());
    }

    /** Whether the caller may do less than the owner: it can't be asked to pay for that one. */
    public boolean isNarrowed() {
        return rights != Rights.ALL || !caps.isEmpty();
    }

    /**
     * Those of a call's prices at which the payer may be debited.
     *
     * @throws dev.coffer.endpoint.Problem 403 if a cap leaves none
     */
    public List<Price> debitable(List<Price> prices) {
        List<Price> left = prices;
        for (Cap cap : caps) {
            left = cap.debitable(left);
        }
        return left;
    }
}
