package dev.coffer.payment.stacks;

import dev.coffer.payment.Price;
import dev.coffer.payment.Sponsor;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.Requirement;
import dev.coffer.stacks.Wallet;

import java.util.Optional;

/**
 * Whose money pays the fees of payments on a Stacks network, and of which.
 *
 * @param wallet empty for one that the devnet makes itself
 */
public record Sponsoring(Optional<Wallet> wallet, Sponsor.Terms terms) {

    public static Sponsoring by(Wallet wallet, Sponsor.Terms terms) {
        return new Sponsoring(Optional.of(wallet), terms);
    }

    Sponsor of(StacksTokens tokens, Principal payTo) {
        return new Sponsor(
                wallet.orElseThrow(),
                new Requirement(
                        tokens.network(),
                        payTo,
                        terms.assets().stream()
                                .sorted()
                                .map(asset -> tokens.accepted(new Price(asset, 0)))
                                .toList(),
                        0),
                terms);
    }
}
