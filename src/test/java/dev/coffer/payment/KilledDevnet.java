package dev.coffer.payment;

import dev.coffer.payment.devnet.Devnet;
import dev.coffer.store.Store;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The devnet, whose nodes are killed before and after they tell it something. */
final class KilledDevnet implements WatchedChain {

    private final Devnet devnet;
    private final Set<PaymentName> moved = ConcurrentHashMap.newKeySet();
    private final Mood mood;

    KilledDevnet(Store store, Mood mood) {
        this.devnet = new Devnet(store);
        this.mood = mood;
    }

    @Override
    public boolean isSeen(PaymentName name) {
        return isMoved(name);
    }

    @Override
    public boolean isMoved(PaymentName name) {
        return moved.contains(name);
    }

    @Override
    public void forget(PaymentName name) {
        moved.remove(name);
    }

    @Override
    public Optional<Outcome.Refused> verify(VerifiedPayment payment) {
        return devnet.verify(payment);
    }

    @Override
    public boolean knows(VerifiedPayment payment) {
        return devnet.knows(payment);
    }

    @Override
    public Outcome carry(VerifiedPayment payment, Attempt attempt) {
        int how = mood.chance(8);
        if (how == 0) {
            throw new AssertionError("killed before it was told");
        }
        Outcome outcome = watched(payment, devnet.carry(payment, attempt));
        if (how == 1) {
            throw new AssertionError("killed after it was told");
        }
        if (how == 2) {
            mood.passes();
        }
        return outcome;
    }

    @Override
    public Outcome lookUp(VerifiedPayment payment) {
        return watched(payment, devnet.lookUp(payment));
    }

    private Outcome watched(VerifiedPayment payment, Outcome outcome) {
        if (outcome instanceof Outcome.Settled) {
            moved.add(payment.name());
        }
        return outcome;
    }
}
