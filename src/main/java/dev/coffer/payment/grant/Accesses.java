package dev.coffer.payment.grant;

import dev.coffer.endpoint.Json;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Price;
import dev.coffer.store.Row;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What others did among an owner's own, a line for each call and each operation of a batch. A line
 * is written in the transaction of what it tells of, reads too; one of a refusal, which has done
 * nothing, before that is answered. So nobody is answered whose call is not in it.
 *
 * <p>It is bounded: by time, and by how many there are, of which the newest stay.
 */
public final class Accesses {

    private static final long KEPT_MS = 1000 * GrantLimits.ACCESS_KEPT_SECONDS.value();

    static final Table TABLE =
            Table.of("accessed", "number").expires("at + " + KEPT_MS).since("at", "at");

    /**
     * What became of a call.
     *
     * @param outcome its status, and the code of a refusal
     * @param charge what it cost
     */
    public record Done(Touched call, String outcome, Optional<Price> charge) {}

    /** A line as its owner sees it. */
    public record Line(
            long number,
            Instant at,
            String grantee,
            long grant,
            String endpoint,
            List<String> names,
            String payer,
            Optional<Price> charge,
            String outcome) {}

    private Accesses() {}

    /** Writes down what was done on a visit to the work's owner. */
    public static void add(Tx tx, Visit visit, List<Done> calls) {
        Grant grant = visit.grant();
        String owner = grant.owner().address();
        long number =
                tx.one(
                                "select number from accessed where owner = ? order by number desc limit 1",
                                row -> row.number(1),
                                owner)
                        .orElse(0L);
        for (Done done : calls) {
            number++;
            tx.update(
                    """
                    insert into accessed
                        (owner, number, at, grantee, grant_id, endpoint, names, owner_pays, asset,
                        amount, outcome)
                    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
                    """,
                    owner,
                    number,
                    tx.now(),
                    grant.grantee().address(),
                    grant.id(),
                    done.call().endpoint().path(),
                    Json.MAPPER.writeValueAsString(done.call().names()),
                    grant.ownerPays() ? 1 : 0,
                    done.charge().map(price -> price.asset().symbol()).orElse(null),
                    done.charge().map(Price::amount).orElse(0L),
                    done.outcome());
        }
        tx.update(
                "delete from accessed where owner = ? and number <= ?",
                owner,
                number - GrantLimits.ACCOUNT_ACCESS_LINES.value());
    }

    /** An owner's, the later first, before one of them. */
    public static List<Line> page(Tx tx, String owner, long before, int most) {
        return tx.all(
                """
                select number, at, grantee, grant_id, endpoint, names, owner_pays, asset, amount,
                    outcome
                from accessed where owner = ? and number < ? and at > ?
                order by number desc limit ?\
                """,
                Accesses::line,
                owner,
                before,
                tx.now() - KEPT_MS,
                most);
    }

    private static Line line(Row row) {
        @Nullable String asset = row.textOrNull(8);
        return new Line(
                row.number(1),
                Instant.ofEpochMilli(row.number(2)),
                row.text(3),
                row.number(4),
                row.text(5),
                List.of(Json.MAPPER.readValue(row.text(6), String[].class)),
                row.number(7) == 1 ? "owner" : "grantee",
                asset == null
                        ? Optional.empty()
                        : Optional.of(new Price(Asset.required(asset), row.number(9))),
                row.text(10));
    }
}
