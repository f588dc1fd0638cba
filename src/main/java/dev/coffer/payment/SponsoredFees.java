package dev.coffer.payment;

import dev.coffer.store.Tx;

import java.util.List;

/**
 * What a sponsor signed for: each of its nonces costs it one fee, once whatever it was signed into
 * is mined.
 *
 * @param fees in the smallest unit of the fee's coin
 */
public record SponsoredFees(String network, String sponsor, long count, long fees) {

    public static List<SponsoredFees> of(Tx tx) {
        return tx.all(
                """
                select network, owner, count(*), cast(sum(fee) as bigint) from sponsored
                group by network, owner order by network, owner\
                """,
                row -> new SponsoredFees(row.text(1), row.text(2), row.number(3), row.number(4)));
    }
}
