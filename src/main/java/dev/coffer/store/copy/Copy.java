package dev.coffer.store.copy;

import dev.coffer.store.Session;
import dev.coffer.store.StoreException;
import dev.coffer.store.Tx;
import dev.coffer.store.Work;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ObjLongConsumer;

/**
 * Copies a store into an empty one, table by table in the order of their keys. What was copied is
 * counted at the target in the same transactions, so the same copy begun again goes on there. It is
 * complete when both ends were read once more and agree, and not before.
 */
public final class Copy {

    /** Rows of one transaction: its fsync is then a small part of its time. */
    private static final int BATCH_ROWS = 5_000;

    /** Where a batch ends before that; its last row comes on top, however large it is. */
    private static final long BATCH_BYTES = 4 << 20;

    private final End from;
    private final End to;
    private final List<CopiedTable> tables;
    private final Marker marker;

    private Copy(End from, End to, List<CopiedTable> tables, Marker marker) {
        this.from = from;
        this.to = to;
        this.tables = tables;
        this.marker = marker;
    }

    /**
     * Marks the target as one of a copy that is not complete.
     *
     * @throws StoreException.Unavailable if it is neither empty nor of the same copy
     */
    public static Copy open(End from, End to) {
        return telling(() -> {
            Marker.refuse(from.session(), from.dialect());
            List<CopiedTable> tables = from.tables();
            if (!new HashSet<>(tables).equals(new HashSet<>(to.tables()))) {
                throw new IllegalStateException("the two schemas differ");
            }
            Marker marker = Marker.open(to, identity(from, tables), tables);
            // Once more: a node that came before the mark did not see it.
            to.requireAlone();
            return new Copy(from, to, tables, marker);
        });
    }

    /** A store is known by its own keys, made at random at its first start. */
    private static byte[] identity(End end, List<CopiedTable> tables)
            throws SQLException, IOException {
        for (CopiedTable table : tables) {
            if (table.name().equals("secret")) {
                return HexFormat.of().parseHex(Contents.of(end, table).sha256());
            }
        }
        throw new IllegalStateException("a schema without keys");
    }

    /**
     * Copies what is not copied yet.
     *
     * @param progress hears of each batch: the table, and how many of its rows are copied
     */
    public void transfer(ObjLongConsumer<String> progress) {
        telling(() -> {
            for (CopiedTable table : tables) {
                transfer(table, progress);
            }
            return true;
        });
    }

    private void transfer(CopiedTable table, ObjLongConsumer<String> progress)
            throws SQLException, IOException {
        try (Rows rows = from.rows(table, marker.last(table))) {
            List<Tuple> batch = new ArrayList<>();
            while (fill(batch, rows)) {
                marker.advance(table, batch.size(), table.keyOf(batch.getLast()));
                to.append(table, batch);
                to.session().commit();
                progress.accept(table.name(), marker.rows(table));
                batch.clear();
            }
        }
    }

    /** False if there is nothing more. */
    private static boolean fill(List<Tuple> batch, Rows rows) throws SQLException, IOException {
        long bytes = 0;
        while (batch.size() < BATCH_ROWS && bytes < BATCH_BYTES) {
            Optional<Tuple> row = rows.next();
            if (row.isEmpty()) {
                break;
            }
            batch.add(row.get());
            bytes += row.get().size();
        }
        return !batch.isEmpty();
    }

    /**
     * Reads both ends once more and, if they agree, takes the mark from the target.
     *
     * @param sums what else must be equal at both ends
     */
    public <S> Report<S> verify(Work<S> sums) {
        return telling(() -> {
            Report<S> report;
            try (ExecutorService beside = Executors.newSingleThreadExecutor()) {
                Future<List<Contents>> target = beside.submit(() -> contents(to));
                List<Contents> source = contents(from);
                report = report(source, target.get(), sums);
            }
            if (report.agrees()) {
                marker.remove();
            }
            return report;
        });
    }

    private List<Contents> contents(End end) throws SQLException, IOException {
        List<Contents> contents = new ArrayList<>();
        for (CopiedTable table : tables) {
            contents.add(Contents.of(end, table));
        }
        return contents;
    }

    private <S> Report<S> report(List<Contents> source, List<Contents> target, Work<S> sums) {
        List<Report.Compared> compared = new ArrayList<>();
        for (int i = 0; i < tables.size(); i++) {
            compared.add(new Report.Compared(tables.get(i).name(), source.get(i), target.get(i)));
        }
        return new Report<>(
                compared,
                sums.run(Tx.reading(from.session(), 0)),
                sums.run(Tx.reading(to.session(), 0)));
    }

    /** What went wrong in the words of a person who can do something about it. */
    private static <T> T telling(Callable<T> step) {
        try {
            return step.call();
        } catch (Exception e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            switch (cause) {
                case Session.Failed failed -> throw stopped(failed.sql());
                case RuntimeException other -> throw other;
                case SQLException sql -> throw stopped(sql);
                // The driver's streams say what the server said only in their causes.
                case IOException io when io.getCause() instanceof SQLException sql ->
                        throw stopped(sql);
                case IOException io -> throw stopped(io);
                case null, default -> throw new IllegalStateException(cause);
            }
        }
    }

    private static StoreException stopped(Exception why) {
        return StoreException.Unavailable.because(
                "the copy stopped, and the same command goes on from there", why);
    }
}
