package dev.coffer.state.sql;

import dev.coffer.endpoint.Effect;
import dev.coffer.room.Quota;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The owners' databases as the store has them: the truth, of which files are copies. */
final class SqlPages {

    static final Table DATABASES = Table.of("sql_database").bytes("bytes");
    static final Table PAGES = Table.of("sql_page", "page");

    /** Pages in one statement: a change of one, of a few, of many. */
    private static final int[] AT_ONCE = {64, 8, 1};

    /** Pages that are read at once. */
    private static final int READ_AT_ONCE = 256;

    /** Which state of a database the store has. */
    record Current(String stamp, int pages) {
        static final Current NONE = new Current("", 0);
    }

    record Page(int number, byte[] bytes) {}

    /** Takes pages, in their order. */
    @FunctionalInterface
    interface Sink {
        void accept(Page page);
    }

    private final Quota quota;

    SqlPages(Quota quota) {
        this.quota = quota;
    }

    Current current(Tx tx, String owner) {
        return tx.one(
                        "select stamp, pages from sql_database where owner = ?",
                        row -> new Current(row.text(1), (int) row.number(2)),
                        owner)
                .orElse(Current.NONE);
    }

    /** Reads all pages of a state; to be called in the work that found it. */
    void read(Tx tx, String owner, Sink sink) {
        long after = 0;
        List<Page> some;
        do {
            some =
                    tx.all(
                            """
                            select page, bytes from sql_page where owner = ? and page > ?
                            order by page limit ?\
                            """,
                            row -> new Page((int) row.number(1), row.bytes(2)),
                            owner,
                            after,
                            READ_AT_ONCE);
            for (Page page : some) {
                sink.accept(page);
                after = page.number();
            }
        } while (some.size() == READ_AT_ONCE);
    }

    /**
     * Makes a change.
     *
     * @throws Effect.Stale if it was made to another state than the store has
     */
    void write(Tx tx, SqlChange change) {
        String owner = tx.owner().address();
        long bytes = (long) change.pages() * SqlImage.PAGE_BYTES;
        long more = bytes - (long) change.basePages() * SqlImage.PAGE_BYTES;
        boolean first = change.base().isEmpty();
        quota.require(tx, first ? 1 : 0, more);
        if (!(first ? made(tx, owner, change, bytes) : moved(tx, owner, change, bytes))) {
            throw new Effect.Stale();
        }
        put(tx, owner, change.changed());
        if (change.pages() < change.basePages()) {
            tx.update("delete from sql_page where owner = ? and page > ?", owner, change.pages());
        }
        quota.take(tx, first ? 1 : 0, more);
    }

    /** The owner's number is the version: it is taken by the statement itself. */
    private static boolean made(Tx tx, String owner, SqlChange change, long bytes) {
        return tx.update(
                        """
                        insert into sql_database (owner, stamp, version, pages, bytes, updated_at)
                        values (?, ?, ?, ?, ?, ?) on conflict (owner) do nothing\
                        """,
                        owner,
                        change.stamp(),
                        tx.sequence(),
                        change.pages(),
                        bytes,
                        tx.now())
                == 1;
    }

    private static boolean moved(Tx tx, String owner, SqlChange change, long bytes) {
        return tx.update(
                        """
                        update sql_database
                        set stamp = ?, version = ?, pages = ?, bytes = ?, updated_at = ?
                        where owner = ? and stamp = ?\
                        """,
                        change.stamp(),
                        tx.sequence(),
                        change.pages(),
                        bytes,
                        tx.now(),
                        owner,
                        change.base())
                == 1;
    }

    private static void put(Tx tx, String owner, Map<Integer, byte[]> changed) {
        List<Map.Entry<Integer, byte[]>> left = List.copyOf(changed.entrySet());
        for (int atOnce : AT_ONCE) {
            while (left.size() >= atOnce) {
                List<Object> parameters = new ArrayList<>(3 * atOnce);
                for (Map.Entry<Integer, byte[]> page : left.subList(0, atOnce)) {
                    Collections.addAll(parameters, owner, page.getKey(), page.getValue());
                }
                tx.update(put(atOnce), parameters.toArray());
                left = left.subList(atOnce, left.size());
            }
        }
    }

    private static String put(int pages) {
        return "insert into sql_page (owner, page, bytes) values "
                + String.join(", ", Collections.nCopies(pages, "(?, ?, ?)"))
                + " on conflict (owner, page) do update set bytes = excluded.bytes";
    }
}
