package dev.coffer.state.sync;

import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.room.Cursor;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What the lock endpoints take. */
final class SyncInputs {

    private static final long MOST_WAIT_MS = TimeUnit.SECONDS.toMillis(Limits.WAIT_SECONDS);

    private static final Field<String> NAME =
            Field.text("name", 1, Limits.LOCK_NAME_CHARS, "The lock's name.");
    private static final Field<Long> TTL =
            Field.whole(
                            "ttl",
                            Limits.LOCK_TTL_MIN_SECONDS,
                            Limits.LOCK_TTL_MAX_SECONDS,
                            "Seconds from now after which it runs out.")
                    .orElse(Limits.LOCK_TTL_DEFAULT_SECONDS);
    private static final Field<Boolean> WAIT =
            Field.flag("wait", "True: wait in line if it is held.");
    private static final Field<Optional<Long>> TIMEOUT =
            Field.whole(
                            "timeout",
                            0,
                            MOST_WAIT_MS,
                            "Milliseconds to wait at most; 30,000 if it is left out.")
                    .optional();
    private static final Field<Optional<String>> HOLDER =
            Field.text(
                            "holder",
                            1,
                            Limits.LOCK_HOLDER_CHARS,
                            "What the holder calls itself, for others to see.")
                    .optional();
    private static final Field<String> TOKEN =
            Field.text("token", 1, 64, "The token that came with the lock.");
    private static final Field<Long> LIMIT =
            Field.whole("limit", 1, Limits.PAGE_MAX, "Entries of the page at most.")
                    .orElse((long) Limits.PAGE_DEFAULT);

    record Lock(String name, long ttlMs, long waitsMs, Optional<String> holder) {}

    record Unlock(String name, String token) {}

    record Extend(String name, String token, long ttlMs) {}

    record ListLocks(int limit, String after) {}

    private SyncInputs() {}

    static Shape<Lock> lock() {
        return Shape.of(
                in -> {
                    if (in.get(TIMEOUT).isPresent() && !in.get(WAIT)) {
                        throw Problem.invalid("timeout", "goes with `wait`");
                    }
                    long waitsMs = in.get(WAIT) ? in.get(TIMEOUT).orElse(MOST_WAIT_MS) : 0;
                    return new Lock(
                            in.get(NAME),
                            TimeUnit.SECONDS.toMillis(in.get(TTL)),
                            waitsMs,
                            in.get(HOLDER));
                },
                NAME,
                TTL,
                WAIT,
                TIMEOUT,
                HOLDER);
    }

    static Shape<Unlock> unlock() {
        return Shape.of(in -> new Unlock(in.get(NAME), in.get(TOKEN)), NAME, TOKEN);
    }

    static Shape<Extend> extend() {
        return Shape.of(
                in ->
                        new Extend(
                                in.get(NAME),
                                in.get(TOKEN),
                                TimeUnit.SECONDS.toMillis(in.get(TTL))),
                NAME,
                TOKEN,
                TTL);
    }

    static Shape<String> name() {
        return Shape.of(in -> in.get(NAME), NAME);
    }

    static Shape<ListLocks> list() {
        return Shape.of(
                in ->
                        new ListLocks(
                                in.get(LIMIT).intValue(),
                                in.get(Cursor.FIELD)
                                        .map(cursor -> Cursor.parts(cursor, 1).getFirst())
                                        .orElse("")),
                LIMIT,
                Cursor.FIELD);
    }
}
