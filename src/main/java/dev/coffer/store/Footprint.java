package dev.coffer.store;

/**
 * Which tables are touched, a bit each: read, or written; in the rows of one's own owner only, or
 * in anybody's.
 */
final class Footprint {

    /** Whatever there is. */
    static final Footprint EVERYTHING = new Footprint();

    static {
        EVERYTHING.add(~0L, true, false);
    }

    private long ownReads;
    private long ownWrites;
    private long reads;
    private long writes;

    void add(long tables, boolean writing, boolean ofOwner) {
        if (ofOwner) {
            ownReads |= writing ? 0 : tables;
            ownWrites |= writing ? tables : 0;
        } else {
            reads |= writing ? 0 : tables;
            writes |= writing ? tables : 0;
        }
    }

    void add(Footprint other) {
        ownReads |= other.ownReads;
        ownWrites |= other.ownWrites;
        reads |= other.reads;
        writes |= other.writes;
    }

    void clear() {
        ownReads = 0;
        ownWrites = 0;
        reads = 0;
        writes = 0;
    }

    /** Whether it matters which of the two comes first, where both are one owner's. */
    boolean meets(Footprint other) {
        return clash(
                ownReads | reads,
                ownWrites | writes,
                other.ownReads | other.reads,
                other.ownWrites | other.writes);
    }

    /** The same of two owners' footprints: what is each's own does not meet. */
    boolean meetsOthers(Footprint other) {
        return clash(reads, writes, other.ownReads | other.reads, other.ownWrites | other.writes)
                || clash(ownReads, ownWrites, other.reads, other.writes);
    }

    private static boolean clash(long reads, long writes, long otherReads, long otherWrites) {
        return (writes & (otherReads | otherWrites) | reads & otherWrites) != 0;
    }
}
