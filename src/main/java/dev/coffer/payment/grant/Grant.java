package dev.coffer.payment.grant;

import dev.coffer.payment.Price;
import dev.coffer.store.Owner;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an owner lets another address do among what is its own: rights that are a row. Nothing of it
 * changes but what was spent, until it is revoked or over.
 *
 * @param id the number of the owner's work that gave it
 * @param capability the name of the room whose endpoints it is for
 * @param prefix what all names must begin with that a call is about; a call about none is out
 * @param ownerPays who is charged: the owner, or the grantee
 * @param most what the owner pays in all, and in which asset
 * @param spent of that
 * @param untilMs when it ends, in epoch milliseconds
 */
public record Grant(
        long id,
        Owner owner,
        Owner grantee,
        String capability,
        Optional<String> prefix,
        Set<Verb> verbs,
        boolean ownerPays,
        Optional<Price> most,
        long spent,
        long givenAtMs,
        Optional<Long> untilMs) {

    /** What it lacks for a call of its capability, as refusals name it; empty if it covers it. */
    Optional<String> missing(Touched call) {
        if (!verbs.contains(Verb.of(call.endpoint()))) {
            return Optional.of("verb");
        }
        boolean within =
                prefix.isEmpty()
                        || !call.names().isEmpty()
                                && call.names().stream().allMatch(n -> n.startsWith(prefix.get()));
        return within ? Optional.empty() : Optional.of("prefix");
    }

    /** Whether what is left to spend covers one of these prices. */
    boolean leaves(List<Price> prices) {
        return most.isEmpty()
                || prices.stream()
                        .anyMatch(price ->
                                price.asset() == most.get().asset()
                                        && spent + price.amount() <= most.get().amount());
    }
}
