package dev.coffer.payment;

import dev.coffer.payment.grant.Grant;
import dev.coffer.payment.grant.GrantCap;
import dev.coffer.payment.grant.Visit;
import dev.coffer.store.Owner;

import java.util.ArrayList;
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
 * @param visit by which grant the caller acts among what is another's
 */
public record Pass(
        Owner caller,
        Owner owner,
        Optional<Owner> payer,
        Rights rights,
        List<Cap> caps,
        long untilMs,
        Optional<Visit> visit) {

    /** One without an end, as of somebody who signs or pays. */
    public Pass(Owner caller, Owner owner, Optional<Owner> payer, Rights rights, List<Cap> caps) {
        this(caller, owner, payer, rights, caps, Long.MAX_VALUE, Optional.empty());
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

    /**
     * The same caller's by a grant: what narrows the caller stays, and what limits the grant comes
     * to it.
     */
    public Pass visiting(Visit some) {
        Grant grant = some.grant();
        List<Cap> all = new ArrayList<>(caps);
        grant.most().ifPresent(most -> all.add(new GrantCap(grant, most)));
        return new Pass(
                caller,
                grant.owner(),
                payer.map(own -> grant.ownerPays() ? grant.owner() : own),
                rights,
                List.copyOf(all),
                Math.min(untilMs, grant.untilMs().orElse(Long.MAX_VALUE)),
                Optional.of(some));
    }

    /** Whose rows its calls change besides the owner's: who pays, whose token it is. */
    public Owner other() {
        return visit.isPresent() ? caller : payer.orElse(owner);
    }

    /**
     * Whether the caller can't be asked to pay: it may do less than the owner of its token, or
     * another pays.
     */
    public boolean isNarrowed() {
        return rights != Rights.ALL || !caps.isEmpty() || isPaidByAnother();
    }

    /** Whether what the caller does is charged to somebody else. */
    public boolean isPaidByAnother() {
        return payer.isPresent() && !payer.get().equals(caller);
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
