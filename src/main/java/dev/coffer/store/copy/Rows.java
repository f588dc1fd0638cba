package dev.coffer.store.copy;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/** The rows of a table, one at a time, of which it keeps none. */
public interface Rows extends AutoCloseable {

    /** The next row; empty behind the last, however often. */
    Optional<Tuple> next() throws SQLException, IOException;

    @Override
    void close() throws SQLException, IOException;
}
