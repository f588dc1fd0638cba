package dev.coffer;

import dev.coffer.observe.Observing;
import dev.coffer.state.links.LinkSettings;
import dev.coffer.state.memory.embed.Models;

import java.util.Optional;

/**
 * What an operator says about single rooms, besides limits and prices.
 *
 * @param links whom short links may lead to, and where callers come from
 * @param models what reads memories
 * @param reach what is reached outside
 * @param operatorKey by which the operator judges what callers put into the directory
 * @param observing by what the operator sees how the service does
 */
public record Settings(
        LinkSettings links,
        Models models,
        Reach reach,
        Optional<String> operatorKey,
        Observing observing) {

    public static Settings usual() {
        return new Settings(
                LinkSettings.usual(),
                Models.inside(),
                Reach.usual(),
                Optional.empty(),
                Observing.nothing());
    }

    public Settings with(LinkSettings others) {
        return new Settings(others, models, reach, operatorKey, observing);
    }

    public Settings with(Models others) {
        return new Settings(links, others, reach, operatorKey, observing);
    }

    public Settings with(Reach other) {
        return new Settings(links, models, other, operatorKey, observing);
    }

    public Settings operatedBy(Optional<String> key) {
        return new Settings(links, models, reach, key, observing);
    }

    public Settings with(Observing other) {
        return new Settings(links, models, reach, operatorKey, other);
    }
}
