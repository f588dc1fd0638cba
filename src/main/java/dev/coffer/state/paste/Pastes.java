package dev.coffer.state.paste;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.room.Names;
import dev.coffer.room.Quota;
import dev.coffer.store.Row;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Texts under codes that are unique over all owners. A paste that burns is given to exactly one
 * reader: whoever deletes its row.
 */
final class Pastes {

    static final Table TABLE =
            Table.of("paste", "code")
                    .expires("expires_at")
                    .since("created_at", "created_at", "expires_at")
                    .bytes("bytes");

    /** Without look-alikes. */
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

    static final int CODE_CHARS = 6;

    /** 26 of 31 letters: 128 bits that nobody guesses. */
    static final int UNGUESSABLE_CHARS = 26;

    private static final int TRIES = 10;

    record Paste(
            String owner,
            String code,
            long number,
            long createdAtMs,
            long expiresAtMs,
            boolean burns,
            long bytes,
            Optional<String> language,
            byte[] content) {}

    private static final String COLUMNS =
            "owner, code, number, created_at, expires_at, burn, bytes, language, content";

    private final Names names = new Names("paste");
    private final Quota quota;
    private final RandomGenerator random;

    Pastes(Quota quota, RandomGenerator random) {
        this.quota = quota;
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

    Paste create(Tx tx, PasteInputs.Create in) {
        byte[] content = in.content();
        quota.require(tx, 1, content.length);
        long expiresAtMs = tx.now() + in.ttlSeconds() * 1000;
        String owner = tx.owner().address();
        Paste paste =
                new Paste(
                        owner,
                        freeCode(tx, in.unguessable(), expiresAtMs),
                        tx.sequence(),
                        tx.now(),
                        expiresAtMs,
                        in.burn(),
                        content.length,
                        in.language(),
                        content);
        // The same code of one's own may stand there expired, not swept yet.
        tx.change(
                        "delete from paste where owner = ? and code = ? returning bytes",
                        row -> row.number(1),
                        owner,
                        paste.code())
                .ifPresent(bytes -> quota.add(tx, -1, -bytes));
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
                paste.burns() ? 1 : 0,
                paste.bytes(),
                paste.language().orElse(null),
                content);
        quota.take(tx, 1, content.length);
        return paste;
    }

    private String freeCode(Tx tx, boolean unguessable, long expiresAtMs) {
        for (int i = 0; i < TRIES; i++) {
            String code = newCode(unguessable);
            if (names.take(tx, code, expiresAtMs)) {
                return code;
            }
        }
        throw new Problem(ErrorCode.NO_FREE_CODE, "No free code was found; try again.")
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
            quota.addFor(tx, paste.owner(), -1, -paste.bytes());
        }
        return taken;
    }

    /** An owner's pastes, the newest first. */
    List<Paste> list(Tx tx, String owner, Optional<Long> before, int limit) {
        return tx.all(
                """
                select owner, code, number, created_at, expires_at, burn, bytes, language, ''
                from paste where owner = ? and number < ? and expires_at > ?
                order by number desc limit ?\
                """,
                row -> paste(row, new byte[0]),
                owner,
                before.orElse(Long.MAX_VALUE),
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
                Optional.ofNullable(row.textOrNull(8)),
                content);
    }
}
