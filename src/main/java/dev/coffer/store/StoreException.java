package dev.coffer.store;

import org.jspecify.annotations.Nullable;

/** The store could not do a work for a reason that is not the work's own. Nothing was changed. */
public abstract sealed class StoreException extends RuntimeException {

    private StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Too many works wait, of all owners or of this one. Try again after a moment. */
    public static final class Overloaded extends StoreException {
        public Overloaded(String message) {
            super(message, null);
        }
    }

    /** The database can't be reached or written: closed, full, failing. */
    public static final class Unavailable extends StoreException {
        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
