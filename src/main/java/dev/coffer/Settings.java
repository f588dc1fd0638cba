package dev.coffer;

import dev.coffer.state.links.LinkSettings;
import dev.coffer.state.memory.embed.Models;

/**
 * What an operator says about single rooms, besides limits and prices.
 *
 * @param links whom short links may lead to, and where callers come from
 * @param models what reads memories
 */
public record Settings(LinkSettings links, Models models) {

    public static Settings usual() {
        return new Settings(LinkSettings.usual(), Models.inside());
    }

    public Settings with(LinkSettings others) {
        return new Settings(others, models);
    }

    public Settings with(Models others) {
        return new Settings(links, others);
    }
}
