package dev.coffer.payment;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A chain that everybody can read, that is slow to say what it did, loses what it was told, and is
 * asked by many at once. It never lies: what it says of a payment for certain is so.
 */
final class PublicChain implements WatchedChain {

    private final Map<String, String> moved = new ConcurrentHashMap<>();
    private final Set<PaymentName> waiting = ConcurrentHashMap.newKeySet();
    private final Set<PaymentName> seen = ConcurrentHashMap.newKeySet();
    private final Mood mood;

    PublicChain(Mood mood) {
        this.mood = mood;
    }

    @Override
    public boolean isSeen(PaymentName name) {
        return seen.contains(name);
    }

    @Override
    public boolean isMoved(PaymentName name) {
        return name.digest().equals(moved.get(name.text()));
    }

    /** By other means than a facilitator's. */
    void broadcast(PaymentName name) {
        if (moved.putIfAbsent(name.text(), name.digest()) == null) {
            seen.add(name);
        }
    }

    @Override
    public void forget(PaymentName name) {
        moved.remove(name.text());
        waiting.remove(name);
        seen.remove(name);
    }

    @Override
    public boolean knows(VerifiedPayment payment) {
        if (mood.chance(20) == 0) {
            throw new IllegalStateException("connection reset");
        }
        return isMoved(payment.name()) || waiting.contains(payment.name());
    }

    @Override
    public Outcome carry(VerifiedPayment payment, Attempt attempt) {
        PaymentName name = payment.name();
        Outcome.Unknown unknown = new Outcome.Unknown("");
        switch (mood.chance(16)) {
            case 0 -> throw new IllegalStateException("connection reset");
            case 1 -> throw new AssertionError("killed before it was told");
            case 2 -> {
                move(payment);
                throw new AssertionError("killed after it was told");
            }
            case 3 -> {
                return unknown;
            }
            case 4 -> {
                waiting.add(name);
                seen.add(name);
                return unknown;
            }
            case 5 -> {
                move(payment);
                return unknown;
            }
            case 6 -> {
                boolean isIn = isMoved(name) || waiting.contains(name);
                return isIn ? unknown : new Outcome.Refused("insufficient_funds", "Not enough.");
            }
            case 7 -> {
                Outcome outcome = move(payment);
                mood.passes();
                return outcome;
            }
            default -> {
                return move(payment);
            }
        }
    }

    private Outcome move(VerifiedPayment payment) {
        PaymentName name = payment.name();
        String first = moved.putIfAbsent(name.text(), name.digest());
        if (first != null && !first.equals(name.digest())) {
            return Outcome.Refused.conflictingNonce(Optional.empty());
        }
        seen.add(name);
        return new Outcome.Settled("tx" + name.digest(), 7);
    }

    @Override
    public Outcome lookUp(VerifiedPayment payment) {
        PaymentName name = payment.name();
        if (mood.chance(8) == 0) {
            return new Outcome.Unknown("");
        }
        if (isMoved(name)) {
            return new Outcome.Settled("tx" + name.digest(), 7);
        }
        waiting.remove(name);
        return new Outcome.Refused("broadcast_failed", "It was dropped, or never came.");
    }
}
