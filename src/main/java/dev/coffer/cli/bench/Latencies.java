package dev.coffer.cli.bench;

/** How long calls took: a histogram of 32 buckets for each power of two, so to within 3 %. */
final class Latencies {

    private static final int BITS = 5;
    private static final int PER_POWER = 1 << BITS;

    private final long[] counts = new long[64 * PER_POWER];
    private long total;

    void add(long nanos) {
        counts[bucket(Math.max(1, nanos))]++;
        total++;
    }

    void addAll(Latencies others) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += others.counts[i];
        }
        total += others.total;
    }

    long total() {
        return total;
    }

    /** What the fraction of calls took at most, in ms; 0 where there were none. */
    double ms(double fraction) {
        long rank = (long) Math.ceil(total * fraction);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank && seen > 0) {
                return upper(i) / 1e6;
            }
        }
        return 0;
    }

    private static int bucket(long nanos) {
        int power = 63 - Long.numberOfLeadingZeros(nanos);
        if (power <= BITS) {
            return (int) nanos;
        }
        int within = (int) (nanos >>> (power - BITS)) & (PER_POWER - 1);
        return (power - BITS + 1) * PER_POWER + within;
    }

    private static double upper(int bucket) {
        if (bucket < 2 * PER_POWER) {
            return bucket;
        }
        int power = bucket / PER_POWER + BITS - 1;
        long within = bucket % PER_POWER;
        return Math.scalb((double) (PER_POWER + within + 1), power - BITS);
    }
}
