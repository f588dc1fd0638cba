package dev.coffer.state.paste;

import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.room.Expiring;
import dev.coffer.room.Names;
import dev.coffer.room.Quota;
import dev.coffer.store.Owner;
import dev.coffer.store.Row;
import dev.coffer.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Texts under codes that are unique over all owners. A paste that burns is given to exactly one
 * reader: whoever deletes its row.
 */
final class Pastes implements Expiring<Pastes.Key> {

    /** Without look-alikes. */
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

    static final int CODE_CHARS = 6;

    /** 26 of 31 letters: 128 bits that nobody guesses. */
    static final int UNGUESSABLE_CHARS = 26;

    private static final int TRIES = 10;
    private static final Quota QUOTA = new Quota("paste", Limits.OWNER_ROWS, Limits.OWNER_BYTES);

    record Key(String owner, String code) {}

    record Paste(
            String owner,
            String code,
            long number,
            long createdAtMs,
            long expiresAtMs,
            boolean burns,
            long bytes,
            @Nullable String language,
            byte[] content) {}

    private static final String COLUMNS =
            "owner, code, number, created_at, expires_at, burn, bytes, language, content";

    private final Names names = new Names("paste");
    private final RandomGenerator random;

    Pastes(RandomGenerator random) {
        this.random = random;
    }

    static boolean isCode(String code) {
        return (code.length() == CODE_CHARS || code.length() == UNGUESSABLE_CHARS)
                && code.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0);
    }

    /** A code for a new paste, random. */
    String newCode(boolean unguessable) {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < (unguessable ? UNGUESSABLE_CHARS : CODE_CHARS); i++) {
            code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }

    Paste create(
            Tx tx,
            byte[] content,
            @Nullable String language,
            long ttlSeconds,
            boolean burns,
            boolean unguessable) {
        QUOTA.require(tx, 1, content.length);
        long expiresAtMs = tx.now() + ttlSeconds * 1000;
        String owner = tx.owner().address();
        Paste paste =
                new Paste(
                        owner,
                        freeCode(tx, unguessable, expiresAtMs),
                        tx.sequence(),
                        tx.now(),
                        expiresAtMs,
                        burns,
                        content.length,
                        language,
                        content);
        // The same code of one's own may stand there expired, not swept yet.
        tx.change(
                        "delete from paste where owner = ? and code = ? returning bytes",
                        row -> row.number(1),
                        owner,
                        paste.code())
                .ifPresent(bytes -> QUOTA.add(tx, -1, -bytes));
        tx.update(
                """
                insert into paste (owner, code, number, created_at, expires_at, burn, bytes,
                    language, content)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)\
                """,
                owner,
                paste.code(),
                paste.number(),
                paste.createdAtMs(),
                expiresAtMs,
                burns ? 1 : 0,
                paste.bytes(),
                language,
                content);
        QUOTA.add(tx, 1, content.length);
        return paste;
    }

    private String freeCode(Tx tx, boolean unguessable, long expiresAtMs) {
        for (int i = 0; i < TRIES; i++) {
            String code = newCode(unguessable);
            if (names.take(tx, code, expiresAtMs)) {
                return code;
            }
        }
        throw new Problem(503, "no_free_code", "No free code was found; try again.")
                .retryAfterMs(1000);
    }

    /** Looks at a paste without burning it. */
    Optional<Paste> find(Tx tx, String code) {
        return names.owner(tx, code)
                .flatMap(owner ->
                        tx.one(
                                "select "
                                        + COLUMNS
                                        + """
                                         from paste
                                        where owner = ? and code = ?
                                            and expires_at > ?\
                                        """,
                                Pastes::paste,
                                owner,
                                code,
                                tx.now()));
    }

    /** Takes a paste away; empty for everybody but the first. */
    Optional<Paste> take(Tx tx, Paste paste) {
        Optional<Paste> taken =
                tx.change(
                        "delete from paste where owner = ? and code = ? and number = ? returning "
                                + COLUMNS,
                        Pastes::paste,
                        paste.owner(),
                        paste.code(),
                        paste.number());
        if (taken.isPresent()) {
            names.release(tx, paste.code());
            QUOTA.addFor(tx, paste.owner(), -1, -paste.bytes());
        }
        return taken;
    }

    /** An owner's pastes, the newest first. */
    List<Paste> list(Tx tx, String owner, long beforeNumber, int limit) {
        return tx.all(
                """
                select owner, code, number, created_at, expires_at, burn, bytes, language, ''
                from paste where owner = ? and number < ? and expires_at > ?
                order by number desc limit ?\
                """,
                row -> paste(row, new byte[0]),
                owner,
                beforeNumber,
                tx.now(),
                limit);
    }

    private static Paste paste(Row row) {
        return paste(row, row.bytes(9));
    }

    private static Paste paste(Row row, byte[] content) {
        return new Paste(
                row.text(1),
                row.text(2),
                row.number(3),
                row.number(4),
                row.number(5),
                row.number(6) == 1,
                row.number(7),
                row.textOrNull(8),
                content);
    }

    @Override
    public Page<Key> scan(Tx tx, Optional<Key> after, int rows) {
        record Seen(Key key, long expiresAtMs) {}
        Key from = after.orElse(new Key("", ""));
        List<Seen> seen =
                tx.all(
                        """
                        select owner, code, expires_at from paste
                        where (owner, code) > (?, ?) order by owner, code limit ?\
                        """,
                        row -> new Seen(new Key(row.text(1), row.text(2)), row.number(3)),
                        from.owner(),
                        from.code(),
                        rows);
        return new Page<>(
                seen.stream().filter(s -> s.expiresAtMs() <= tx.now()).map(Seen::key).toList(),
                seen.size() < rows ? Optional.empty() : Optional.of(seen.getLast().key()));
    }

    @Override
    public Owner owner(Key key) {
        return new Owner(key.owner());
    }

    @Override
    public void remove(Tx tx, List<Key> keys) {
        for (Key key : keys) {
            tx.change(
                            """
                            delete from paste where owner = ? and code = ? and expires_at <= ?
                            returning bytes\
                            """,
                            row -> row.number(1),
                            key.owner(),
                            key.code(),
                            tx.now())
                    .ifPresent(bytes -> QUOTA.add(tx, -1, -bytes));
            names.releaseExpired(tx, key.code());
        }
    }
}
