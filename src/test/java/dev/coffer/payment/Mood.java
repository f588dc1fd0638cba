package dev.coffer.payment;

import java.util.Optional;
import java.util.Random;

/**
 * How chains behave: by the random numbers of the thread that asks; without any, well. It may also
 * take so long that something else goes on meanwhile.
 */
final class Mood {

    private final ThreadLocal<Optional<Random>> chance = ThreadLocal.withInitial(Optional::empty);
    private final ThreadLocal<Runnable> meanwhile = ThreadLocal.withInitial(() -> () -> {});

    /** From now on, to this thread. */
    void set(Optional<Random> random, Runnable besides) {
        chance.set(random);
        meanwhile.set(besides);
    }

    /** One of so many; the last of them if all goes well. */
    int chance(int of) {
        return chance.get().map(random -> random.nextInt(of)).orElse(of - 1);
    }

    /** Time, in which something else goes on. */
    void passes() {
        meanwhile.get().run();
    }
}
