package dev.coffer.state.sync;

import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.room.Page;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What the lock endpoints take. */
final class SyncInputs {

    private static final long MOST_WAIT_MS = TimeUnit.SECONDS.toMillis(Limits.WAIT_SECONDS.value());

    private static final Field<String> NAME =
            Field.text("name", 1, Limits.LOCK_NAME_CHARS, "The lock's name.");
    private static final Field<Long> TTL_MS =
            Field.whole(
                            "ttl",
                            SyncLimits.LOCK_TTL_MIN_SECONDS.value(),
                            SyncLimits.LOCK_TTL_MAX_SECONDS.value(),
                            "Seconds from now after which it runs out.")
                    .orElse(SyncLimits.LOCK_TTL_DEFAULT_SECONDS.value())
                    .map(TimeUnit.SECONDS::toMillis);
    private static final Field<String> TOKEN =
            Field.text("token", 1, 64, "The token that came with the lock.");

    /** How long to wait in line. */
    record Patience(boolean waits, Optional<Long> timeoutMs) {

        Patience {
            if (timeoutMs.isPresent() && !waits) {
                throw Problem.invalid("timeout", "goes with `wait`");
            }
        }

        long ms() {
            return waits ? timeoutMs.orElse(MOST_WAIT_MS) : 0;
        }
    }

    record Lock(String name, long ttlMs, Patience patience, Optional<String> holder) {
        static final Shape<Lock> SHAPE =
                Shape.of(
                        Lock::new,
                        NAME,
                        TTL_MS,
                        Shape.of(
                                Patience::new,
                                Field.flag("wait", "True: wait in line if it is held."),
                                Field.whole(
                                                "timeout",
                                                0,
                                                MOST_WAIT_MS,
                                                "Milliseconds to wait at most; 30,000 if it is left out.")
                                        .optional()),
                        Field.text(
                                        "holder",
                                        1,
                                        SyncLimits.LOCK_HOLDER_CHARS,
                                        "What the holder calls itself, for others to see.")
                                .optional());
    }

    record Unlock(String name, String token) {
        static final Shape<Unlock> SHAPE = Shape.of(Unlock::new, NAME, TOKEN);
    }

    record Extend(String name, String token, long ttlMs) {
        static final Shape<Extend> SHAPE = Shape.of(Extend::new, NAME, TOKEN, TTL_MS);
    }

    record Named(String name) {
        static final Shape<Named> SHAPE = Shape.of(Named::new, NAME);
    }

    /** A page that goes on after the name of a lock. */
    static final Shape<Page.Asked<String>> LIST = Page.asked(cursor -> cursor.text(0, 1));

    private SyncInputs() {}
}
