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
 * @param money the chains on which it is paid
 * @param observing by what the operator sees how the service does
 * @param checkpoints who moves the log of an embedded store into its database
 */
public record Settings(
        LinkSettings links,
        Models models,
        Reach reach,
        Optional<String> operatorKey,
        MoneySettings money,
        Observing observing,
        SqliteStore.Checkpointer checkpoints) {

    public static Settings usual() {
        return new Settings(
                LinkSettings.usual(),
                Models.inside(),
                Reach.usual(),
                Optional.empty(),
                MoneySettings.usual(),
                Observing.nothing(),
                SqliteStore.Checkpointer.OURS);
    }

    public Settings with(LinkSettings others) {
        return new Settings(others, models, reach, operatorKey, money, observing, checkpoints);
    }

    public Settings with(Models others) {
        return new Settings(links, others, reach, operatorKey, money, observing, checkpoints);
    }

    public Settings with(Reach other) {
        return new Settings(links, models, other, operatorKey, money, observing, checkpoints);
    }

    public Settings operatedBy(Optional<String> key) {
        return new Settings(links, models, reach, key, money, observing, checkpoints);
    }

    public Settings with(MoneySettings other) {
        return new Settings(links, models, reach, operatorKey, other, observing, checkpoints);
    }

    public Settings paidOn(List<Rail> others) {
        return with(money.paidOn(others));
    }

    public Settings with(Observing other) {
        return new Settings(links, models, reach, operatorKey, money, other, checkpoints);
    }
}
