package dev.coffer.payment;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/** A chain that behaves as a test says, keeps what really moved, and counts. */
final class HostileChain implements Facilitator {

    final Set<String> moved = ConcurrentHashMap.newKeySet();
    final AtomicInteger settles = new AtomicInteger();
    final AtomicInteger lookedAtAgain = new AtomicInteger();
    volatile Predicate<VerifiedPayment> knowing = payment -> moved.contains(txid(payment));
    volatile Function<VerifiedPayment, Outcome> settling = this::settled;
    volatile Function<String, Outcome> lookingUp = this::truth;

    @Override
    public boolean knows(VerifiedPayment payment) {
        return knowing.test(payment);
    }

    @Override
    public Outcome carry(VerifiedPayment payment, Attempt attempt) {
        settles.incrementAndGet();
        return settling.apply(payment);
    }

    @Override
    public Outcome lookUp(VerifiedPayment payment) {
        return lookingUp.apply(txid(payment));
    }

    @Override
    public boolean forks() {
        return true;
    }

    @Override
    public boolean isStillSettled(VerifiedPayment payment) {
        lookedAtAgain.incrementAndGet();
        return moved.contains(txid(payment));
    }

    private static String txid(VerifiedPayment payment) {
        return payment.txid().orElseThrow();
    }

    Outcome settled(VerifiedPayment payment) {
        moved.add(txid(payment));
        return new Outcome.Settled(txid(payment), 7);
    }

    /** The money moves, and nobody is told. */
    Outcome settledInSilence(VerifiedPayment payment) {
        moved.add(txid(payment));
        return unknown(payment);
    }

    Outcome unknown(VerifiedPayment payment) {
        return new Outcome.Unknown(txid(payment));
    }

    Outcome refused() {
        return new Outcome.Refused("insufficient_funds", "Not enough.");
    }

    Outcome truth(String txid) {
        return moved.contains(txid) ? new Outcome.Settled(txid, 7) : refused();
    }
}
