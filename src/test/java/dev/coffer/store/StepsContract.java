package dev.coffer.store;

import static dev.coffer.store.StoreUnderTest.ALICE;
import static dev.coffer.store.StoreUnderTest.BOB;
import static dev.coffer.store.StoreUnderTest.CAROL;
import static dev.coffer.store.StoreUnderTest.addRows;
import static dev.coffer.store.StoreUnderTest.rows;
import static dev.coffer.store.StoreUnderTest.setRows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Call;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * Works that share a batch do to each other what they would one after another, also where an engine
 * runs their statements in another order. What it learns of statements is taught wrong here: works
 * that end early, then works that begin like them and go on.
 */
interface StepsContract {

    StoreUnderTest on();

    /** What works of one batch give, in their order. */
    private <R> List<R> batch(List<Owner> owners, List<Work<R>> works) {
        var held = on().hold();
        List<Call<R>> calls = new ArrayList<>();
        for (int i = 0; i < works.size(); i++) {
            calls.add(on().waiting(owners.get(i), works.get(i)));
        }
        held.release();
        return calls.stream().map(Call::get).toList();
    }

    private void taught(Work<Long> work) {
        for (int i = 0; i < 2; i++) {
            batch(List.of(ALICE, BOB), List.of(work, work));
        }
    }

    @Test
    default void aWorkSeesWhatTheOneBeforeItWritesLater() {
        taught(Tx::sequence);
        List<Long> seen =
                batch(
                        List.of(ALICE, ALICE, ALICE),
                        List.of(
                                tx -> {
                                    tx.sequence();
                                    return setRows(tx, 7);
                                },
                                tx -> rows(tx, ALICE),
                                Tx::sequence));
        assertThat(seen.subList(0, 2)).containsExactly(7L, 7L);
        assertThat(on().sequence(ALICE)).isEqualTo(4);
    }

    @Test
    default void aWorkDoesNotSeeWhatTheOneBehindItWrites() {
        taught(tx -> rows(tx, tx.owner()));
        List<Long> seen =
                batch(
                        List.of(ALICE, ALICE, ALICE),
                        List.of(
                                tx -> rows(tx, BOB) + rows(tx, ALICE) + rows(tx, ALICE),
                                tx -> setRows(tx, 100),
                                tx -> addRows(tx, 1)));
        assertThat(seen).containsExactly(0L, 100L, 101L);
    }

    @Test
    default void worksOfOneOwnerThatReadAndThenWriteLoseNothing() {
        taught(tx -> rows(tx, tx.owner()));
        taught(Tx::sequence);
        for (int i = 1; i <= 3; i++) {
            List<Work<Long>> works =
                    IntStream.range(0, 4).<Work<Long>>mapToObj(_ -> tx -> addRows(tx, 1)).toList();
            assertThat(batch(List.of(ALICE, ALICE, ALICE, ALICE), works))
                    .containsExactly(4 * i - 3L, 4 * i - 2L, 4 * i - 1L, 4L * i);
        }
    }

    @Test
    default void refusedDebitsAmidOthersLeaveNothing() {
        for (Owner owner : List.of(ALICE, BOB)) {
            on().store()
                    .write(
                            owner,
                            tx ->
                                    tx.update(
                                            "update owner set stx = 16 where owner = ?",
                                            owner.address()));
        }
        Work<Long> paid =
                tx -> {
                    tx.numberBy(TransactionContract::debitOfSix);
                    tx.addLater(StoreUnderTest.ADD_BYTES, 1, tx.owner().address());
                    try {
                        return setRows(tx, tx.sequence());
                    } catch (Failing e) {
                        return -rows(tx, tx.owner());
                    }
                };
        assertThat(batch(List.of(BOB, BOB), List.of(paid, paid))).containsExactly(2L, 3L);
        assertThat(
                        batch(
                                List.of(ALICE, ALICE, ALICE, BOB, ALICE),
                                List.of(paid, paid, paid, paid, paid)))
                .containsExactly(2L, 3L, -3L, -3L, -3L);
        assertThat(on().sequence(ALICE)).isEqualTo(3);
        assertThat(on().rows(ALICE)).isEqualTo(3);
    }

    @Test
    default void aWorkThatFailsAfterItsFirstWriteTakesNobodyWithIt() {
        taught(tx -> addRows(tx, 0));
        var held = on().hold();
        Call<Long> before = on().waiting(ALICE, tx -> addRows(tx, 1));
        Call<Long> bad = on().waiting(ALICE, Failing::afterWriting);
        Call<Long> after = on().waiting(ALICE, tx -> addRows(tx, 1));
        Call<Long> other = on().waiting(BOB, tx -> addRows(tx, 5));
        held.release();
        assertThat(bad.failure()).isInstanceOf(Failing.class);
        assertThat(List.of(before.get(), after.get(), other.get())).containsExactly(1L, 2L, 5L);
        assertThat(on().bytes(ALICE)).isZero();
    }

    /** Whose rows they are, nobody can say. */
    @Test
    default void whatIsNobodysIsNotSeenHalfDone() {
        taught(Tx::sequence);
        Work<Long> twice =
                tx -> {
                    tx.update("update probe set at = 1 where id = 1");
                    tx.update("update probe set at = ? where id = 1", 2);
                    return 2L;
                };
        Work<Long> looks =
                tx -> {
                    tx.sequence();
                    return tx.one("select at from probe where id = 1", row -> row.number(1))
                            .orElseThrow();
                };
        for (int i = 0; i < 3; i++) {
            assertThat(batch(List.of(ALICE, BOB, CAROL), List.of(twice, looks, twice)))
                    .as("after the first, and before or after the third")
                    .containsExactly(2L, 2L, 2L);
        }
    }

    @Test
    default void aPartThatFailsTakesNothingOfOthersBack() {
        Work<Long> tries =
                tx -> {
                    addRows(tx, 1);
                    try {
                        tx.part(Failing.class, () -> Failing.afterWriting(tx));
                    } catch (Failing e) {
                        return addRows(tx, 1);
                    }
                    return 0L;
                };
        Work<Long> adds = tx -> addRows(tx, 1);
        Work<Long> addsForLong =
                tx -> IntStream.range(0, 8).mapToLong(_ -> addRows(tx, 1)).max().orElseThrow();
        for (int i = 1; i <= 3; i++) {
            assertThat(
                            batch(
                                    List.of(BOB, ALICE, CAROL, ALICE, BOB),
                                    List.of(adds, tries, addsForLong, adds, adds)))
                    .containsExactly(2L * i - 1, 3L * i - 1, 8L * i, 3L * i, 2L * i);
        }
        assertThat(on().bytes(ALICE)).isZero();
    }

    /** A cache that works share may have a lock. */
    @Test
    default void worksMayHoldALockOverTheirStatements() {
        ReentrantLock lock = new ReentrantLock();
        Work<Long> locked =
                tx -> {
                    lock.lock();
                    try {
                        return addRows(tx, 1);
                    } finally {
                        lock.unlock();
                    }
                };
        for (int i = 1; i <= 2; i++) {
            assertThat(batch(List.of(ALICE, ALICE, BOB), List.of(locked, locked, locked)))
                    .containsExactly(2L * i - 1, 2L * i, (long) i);
        }
    }
}
