package dev.coffer.store;

import org.jspecify.annotations.Nullable;

/**
 * The store could not do a work for a reason that is not the work's own. Nothing was changed, but
 * for {@link InDoubt}.
 */
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

    /** The commit was sent and no answer came in time: the work may be done, or not. */
    public static final class InDoubt extends StoreException {
        public InDoubt(@Nullable Throwable cause) {
            super("whether it was committed is not known", cause);
        }
    }

    /** The database can't be reached or written: closed, full, failing. */
    public static final class Unavailable extends StoreException {
        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        public Unavailable(String message) {
            this(message, null);
        }

        /** Says why in one line. */
        public static Unavailable because(String message, Throwable cause) {
            return new Unavailable(message + ": " + Causes.of(cause), cause);
        }
    }
}
