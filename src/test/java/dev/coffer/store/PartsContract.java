package dev.coffer.store;

import static dev.coffer.store.StoreUnderTest.ALICE;
import static dev.coffer.store.StoreUnderTest.BOB;
import static dev.coffer.store.StoreUnderTest.addRows;
import static dev.coffer.store.StoreUnderTest.setRows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.harness.Call;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A work that stands for several: a number for each, and parts that fail for themselves. */
interface PartsContract {

    StoreUnderTest on();

    private static List<Long> numbers(Tx tx, int works) {
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < works; i++) {
            tx.turnTo(i);
            numbers.add(tx.sequence());
        }
        return numbers;
    }

    @Test
    default void eachOfSeveralWorksHasANumberOfItsOwn() {
        Store store = on().store();
        List<Long> three =
                store.write(
                        ALICE,
                        tx -> {
                            tx.several(3);
                            return numbers(tx, 3);
                        });
        assertThat(three).containsExactly(1L, 2L, 3L);
        List<Long> late =
                store.write(
                        ALICE,
                        tx -> {
                            List<Long> all = new ArrayList<>(List.of(tx.sequence()));
                            tx.several(2);
                            all.addAll(numbers(tx, 2));
                            return all;
                        });
        assertThat(late).containsExactly(4L, 5L, 6L);
        assertThat(store.<Long>write(ALICE, Tx::sequence)).isEqualTo(7);
        assertThat(store.<Long>write(BOB, Tx::sequence)).isEqualTo(1);
    }

    @Test
    default void aPartThatFailsLeavesNothingAndTheRestStays() {
        Store store = on().store();
        try (Signals.Listener listener = store.signals().listen("part")) {
            store.write(
                    ALICE,
                    tx -> {
                        tx.several(4);
                        for (int i = 0; i < 4; i++) {
                            tx.turnTo(i);
                            boolean fails = i % 2 == 1;
                            try {
                                tx.part(
                                        Failing.class,
                                        () -> {
                                            addRows(tx, 10);
                                            if (fails) {
                                                tx.signal("part", 1);
                                                return Failing.afterWriting(tx);
                                            }
                                            return 0L;
                                        });
                                assertThat(fails).isFalse();
                            } catch (Failing e) {
                                assertThat(fails).isTrue();
                            }
                        }
                        return addRows(tx, 1);
                    });
            assertThat(listener.await(System.nanoTime() + Duration.ofMillis(1).toNanos()))
                    .isEqualTo(Signals.Woken.TIME_OVER);
        }
        assertThat(on().rows(ALICE)).isEqualTo(21);
        assertThat(on().bytes(ALICE)).isZero();
        assertThat(on().sequence(ALICE)).isEqualTo(4);
    }

    /** Beside another work that takes its batch with it, so that each runs in a savepoint. */
    @Test
    default void partsAreTheSameWithinASavepoint() {
        var held = on().hold();
        Call<Long> good =
                on().waiting(
                                ALICE,
                                tx -> {
                                    setRows(tx, 1);
                                    assertThatThrownBy(() ->
                                                    tx.part(
                                                            Failing.class,
                                                            () -> Failing.afterWriting(tx)))
                                            .isInstanceOf(Failing.class);
                                    return tx.part(Failing.class, () -> addRows(tx, 1));
                                });
        Call<Long> bad = on().waiting(BOB, Failing::afterWriting);
        held.release();
        assertThat(good.get()).isEqualTo(2);
        assertThat(bad.failure()).isInstanceOf(Failing.class);
        assertThat(on().rows(ALICE)).isEqualTo(2);
        assertThat(on().rows(BOB)).isZero();
        assertThat(on().bytes(ALICE)).isZero();
    }

    /** A statement that fails is no refusal: one engine would go on with it and the other not. */
    @Test
    default void aStatementThatFailsInAPartFailsTheWork() {
        Call<Long> work =
                Call.start(() ->
                        on().store()
                                .write(
                                        ALICE,
                                        tx -> {
                                            setRows(tx, 1);
                                            try {
                                                tx.part(
                                                        RuntimeException.class,
                                                        () ->
                                                                tx.update(
                                                                        "update nothing set n = 1"));
                                            } catch (RuntimeException e) {
                                                // Goes on all the same.
                                            }
                                            return 0L;
                                        }));
        assertThat(work.failure()).isInstanceOf(RuntimeException.class);
        assertThat(on().rows(ALICE)).isZero();
    }
}
