package dev.coffer;

import dev.coffer.observe.Observing;
import dev.coffer.payment.Rail;
import dev.coffer.state.links.LinkSettings;
import dev.coffer.state.memory.embed.Models;
import dev.coffer.store.sqlite.SqliteStore;

import java.util.List;
import java.util.Optional;

/**
 * What an operator says about single rooms and the store, besides limits and prices.
 *
 * @param links whom short links may lead to, and where callers come from
 * @param models what reads memories
 * @param reach what is reached outside
 * @param operatorKey by which the operator judges what callers put into the directory
 * @param rails the chains on which it is paid, beside the devnet if there is one; EVM first
 * @param facilitates whether payments to others are verified and settled here
 * @param observing by what the operator sees how the service does
 * @param checkpoints who moves the log of an embedded store into its database
 */
public record Settings(
        LinkSettings links,
        Models models,
        Reach reach,
        Optional<String> operatorKey,
        List<Rail> rails,
        boolean facilitates,
        Observing observing,
        SqliteStore.Checkpointer checkpoints) {

    public static Settings usual() {
        return new Settings(
                LinkSettings.usual(),
                Models.inside(),
                Reach.usual(),
                Optional.empty(),
                List.of(),
                false,
                Observing.nothing(),
                SqliteStore.Checkpointer.OURS);
    }

    public Settings with(LinkSettings others) {
        return new Settings(
                others, models, reach, operatorKey, rails, facilitates, observing, checkpoints);
    }

    public Settings with(Models others) {
        return new Settings(
                links, others, reach, operatorKey, rails, facilitates, observing, checkpoints);
    }

    public Settings with(Reach other) {
        return new Settings(
                links, models, other, operatorKey, rails, facilitates, observing, checkpoints);
    }

    public Settings operatedBy(Optional<String> key) {
        return new Settings(links, models, reach, key, rails, facilitates, observing, checkpoints);
    }

    public Settings paidOn(List<Rail> others) {
        return new Settings(
                links, models, reach, operatorKey, others, facilitates, observing, checkpoints);
    }

    /** With payments to others verified and settled too. */
    public Settings facilitating() {
        return new Settings(links, models, reach, operatorKey, rails, true, observing, checkpoints);
    }

    public Settings with(Observing other) {
        return new Settings(
                links, models, reach, operatorKey, rails, facilitates, other, checkpoints);
    }
}
