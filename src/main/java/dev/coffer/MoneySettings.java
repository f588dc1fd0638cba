package dev.coffer;

import dev.coffer.payment.Rail;

import java.util.List;
import java.util.Optional;

/**
 * What an operator says of the money that is taken, besides prices.
 *
 * @param rails the chains on which it is paid, beside the devnet if there is one; EVM first
 * @param checklist what is required of a start; nothing, if there is none
 */
public record MoneySettings(List<Rail> rails, Optional<Checklist> checklist) {

    public MoneySettings {
        rails = List.copyOf(rails);
    }

    /** On no chain but the devnet's. */
    public static MoneySettings usual() {
        return new MoneySettings(List.of(), Optional.empty());
    }

    public MoneySettings paidOn(List<Rail> others) {
        return new MoneySettings(others, checklist);
    }
}
