package dev.coffer.store;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * One work's view of its transaction: the only way it reads and changes anything.
 *
 * <p>SQL is written for both engines; parameters are {@code ?}. Accepted parameter types: String,
 * Long, Integer, byte[], and null.
 */
public final class Tx {

    /** The read met a write: run the work again as a write. */
    public static final class ReadOnly extends RuntimeException {
        ReadOnly() {
            super("a write in a read", null, false, false);
        }
    }

    static final String BEGIN_PART = "savepoint part";
    static final String TAKE_PART_BACK = "rollback to part";
    static final String END_PART = "release part";

    private static final String COUNT =
            """
            insert into owner (owner, sequence) values (?, ?)
            on conflict (owner) do update set sequence = owner.sequence + excluded.sequence
            returning sequence\
            """;

    private static final String COUNT_IF_KNOWN =
            """
            update owner set sequence = sequence + 1 where owner = ? and sequence > 0
            returning sequence\
            """;

    /** The view of what does not touch the store. */
    public static final Tx NONE = new Tx(null, null, 0);

    private final @Nullable Asking session;
    private final @Nullable Owner owner;
    private final long now;
    private ToLongFunction<Tx> numbering = Tx::plainNumber;

    /** The first of its numbers; how many there are; the place of the one that is in use. */
    private long first = -1;

    private int numbers = 1;
    private int place;
    private boolean refused;
    private int statements;

    private boolean wrote;
    private Part part = Part.NONE;
    private @Nullable Map<Sum, Long> sums;
    private @Nullable Map<String, Integer> signals;
    private Snapshots.@Nullable Snapshot snapshot;

    Tx(@Nullable Asking session, @Nullable Owner owner, long now) {
        this.session = session;
        this.owner = owner;
        this.now = now;
    }

    /** The view of a read: a snapshot without an owner, of whoever reads. */
    public static Tx reading(Session session, long now) {
        return new Tx(session, null, now);
    }

    static Tx reading(Session session, long now, Snapshots.Snapshot snapshot) {
        Tx tx = new Tx(session, null, now);
        tx.snapshot = snapshot;
        return tx;
    }

    /** Whether a part of the work runs that may fail for itself, and whether it has written. */
    private enum Part {
        NONE,
        BEGUN,
        SAVED
    }

    /** An amount that is added to a row once a batch; see {@link #addLater}. */
    record Sum(String sql, List<Object> key) {}

    /** The owner this work writes for. A read has none. */
    public Owner owner() {
        if (owner == null) {
            throw new ReadOnly();
        }
        return owner;
    }

    /** The instant of the whole work, in epoch milliseconds. */
    public long now() {
        return now;
    }

    /**
     * The owner's number of this work: one higher for each work that writes. Revisions, fences, the
     * order of jobs are this number. The first write of a work takes it.
     */
    public long sequence() {
        if (first < 0) {
            owner();
            refused = true;
            first = numbering.applyAsLong(this) - numbers + 1;
            refused = false;
        }
        return first + place;
    }

    /**
     * Has the work stand for several, each with a number of its own: taken by one statement, be it
     * the one that takes the work's.
     */
    public void several(int works) {
        boolean numbered = first >= 0;
        numbers = works;
        place = 0;
        if (numbered) {
            first = plainNumber() - works + 1;
        }
    }

    /** From now on it is the one of its several works that stands at a place, from 0. */
    public void turnTo(int work) {
        if (work < 0 || work >= numbers) {
            throw new IllegalArgumentException("there are %d works".formatted(numbers));
        }
        place = work;
    }

    /** How many numbers the statement takes that takes them: it raises the sequence by as much. */
    public int numbers() {
        return numbers;
    }

    public boolean isNumbered() {
        return first >= 0;
    }

    /** Whether it was the {@link #numberBy numbering} that refused the work. */
    public boolean isRefusedByNumbering() {
        return refused;
    }

    /**
     * Runs a part of the work that may fail for itself: if it throws a refusal of this type,
     * nothing of it remains, and the work can go on. The work has its number before.
     */
    public <R> R part(Class<? extends RuntimeException> refusal, Supplier<R> does) {
        sequence();
        Map<String, Integer> signalled = new HashMap<>(signals());
        Map<Sum, Long> summed = new HashMap<>(sums());
        part = Part.BEGUN;
        try {
            R result = does.get();
            if (part == Part.SAVED) {
                session().update(END_PART);
            }
            return result;
        } catch (RuntimeException e) {
            if (refusal.isInstance(e) && session().failure() == null) {
                if (part == Part.SAVED) {
                    session().update(TAKE_PART_BACK);
                    session().update(END_PART);
                }
                signals = signalled;
                sums = summed;
            }
            throw e;
        } finally {
            part = Part.NONE;
        }
    }

    private void beforeWrite() {
        sequence();
        if (part == Part.BEGUN) {
            session().update(BEGIN_PART);
            part = Part.SAVED;
        }
        wrote = true;
    }

    /**
     * Has the number taken by another statement than the plain count. It must raise {@code
     * owner.sequence} by {@link #numbers} and return it; it may change more of the owner's row, or
     * throw to refuse the work before anything was written.
     */
    public void numberBy(ToLongFunction<Tx> numbering) {
        if (first >= 0) {
            throw new IllegalStateException("the number is taken");
        }
        this.numbering = numbering;
    }

    public <T> Optional<T> one(String sql, Row.Reader<T> reader, @Nullable Object... params) {
        return counted(sql).one(sql, reader, params);
    }

    public <T> List<T> all(String sql, Row.Reader<T> reader, @Nullable Object... params) {
        return counted(sql).all(sql, reader, params);
    }

    /** Changes rows, returns how many. */
    public int update(String sql, @Nullable Object... params) {
        beforeWrite();
        return counted(sql).update(sql, params);
    }

    /** Changes rows by a statement with a {@code returning} clause, and reads the first of them. */
    public <T> Optional<T> change(String sql, Row.Reader<T> reader, @Nullable Object... params) {
        beforeWrite();
        return counted(sql).one(sql, reader, params);
    }

    /** The statement that takes the number itself; only a {@link #numberBy numbering} calls it. */
    public <T> Optional<T> number(String sql, Row.Reader<T> reader, @Nullable Object... params) {
        owner();
        boolean before = wrote;
        wrote = true; // If the reader throws, the statement has run already.
        Optional<T> row = session().one(sql, reader, params);
        wrote = before || row.isPresent();
        return row;
    }

    /**
     * Adds an amount to a row at the end of the batch, in the same transaction, together with what
     * other works of the batch add to the same row. For sums that no work of the batch reads. The
     * statement's parameters are the key's, then the amount.
     */
    public void addLater(String sql, long amount, Object... key) {
        owner();
        if (sums == null) {
            sums = new HashMap<>();
        }
        sums.merge(new Sum(sql, List.of(key)), amount, Math::addExact);
    }

    /**
     * When the transaction is committed, wakes so many of those who wait for a topic, on all nodes.
     */
    public void signal(String topic, int times) {
        owner();
        if (signals == null) {
            signals = new HashMap<>();
        }
        signals.merge(topic, times, Integer::sum);
    }

    /** How many statements the work has run: what it has others wait for. */
    public int statements() {
        return statements;
    }

    private Asking counted(String sql) {
        statements++;
        if (snapshot != null) {
            snapshot.before(sql);
        }
        return session();
    }

    private Asking session() {
        if (session == null) {
            throw new IllegalStateException("this endpoint is declared not to touch the store");
        }
        return session;
    }

    /** Whether a failure leaves something to undo, in the database or in the batch's sums. */
    boolean wrote() {
        return wrote || sums != null;
    }

    Map<Sum, Long> sums() {
        return sums == null ? Map.of() : sums;
    }

    Map<String, Integer> signals() {
        return signals == null ? Map.of() : signals;
    }

    /** The next number and nothing besides; only a {@link #numberBy numbering} calls it. */
    public long plainNumber() {
        return number(COUNT, row -> row.number(1), owner().address(), numbers).orElseThrow();
    }

    /**
     * The same, but 0 for an owner who has no number yet, and so gets no row: for what strangers
     * may write, so that they fill no table with their names. Only a {@link #numberBy numbering}
     * calls it.
     */
    public long numberIfKnown() {
        return number(COUNT_IF_KNOWN, row -> row.number(1), owner().address()).orElse(0L);
    }

    static List<Object> parameters(Sum sum, long amount) {
        List<Object> parameters = new ArrayList<>(sum.key());
        parameters.add(amount);
        return parameters;
    }
}
