package dev.coffer.tool.math;

import dev.coffer.room.Room;
import dev.coffer.tool.Toolbox;

/** The tools for numbers. */
public final class MathRoom {

    private MathRoom() {}

    public static Room room(Toolbox tools) {
        return Room.of("math", "Numbers: expressions, statistics, primes, exact where they can be")
                .limits(MathLimits.values())
                .sells(
                        Calculate.of(tools),
                        Percentage.of(tools),
                        Statistics.of(tools),
                        Primes.of(tools),
                        Divisors.of(tools),
                        Counting.of(tools));
    }
}
