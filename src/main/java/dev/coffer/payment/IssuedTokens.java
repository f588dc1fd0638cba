package dev.coffer.payment;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The tokens that an account gave out by itself, as it sees them; not their signatures. */
public final class IssuedTokens {

    static final Table TABLE = Table.of("token", "id").expires("until_at");

    /** What was used of a caveat that counts, by all that was made of the token since. */
    public record Used(String caveat, long used, long limit) {}

    /** A token as its owner sees it. */
    public record Issued(
            String id,
            Optional<String> label,
            List<String> caveats,
            Instant issuedAt,
            Instant until,
            List<Used> used) {}

    private record Listed(
            String id, @Nullable String label, List<String> caveats, long issuedAt, long until) {}

    private final Tokens tokens;

    public IssuedTokens(Tokens tokens) {
        this.tokens = tokens;
    }

    /**
     * Writes down a token of the work's owner.
     *
     * @throws Problem 409 {@code too_many_tokens}
     */
    public void add(Tx tx, BearerToken token, Optional<String> label, long untilMs) {
        String owner = tx.owner().address();
        long there =
                tx.one(
                                "select count(*) from token where owner = ? and until_at > ?",
                                row -> row.number(1),
                                owner,
                                tx.now())
                        .orElse(0L);
        if (there >= TokenLimits.ACCOUNT_TOKENS.value()) {
            throw new Problem(
                            ErrorCode.TOO_MANY_TOKENS,
                            "The account has as many tokens as are kept; revoke one, or narrow one of them.")
                    .with("limit", TokenLimits.ACCOUNT_TOKENS.value());
        }
        tx.update(
                """
                insert into token (owner, id, label, caveats, issued_at, until_at)
                values (?, ?, ?, ?, ?, ?)\
                """,
                owner,
                token.id(),
                label.orElse(null),
                String.join("\n", token.caveats()),
                tx.now(),
                untilMs);
    }

    /** Those that are good, the earlier first. */
    public List<Issued> all(Tx tx, String owner) {
        return tx
                .all(
                        """
                        select id, label, caveats, issued_at, until_at from token
                        where owner = ? and until_at > ? order by issued_at, id limit ?\
                        """,
                        row ->
                                new Listed(
                                        row.text(1),
                                        row.textOrNull(2),
                                        List.of(row.text(3).split("\n", -1)),
                                        row.number(4),
                                        row.number(5)),
                        owner,
                        tx.now(),
                        TokenLimits.ACCOUNT_TOKENS.value())
                .stream()
                .flatMap(row -> shown(tx, owner, row))
                .toList();
    }

    private Stream<Issued> shown(Tx tx, String owner, Listed row) {
        return tokens.caps(owner, row.id(), row.caveats()).stream()
                .map(caps ->
                        new Issued(
                                row.id(),
                                Optional.ofNullable(row.label()),
                                row.caveats(),
                                Instant.ofEpochMilli(row.issuedAt()),
                                Instant.ofEpochMilli(row.until()),
                                caps.stream()
                                        .map(cap -> new Used(cap.line(), cap.used(tx), cap.most()))
                                        .toList()));
    }

    /** When one of an account's is over, in epoch milliseconds, if it is one of those. */
    static Optional<Long> untilMs(Tx tx, String owner, String id) {
        return tx.one(
                "select until_at from token where owner = ? and id = ?",
                row -> row.number(1),
                owner,
                id);
    }

    /** Takes one of the work's owner off the list. */
    public void remove(Tx tx, String id) {
        tx.update("delete from token where owner = ? and id = ?", tx.owner().address(), id);
    }
}
