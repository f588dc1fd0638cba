package dev.coffer;

import dev.coffer.payment.Rail;
import dev.coffer.state.links.LinkSettings;
import dev.coffer.state.memory.embed.Models;

import java.util.List;
import java.util.Optional;

/**
 * What an operator says about single rooms, besides limits and prices.
 *
 * @param links whom short links may lead to, and where callers come from
 * @param models what reads memories
 * @param reach what is reached outside
 * @param operatorKey by which the operator judges what callers put into the directory
 * @param rails the chains on which it is paid, beside the devnet if there is one; EVM first
 */
public record Settings(
        LinkSettings links,
        Models models,
        Reach reach,
        Optional<String> operatorKey,
        List<Rail> rails) {

    public static Settings usual() {
        return new Settings(
                LinkSettings.usual(), Models.inside(), Reach.usual(), Optional.empty(), List.of());
    }

    public Settings with(LinkSettings others) {
        return new Settings(others, models, reach, operatorKey, rails);
    }

    public Settings with(Models others) {
        return new Settings(links, others, reach, operatorKey, rails);
    }

    public Settings with(Reach other) {
        return new Settings(links, models, other, operatorKey, rails);
    }

    public Settings operatedBy(Optional<String> key) {
        return new Settings(links, models, reach, key, rails);
    }

    public Settings paidOn(List<Rail> others) {
        return new Settings(links, models, reach, operatorKey, others);
    }
}
