package dev.coffer.state.links;

import java.util.Arrays;

/**
 * About how many different visitors there were, of whom only hashes are known: HyperLogLog with
 * 1,024 registers, as long as there are few by linear counting. A few are counted exactly, many to
 * about three in a hundred. 2 KB at most; of a register that was never met nothing is kept.
 */
final class Visitors {

    private static final int INDEX_BITS = 10;
    private static final int REGISTERS = 1 << INDEX_BITS;
    private static final int RANK_BITS = 6;
    private static final double ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);

    /** A register each, by number: its number above its rank. */
    private char[] registers;

    Visitors(char[] registers) {
        this.registers = registers;
    }

    Visitors() {
        this(new char[0]);
    }

    char[] registers() {
        return registers;
    }

    int size() {
        return registers.length;
    }

    /** Counts a visitor by a hash of 64 evenly spread bits. */
    void add(long hash) {
        int index = (int) (hash >>> (64 - INDEX_BITS));
        int rank = Math.min(63, Long.numberOfLeadingZeros(hash << INDEX_BITS | 1L) + 1);
        put(index, rank);
    }

    /** Counts the visitors of another count as well. */
    void add(Visitors other) {
        for (char register : other.registers) {
            put(register >> RANK_BITS, register & (1 << RANK_BITS) - 1);
        }
    }

    private void put(int index, int rank) {
        char first = (char) (index << RANK_BITS);
        int found = Arrays.binarySearch(registers, first);
        int at = found < 0 ? -found - 1 : found;
        if (at < registers.length && registers[at] >> RANK_BITS == index) {
            registers[at] = (char) Math.max(registers[at], first | rank);
            return;
        }
        char[] more = new char[registers.length + 1];
        System.arraycopy(registers, 0, more, 0, at);
        more[at] = (char) (first | rank);
        System.arraycopy(registers, at, more, at + 1, registers.length - at);
        registers = more;
    }

    long count() {
        int empty = REGISTERS - registers.length;
        double sum = empty;
        for (char register : registers) {
            sum += Math.scalb(1.0, -(register & (1 << RANK_BITS) - 1));
        }
        double estimate = ALPHA * REGISTERS * REGISTERS / sum;
        boolean few = estimate <= 2.5 * REGISTERS && empty > 0;
        return Math.round(few ? REGISTERS * Math.log((double) REGISTERS / empty) : estimate);
    }
}
