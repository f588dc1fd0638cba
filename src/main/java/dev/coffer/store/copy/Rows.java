package dev.coffer.store.copy;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/** The rows of a table, one at a time: no more than one of them is in memory. */
public interface Rows extends AutoCloseable {

    /** The next row; empty behind the last. */
    Optional<Tuple> next() throws SQLException, IOException;

    @Override
    void close() throws SQLException, IOException;
}
