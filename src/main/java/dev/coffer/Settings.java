package dev.coffer;

import dev.coffer.state.links.LinkSettings;
import dev.coffer.state.memory.embed.Models;
import dev.coffer.store.sqlite.SqliteStore;

import java.util.Optional;

/**
 * What an operator says about single rooms and the store, besides limits and prices.
 *
 * @param links whom short links may lead to, and where callers come from
 * @param models what reads memories
 * @param reach what is reached outside
 * @param operatorKey by which the operator judges what callers put into the directory
 * @param checkpoints who moves the log of an embedded store into its database
 */
public record Settings(
        LinkSettings links,
        Models models,
        Reach reach,
        Optional<String> operatorKey,
        SqliteStore.Checkpointer checkpoints) {

    public static Settings usual() {
        return new Settings(
                LinkSettings.usual(),
                Models.inside(),
                Reach.usual(),
                Optional.empty(),
                SqliteStore.Checkpointer.OURS);
    }

    public Settings with(LinkSettings others) {
        return new Settings(others, models, reach, operatorKey, checkpoints);
    }

    public Settings with(Models others) {
        return new Settings(links, others, reach, operatorKey, checkpoints);
    }

    public Settings with(Reach other) {
        return new Settings(links, models, other, operatorKey, checkpoints);
    }

    public Settings operatedBy(Optional<String> key) {
        return new Settings(links, models, reach, key, checkpoints);
    }
}
