package dev.coffer.payment.grant;

import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.util.List;

/**
 * Where the grants are that somebody was given. A grantee's rows are written by its granters'
 * works, each its own, so that no two of them ever meet at one.
 */
public final class ReceivedGrants {

    static final Table TABLE = Table.of("received_grant", "granter", "id").expires("until_at");

    /** Where a grant is. */
    private record Place(String granter, long id) {}

    private ReceivedGrants() {}

    static void add(Tx tx, Grant grant) {
        tx.update(
                "insert into received_grant (owner, granter, id, until_at) values (?, ?, ?, ?)",
                grant.grantee().address(),
                grant.owner().address(),
                grant.id(),
                grant.untilMs().orElse(null));
    }

    static void remove(Tx tx, String grantee, String granter, long id) {
        tx.update(
                "delete from received_grant where owner = ? and granter = ? and id = ?",
                grantee,
                granter,
                id);
    }

    /** Those in force, by granter and id, after one of them. */
    public static List<Grant> page(Tx tx, String grantee, String granter, long after, int most) {
        return tx
                .all(
                        """
                        select granter, id from received_grant
                        where owner = ? and (granter, id) > (?, ?)
                            and (until_at is null or until_at > ?)
                        order by granter, id limit ?\
                        """,
                        row -> new Place(row.text(1), row.number(2)),
                        grantee,
                        granter,
                        after,
                        tx.now(),
                        most)
                .stream()
                .flatMap(place -> GivenGrants.one(tx, place.granter(), place.id()).stream())
                .toList();
    }
}
