package dev.coffer.payment;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.util.List;
import java.util.Optional;

/**
 * A caveat that counts: charged calls, or what they cost in one asset. It counts under the digest
 * of the chain's signature with that caveat, so all tokens that are made of the one that got it
 * share its count, and none starts another.
 *
 * @param owner whose token it is
 * @param line the caveat
 * @param name that digest, in hex
 * @param asset the asset of what is spent; empty if calls are counted
 * @param most what is allowed in all, in smallest units or calls
 * @param untilMs when all tokens that share it are over
 */
record TokenCap(
        String owner, String line, String name, Optional<Asset> asset, long most, long untilMs)
        implements Cap {

    /**
     * A row that ends too early would give all of it again, so it keeps its time when the clock is
     * set back, as the tokens do.
     */
    static final Table TABLE = Table.of("token_cap", "cap").expires("expires_at");

    static Optional<TokenCap> of(String owner, BearerToken.Link link, long untilMs) {
        return switch (link.caveat()) {
            case Caveat.Calls(long most) ->
                    Optional.of(
                            new TokenCap(
                                    owner,
                                    link.line(),
                                    link.digest(),
                                    Optional.empty(),
                                    most,
                                    untilMs));
            case Caveat.Spend(long most, Asset asset) ->
                    Optional.of(
                            new TokenCap(
                                    owner,
                                    link.line(),
                                    link.digest(),
                                    Optional.of(asset),
                                    most,
                                    untilMs));
            default -> Optional.empty();
        };
    }

    @Override
    public void count(Tx tx, Asset in, long amount, int calls) {
        long more = cost(amount, calls);
        boolean counted =
                more == 0
                        || more <= most
                                && tx.number(
                                                """
                                                insert into token_cap (owner, cap, used, expires_at)
                                                values (?, ?, ?, ?)
                                                on conflict (owner, cap)
                                                do update set used = token_cap.used + excluded.used
                                                where token_cap.used + excluded.used <= ?
                                                returning used\
                                                """,
                                                row -> row.number(1),
                                                owner,
                                                name,
                                                more,
                                                untilMs,
                                                most)
                                        .isPresent();
        if (!counted) {
            throw reached(used(tx));
        }
    }

    @Override
    public void require(Tx tx, Bill bill) {
        long used = used(tx);
        if (used + cost(bill.sum().amount(), bill.calls()) > most) {
            throw reached(used);
        }
    }

    @Override
    public List<Price> debitable(List<Price> prices) {
        if (asset.isEmpty()) {
            return prices;
        }
        List<Price> same = prices.stream().filter(p -> p.asset() == asset.get()).toList();
        if (same.isEmpty() && !prices.isEmpty()) {
            throw BearerToken.notAllowed(line);
        }
        return same;
    }

    /** What was used of it. */
    long used(Tx tx) {
        return tx.one(
                        "select used from token_cap where owner = ? and cap = ?",
                        row -> row.number(1),
                        owner,
                        name)
                .orElse(0L);
    }

    private long cost(long amount, int calls) {
        return asset.isPresent() ? amount : calls;
    }

    private Problem reached(long used) {
        return new Problem(
                        ErrorCode.CAP_REACHED,
                        "The token's `%s` does not leave enough for this call; its owner can give another."
                                .formatted(line))
                .with("caveat", line)
                .with("limit", most)
                .with("used", used);
    }
}
