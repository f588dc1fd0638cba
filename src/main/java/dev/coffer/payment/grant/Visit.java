package dev.coffer.payment.grant;

import dev.coffer.store.Tx;

import java.util.List;

/**
 * A call that is made by a grant.
 *
 * @param touched what it does: one at least, all of it covered by the grant
 */
public record Visit(Grant grant, List<Touched> touched) {

    /**
     * Looks whether the grant stands, in the transaction of the call: its owner's works are one
     * after another on all nodes, so once a revocation is answered no call gets past this.
     *
     * @throws dev.coffer.endpoint.Problem 403 {@code grant_required}
     */
    public void require(Tx tx) {
        tx.one(
                        """
                        select id from granted
                        where owner = ? and id = ? and (until_at is null or until_at > ?)\
                        """,
                        row -> row.number(1),
                        grant.owner().address(),
                        grant.id(),
                        tx.now())
                .orElseThrow(() -> Grants.required(grant.owner(), grant.capability()));
    }
}
