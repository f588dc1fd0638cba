package dev.coffer.payment;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Carries payments, and can't be asked what became of one but by carrying it again, as facilitators
 * are: the first time it may refuse for certain; later its refusals say nothing.
 */
final class BlindFacilitator implements WatchedChain {

    private final Map<String, String> moved = new ConcurrentHashMap<>();
    private final Set<PaymentName> seen = ConcurrentHashMap.newKeySet();
    private final Mood mood;

    BlindFacilitator(Mood mood) {
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

    @Override
    public void forget(PaymentName name) {
        moved.remove(name.text());
        seen.remove(name);
    }

    @Override
    public boolean knows(VerifiedPayment payment) {
        return false;
    }

    @Override
    public Outcome carry(VerifiedPayment payment, Attempt attempt) {
        PaymentName name = payment.name();
        Outcome.Unknown unknown = new Outcome.Unknown("");
        switch (mood.chance(16)) {
            case 0 -> throw new IllegalStateException("connection reset");
            case 1 -> throw new AssertionError("killed before it was told");
            case 2 -> {
                move(name);
                throw new AssertionError("killed after it was told");
            }
            case 3 -> {
                seen.add(name);
                return unknown;
            }
            case 4 -> {
                move(name);
                return unknown;
            }
            case 5, 6 -> {
                return attempt == Attempt.FIRST && !isMoved(name)
                        ? new Outcome.Refused("insufficient_funds", "Not enough.")
                        : unknown;
            }
            case 7 -> {
                Outcome outcome = move(name);
                mood.passes();
                return outcome;
            }
            default -> {
                return move(name);
            }
        }
    }

    private Outcome move(PaymentName name) {
        String first = moved.putIfAbsent(name.text(), name.digest());
        seen.add(name);
        return first == null || first.equals(name.digest())
                ? new Outcome.Settled("tx" + name.digest(), 0)
                : new Outcome.Unknown("");
    }

    @Override
    public Outcome lookUp(VerifiedPayment payment) {
        return carry(payment, Attempt.AGAIN);
    }
}
