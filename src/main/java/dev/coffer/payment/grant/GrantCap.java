package dev.coffer.payment.grant;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Bill;
import dev.coffer.payment.Cap;
import dev.coffer.payment.Price;
import dev.coffer.store.Tx;

import java.util.List;

/** What an owner pays in all for the calls of a grant, and in that asset alone. */
public record GrantCap(Grant grant, Price most) implements Cap {

    @Override
    public void count(Tx tx, Asset asset, long amount, int calls) {
        boolean counted =
                tx.number(
                                """
                                update granted set spent = spent + ?
                                where owner = ? and id = ? and spent + ? <= most
                                returning spent\
                                """,
                                row -> row.number(1),
                                amount,
                                grant.owner().address(),
                                grant.id(),
                                amount)
                        .isPresent();
        if (!counted) {
            throw reached(spent(tx));
        }
    }

    @Override
    public void require(Tx tx, Bill bill) {
        long spent = spent(tx);
        if (spent + bill.sum().amount() > most.amount()) {
            throw reached(spent);
        }
    }

    @Override
    public List<Price> debitable(List<Price> prices) {
        List<Price> same = prices.stream().filter(p -> p.asset() == most.asset()).toList();
        if (same.isEmpty() && !prices.isEmpty()) {
            throw new Problem(
                            ErrorCode.GRANT_EXCEEDED,
                            "The owner pays for this in %s only.".formatted(most.asset().symbol()))
                    .with("owner", grant.owner().address())
                    .with("grant", grant.id())
                    .with("missing", "tokenType");
        }
        return same;
    }

    private long spent(Tx tx) {
        return tx.one(
                        "select spent from granted where owner = ? and id = ?",
                        row -> row.number(1),
                        grant.owner().address(),
                        grant.id())
                .orElse(0L);
    }

    private Problem reached(long spent) {
        return new Problem(
                        ErrorCode.GRANT_SPENT,
                        "What is left of what the owner pays does not cover this call; it can give another grant.")
                .with("owner", grant.owner().address())
                .with("grant", grant.id())
                .with("limit", most.amount())
                .with("used", spent);
    }
}
