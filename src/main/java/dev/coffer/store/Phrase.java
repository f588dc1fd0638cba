package dev.coffer.store;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/**
 * A statement's text, what it touches, and what works have touched after it.
 *
 * <p>What comes after is learnt: the union of what followed in the last passes, so that a rare turn
 * of one kind of work is forgotten after {@link #PASSES} to twice as many. It is a guess, by which
 * works are kept from getting in each other's way; {@link InStep} does not rely on it.
 */
final class Phrase {

    /** What a work does with the others of its batch by a statement. */
    enum Mark {
        NONE,

        /** From here on it is alone, since it may take back what was done since. */
        BEGINS_PART,
        WITHIN_PART,
        ENDS_PART
    }

    private static final int PASSES = 256;

    final String sql;
    final Mark mark;

    final SqlReach reach;
    private final Footprint ofOwner = new Footprint();
    private final Footprint ofAnybody = new Footprint();
    private final Footprint recent = new Footprint();
    private final Footprint older = new Footprint();
    private final Footprint ahead = new Footprint();
    private boolean known;
    private int passes;

    /**
     * @param tables those that it touches, a bit each
     */
    Phrase(String sql, Mark mark, SqlReach reach, long tables) {
        this.sql = sql;
        this.mark = mark;
        this.reach = reach;
        ofOwner.add(tables, reach.writes(), true);
        ofAnybody.add(tables, reach.writes(), false);
    }

    /** What it touches with these parameters, for a work of these owners. */
    Footprint touched(@Nullable Object[] params, Set<String> owners) {
        return reach.staysWith(params, owners) ? ofOwner : ofAnybody;
    }

    /** What a work may touch after it; everything, as long as none has passed it. */
    Footprint ahead() {
        return known ? ahead : Footprint.EVERYTHING;
    }

    /**
     * Learns from a work.
     *
     * @param followed what it touched after this statement
     * @param ended whether it came to its end, or what is missing is not known
     */
    void learn(Footprint followed, boolean ended) {
        recent.add(followed);
        known |= ended;
        if (ended && ++passes >= PASSES) {
            passes = 0;
            older.clear();
            older.add(recent);
            recent.clear();
            recent.add(followed);
        }
        ahead.clear();
        ahead.add(older);
        ahead.add(recent);
    }
}
