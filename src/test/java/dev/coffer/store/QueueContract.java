package dev.coffer.store;

import static dev.coffer.harness.Call.awaited;
import static dev.coffer.store.StoreUnderTest.ALICE;
import static dev.coffer.store.StoreUnderTest.BOB;
import static dev.coffer.store.StoreUnderTest.CAROL;
import static dev.coffer.store.StoreUnderTest.addRows;
import static dev.coffer.store.StoreUnderTest.setRows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.harness.Call;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Works wait in bounded lines, are taken in turn, and none is lost when the store closes. */
interface QueueContract {

    StoreUnderTest on();

    /** Who ran, and in which batch. */
    record Ran(Owner owner, long batch) {}

    @Test
    default void worksPastTheBoundsAreRefused() {
        on().reopen(4, 2);
        var held = on().hold();
        List<Call<Long>> taken = new ArrayList<>();
        taken.add(on().waiting(ALICE, tx -> addRows(tx, 1)));
        taken.add(on().waiting(ALICE, tx -> addRows(tx, 1)));
        assertThatThrownBy(() -> on().store().write(ALICE, tx -> addRows(tx, 1)))
                .isInstanceOf(StoreException.Overloaded.class);
        assertThatThrownBy(() -> on().store().writeBehind(ALICE, tx -> addRows(tx, 1)))
                .isInstanceOf(StoreException.Overloaded.class);
        taken.add(on().waiting(BOB, tx -> addRows(tx, 1)));
        taken.add(on().waiting(BOB, tx -> addRows(tx, 1)));
        assertThatThrownBy(() -> on().store().write(CAROL, tx -> addRows(tx, 1)))
                .isInstanceOf(StoreException.Overloaded.class);
        held.release();
        taken.forEach(Call::get);
        assertThat(on().rows(ALICE)).isEqualTo(2);
        assertThat(on().rows(BOB)).isEqualTo(2);
        assertThat(on().rows(CAROL)).isZero();
        assertThat(on().store().<Long>write(ALICE, tx -> addRows(tx, 1))).isEqualTo(3);
        assertThat(on().store().<Long>write(CAROL, tx -> addRows(tx, 1))).isEqualTo(1);
    }

    @Test
    default void worksOfOneOwnerRunInTheOrderTheyCame() {
        var held = on().hold();
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<Call<Boolean>> calls = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            int number = i;
            numbers.add(i);
            calls.add(on().waiting(ALICE, _ -> order.add(number)));
        }
        held.release();
        calls.forEach(Call::get);
        assertThat(order).isEqualTo(numbers);
    }

    @Test
    default void ownersTakeTurns() {
        var held = on().hold();
        List<Ran> order = Collections.synchronizedList(new ArrayList<>());
        List<Call<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            calls.add(on().waiting(ALICE, tx -> order.add(new Ran(ALICE, tx.now()))));
        }
        calls.add(on().waiting(BOB, tx -> order.add(new Ran(BOB, tx.now()))));
        held.release();
        calls.forEach(Call::get);
        assertThat(order).hasSize(1001);
        assertThat(order.stream().map(Ran::owner).toList().indexOf(BOB)).isEqualTo(1);
    }

    @Test
    default void ownerThatComesDuringABatchIsInTheNext() {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(1);
        List<Ran> order = Collections.synchronizedList(new ArrayList<>());
        var held = on().hold();
        List<Call<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            calls.add(
                    on().waiting(
                                    ALICE,
                                    tx -> {
                                        started.countDown();
                                        awaited(arrived);
                                        return order.add(new Ran(ALICE, tx.now()));
                                    }));
        }
        held.release();
        awaited(started);
        calls.add(on().waiting(BOB, tx -> order.add(new Ran(BOB, tx.now()))));
        arrived.countDown();
        calls.forEach(Call::get);
        long first = order.getFirst().batch();
        long inFirst = order.stream().filter(ran -> ran.batch() == first).count();
        int bob = order.stream().map(Ran::owner).toList().indexOf(BOB);
        assertThat(inFirst).as("works of the first batch").isLessThan(1000);
        assertThat((long) bob).isBetween(inFirst, inFirst + 1);
    }

    @Test
    default void writeBehindGivesItsResultBeforeItIsDurable() {
        CountDownLatch finish = new CountDownLatch(1);
        var held = on().hold();
        Call<Long> behind =
                Call.start(() -> on().store().writeBehind(ALICE, tx -> setRows(tx, 4))).parked();
        Call<Boolean> refused =
                Call.run(() -> on().store().writeBehind(ALICE, Failing::beforeWriting)).parked();
        Call<Long> last =
                on().waiting(
                                BOB,
                                tx -> {
                                    awaited(finish);
                                    return setRows(tx, 5);
                                });
        held.release();
        assertThat(behind.get()).isEqualTo(4);
        assertThat(on().rows(ALICE)).as("not committed yet").isZero();
        assertThat(last.isDone()).isFalse();
        finish.countDown();
        assertThat(refused.failure()).isInstanceOf(Failing.class);
        last.get();
        assertThat(on().rows(ALICE)).isEqualTo(4);
        assertThat(on().bytes(ALICE)).isZero();
    }

    @Test
    default void writeBehindGivesErrorsToo() {
        assertThatThrownBy(() -> on().store().writeBehind(ALICE, Failing::beforeWriting))
                .isInstanceOf(Failing.class);
        assertThatThrownBy(() -> on().store().writeBehind(ALICE, Failing::afterWriting))
                .isInstanceOf(Failing.class);
        assertThatThrownBy(() ->
                        on().store().writeBehind(ALICE, tx -> tx.update("update nowhere set x=1")))
                .isInstanceOf(Session.Failed.class);
        assertThat(on().store().<Long>writeBehind(ALICE, tx -> addRows(tx, 1))).isEqualTo(1);
        assertThat(on().store().<Long>write(ALICE, Tx::sequence)).isEqualTo(2);
        assertThat(on().rows(ALICE)).isEqualTo(1);
    }

    @Test
    default void closeFinishesWhatWaitsAndThenRefuses() {
        var held = on().hold();
        List<Call<Long>> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiting.add(on().waiting(ALICE, tx -> addRows(tx, 1)));
        }
        Store closing = on().store();
        Call<Boolean> close = Call.run(closing::close).parked();
        assertThat(close.isDone()).isFalse();
        held.release();
        close.get();
        waiting.forEach(Call::get);
        assertThatThrownBy(() -> closing.write(ALICE, Tx::sequence))
                .isInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(() -> closing.writeBehind(ALICE, Tx::sequence))
                .isInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(() -> closing.readGlobal(Tx::now))
                .isInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(closing::probe).isInstanceOf(StoreException.Unavailable.class);
        long began = System.nanoTime();
        closing.close();
        assertThat(System.nanoTime() - began).as("closing again").isLessThan(5_000_000_000L);
        on().reopen();
        assertThat(on().rows(ALICE)).isEqualTo(10);
    }

    @Test
    default void workThatWaitsForItsOwnTurnIsRefused() {
        assertThatThrownBy(() ->
                        on().store().write(ALICE, _ -> on().store().write(ALICE, Tx::sequence)))
                .isInstanceOf(IllegalStateException.class);
    }
}
