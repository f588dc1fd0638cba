package dev.coffer.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The statements that a lane has seen, with what it learnt of them. */
final class Phrases {

    /** More than the service has; past it all are learnt anew. */
    private static final int STATEMENTS = 1_000;

    /** Batches that are then run one work after another before it is tried again. */
    private static final int REST = 16;

    /** Of fewer works a batch says little. */
    private static final int MANY = 16;

    private int rests;

    private final Set<String> byOwner;
    private final Map<String, Phrase> phrases = new HashMap<>();

    /** Tables share a bit where there are more than 64: then they meet more often. */
    private final Map<String, Integer> bits = new HashMap<>();

    /**
     * @param byOwner the tables of which each row is one owner's
     */
    Phrases(Set<String> byOwner) {
        this.byOwner = byOwner;
    }

    /** Whether a batch is to go in step: not for a while after one that had nothing of it. */
    boolean arePaying() {
        return rests == 0 || rests-- == 0;
    }

    /**
     * Hears what a batch had of it: works of one owner that each read what the one before wrote
     * share no round trip, and only wait for each other.
     */
    void hear(int works, int statements, int rounds) {
        if (works >= MANY && statements < 2 * rounds) {
            rests = REST;
        }
    }

    /** To be called between two batches: what is known of one holds for all of it. */
    void forgetMany() {
        if (phrases.size() > STATEMENTS) {
            phrases.clear();
            bits.clear();
        }
    }

    Phrase of(String sql) {
        return phrases.computeIfAbsent(sql, this::phrase);
    }

    private Phrase phrase(String sql) {
        SqlReach reach = SqlReach.of(sql, byOwner);
        return switch (sql) {
            case Tx.BEGIN_PART -> new Phrase(sql, Phrase.Mark.BEGINS_PART, reach, 0);
            case Tx.TAKE_PART_BACK -> new Phrase(sql, Phrase.Mark.WITHIN_PART, reach, 0);
            case Tx.END_PART -> new Phrase(sql, Phrase.Mark.ENDS_PART, reach, 0);
            default -> new Phrase(sql, Phrase.Mark.NONE, reach, bits(reach));
        };
    }

    private long bits(SqlReach reach) {
        long tables = 0;
        for (String table : reach.tables()) {
            tables |= 1L << bits.computeIfAbsent(table, _ -> bits.size() % Long.SIZE);
        }
        return tables == 0 ? ~0L : tables;
    }
}
