package dev.coffer.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The statements that a lane has seen, with what it learnt of them. */
final class Shapes {

    /** More than the service has; past it all are learnt anew. */
    private static final int STATEMENTS = 1_000;

    private final Set<String> byOwner;
    private final Map<String, Shape> shapes = new HashMap<>();

    /** Tables share a bit where there are more than 64: then they meet more often. */
    private final Map<String, Integer> bits = new HashMap<>();

    /**
     * @param byOwner the tables of which each row is one owner's
     */
    Shapes(Set<String> byOwner) {
        this.byOwner = byOwner;
    }

    /** To be called between two batches: what is known of one holds for all of it. */
    void forgetMany() {
        if (shapes.size() > STATEMENTS) {
            shapes.clear();
            bits.clear();
        }
    }

    Shape of(String sql) {
        return shapes.computeIfAbsent(sql, this::shape);
    }

    private Shape shape(String sql) {
        Reach reach = Reach.of(sql, byOwner);
        return switch (sql) {
            case Tx.BEGIN_PART -> new Shape(sql, Shape.Mark.BEGINS_PART, reach, 0);
            case Tx.TAKE_PART_BACK -> new Shape(sql, Shape.Mark.WITHIN_PART, reach, 0);
            case Tx.END_PART -> new Shape(sql, Shape.Mark.ENDS_PART, reach, 0);
            default -> new Shape(sql, Shape.Mark.NONE, reach, bits(reach));
        };
    }

    private long bits(Reach reach) {
        long tables = 0;
        for (String table : reach.tables()) {
            tables |= 1L << bits.computeIfAbsent(table, _ -> bits.size() % Long.SIZE);
        }
        return tables == 0 ? ~0L : tables;
    }
}
