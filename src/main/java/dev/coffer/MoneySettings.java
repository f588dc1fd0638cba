package dev.coffer;

import dev.coffer.payment.Rail;
import dev.coffer.payment.stacks.Sponsoring;

import java.util.List;
import java.util.Optional;

/**
 * What an operator says of the money that is taken, besides prices.
 *
 * @param rails the chains on which it is paid, beside the devnet if there is one; EVM first
 * @param facilitates whether payments to others are verified and settled too
 * @param checklist what is required of a start; nothing, if there is none
 * @param onDevnet who pays the fees of payments there
 */
public record MoneySettings(
        List<Rail> rails,
        boolean facilitates,
        Optional<Checklist> checklist,
        Optional<Sponsoring> onDevnet) {

    public MoneySettings {
        rails = List.copyOf(rails);
    }

    /** On no chain but the devnet's. */
    public static MoneySettings usual() {
        return new MoneySettings(List.of(), false, Optional.empty(), Optional.empty());
    }

    public MoneySettings paidOn(List<Rail> others) {
        return new MoneySettings(others, facilitates, checklist, onDevnet);
    }

    /** With payments to others verified and settled too. */
    public MoneySettings facilitating() {
        return new MoneySettings(rails, true, checklist, onDevnet);
    }

    /** With fees paid on the devnet, too. */
    public MoneySettings sponsoring(Sponsoring sponsor) {
        return new MoneySettings(rails, facilitates, checklist, Optional.of(sponsor));
    }
}
