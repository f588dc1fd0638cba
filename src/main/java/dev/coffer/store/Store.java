package dev.coffer.store;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where all state is kept. Both engines promise the same, and one suite of tests holds them to it.
 *
 * <ol>
 *   <li>Durable: {@link #write} returns only when its transaction would survive {@code kill -9} and
 *       power loss.
 *   <li>Serial per owner: works of one owner behave as if run one after another; works of different
 *       owners run side by side.
 *   <li>All or nothing: a work that throws leaves no trace.
 *   <li>Repeatable: a work may be run again, so it acts only through its {@link Tx}.
 *   <li>Read your writes: a read that starts after a write returned sees it.
 *   <li>Bounded: past the limits on waiting works the caller gets {@link
 *       StoreException.Overloaded}. Waiting works are taken owner by owner in turn.
 * </ol>
 */
public interface Store extends AutoCloseable {

    /** Its own: the owners, and what is about the nodes that run on this database. */
    List<Table> TABLES =
            List.of(
                    Table.of("owner"),
                    Table.global("probe", "id", "id").aboutNodes(),
                    Table.global("lease", "name", "name").aboutNodes(),
                    Table.global("lane", "name", "name").aboutNodes());

    /** Runs one transaction of one owner and returns when it is durable. */
    default <R> R write(Owner owner, Work<R> work) {
        return write(owner, List.of(), work);
    }

    /** The same of a work that changes another owner's rows, too. */
    default <R> R write(Owner owner, Owner other, Work<R> work) {
        return write(owner, List.of(other), work);
    }

    /**
     * The same of a work that changes others' rows, too: who pays for it, who is paid. It is serial
     * with the works of all of them. Its number and its turn are the first one's.
     */
    <R> R write(Owner owner, List<Owner> others, Work<R> work);

    /**
     * Runs one transaction of one owner in its turn and returns as soon as it ran; it becomes
     * durable with the batch it ran in. A crash in between loses it whole. For the charge of a
     * read, which must be exact but need not be waited for.
     */
    <R> R writeBehind(Owner owner, Work<R> work);

    /**
     * Runs a work on a committed snapshot of one owner's rows, without writes. It may look at
     * others' too, but asks where these are kept.
     */
    <R> R read(Owner owner, Work<R> work);

    /**
     * The same of what is nobody's or of all: what is found by a name that is the same for all
     * owners, and what is looked through for all of them.
     */
    <R> R readGlobal(Work<R> work);

    /**
     * The clock of {@link Tx#now}, as far as it is known without asking: what is judged outside of
     * a transaction is judged by it, and by no clock of a node's own.
     */
    InstantSource clock();

    /** Whether other processes write to it, too: what is kept in memory of it gets old. */
    default boolean changesElsewhere() {
        return false;
    }

    /** Wakes those who wait for what works {@link Tx#signal signal}. */
    Signals signals();

    /**
     * Proves that the store can do its work, by doing some of each kind: all of it, or where it is
     * spread, that of some {@link #parts part}.
     *
     * @throws StoreException if it cannot
     */
    default void probe() {
        write(Owner.SERVICE, tx -> tx.update("update probe set at = ? where id = 1", tx.now()));
        readGlobal(tx -> tx.one("select at from probe where id = 1", row -> row.number(1)));
    }

    /** The parts that it is spread over, as the last {@link #probe} found them. */
    default List<StoreHealth.Part> parts() {
        return List.of();
    }

    /** Has each batch told that is committed from now on, on its lane's thread: do little. */
    default void whenCommitted(Consumer<LaneBatch> told) {}

    /** How it stands just now. */
    StoreFigures figures();

    /** Finishes the works that wait, refuses new ones, and lets go of the database. */
    @Override
    void close();
}
