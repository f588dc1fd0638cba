package dev.coffer.store;

import static dev.coffer.harness.Call.awaited;
import static dev.coffer.store.StoreUnderTest.ADD_BYTES;
import static dev.coffer.store.StoreUnderTest.ALICE;
import static dev.coffer.store.StoreUnderTest.BOB;
import static dev.coffer.store.StoreUnderTest.rows;
import static dev.coffer.store.StoreUnderTest.setRows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.harness.Call;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Reads see what was written before, on a snapshot, and can't write. */
interface ReadContract {

    StoreUnderTest on();

    @Test
    default void readSeesEveryWriteThatReturnedBefore() {
        List<Call<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            Owner owner = new Owner("reader" + i);
            calls.add(
                    Call.run(() -> {
                        for (long n = 1; n <= 30; n++) {
                            long value = n;
                            on().store().write(owner, tx -> setRows(tx, value));
                            assertThat(on().rows(owner)).isEqualTo(value);
                        }
                    }));
        }
        calls.forEach(Call::get);
    }

    @Test
    default void readIsASnapshotOverItsStatements() {
        on().store().write(ALICE, tx -> setRows(tx, 1));
        on().store().write(BOB, tx -> setRows(tx, 1));
        List<Long> seen =
                on().store()
                        .readGlobal(tx -> {
                            long alice = rows(tx, ALICE);
                            on().store().write(ALICE, t -> setRows(t, 2));
                            on().store().write(BOB, t -> setRows(t, 2));
                            return List.of(alice, rows(tx, BOB), rows(tx, ALICE));
                        });
        assertThat(seen).containsExactly(1L, 1L, 1L);
        assertThat(on().rows(BOB)).isEqualTo(2);
    }

    /** A statement that was all of a read so far needs no transaction, until another follows it. */
    @Test
    default void readThatGoesOnAfterWhatWasAlwaysAloneIsASnapshotToo() {
        on().store().write(ALICE, tx -> setRows(tx, 1));
        on().store().write(BOB, tx -> setRows(tx, 1));
        for (int i = 0; i < 3; i++) {
            assertThat(on().rows(ALICE)).isEqualTo(1);
        }
        List<Long> seen =
                on().store()
                        .readGlobal(tx -> {
                            long alice = rows(tx, ALICE);
                            on().store().write(ALICE, t -> setRows(t, 2));
                            on().store().write(BOB, t -> setRows(t, 2));
                            return List.of(alice, rows(tx, BOB), rows(tx, ALICE));
                        });
        assertThat(seen).containsOnly(seen.getFirst());
    }

    @Test
    default void readSeesNoPartOfAWork() {
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        Call<Long> write =
                Call.start(() ->
                        on().store()
                                .write(
                                        ALICE,
                                        tx -> {
                                            setRows(tx, 9);
                                            written.countDown();
                                            awaited(finish);
                                            return tx.sequence();
                                        }));
        awaited(written);
        assertThat(on().rows(ALICE)).isZero();
        finish.countDown();
        write.get();
        assertThat(on().rows(ALICE)).isEqualTo(9);
    }

    @Test
    default void readCannotWrite() {
        List<Work<?>> writes =
                List.of(
                        tx -> tx.update("update probe set at = 5"),
                        tx -> tx.change("update probe set at = 5 returning at", r -> r.number(1)),
                        tx -> tx.number("update probe set at = 5 returning at", r -> r.number(1)),
                        Tx::sequence,
                        Tx::owner,
                        tx -> {
                            tx.addLater(ADD_BYTES, 1, "alice");
                            return true;
                        });
        for (Work<?> write : writes) {
            assertThatThrownBy(() -> on().store().readGlobal(write))
                    .isInstanceOf(Tx.ReadOnly.class);
        }
        assertThat(on().bytes(ALICE)).isZero();
        assertThat(
                        on().store()
                                .<Optional<Long>>readGlobal(
                                        tx -> tx.one("select at from probe", r -> r.number(1))))
                .contains(0L);
    }

    @Test
    default void readsThatFailHarmNoOtherRead() {
        on().store().write(ALICE, tx -> setRows(tx, 3));
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> on().store().readGlobal(Failing::beforeWriting))
                    .isInstanceOf(Tx.ReadOnly.class);
            assertThatThrownBy(
                            () -> on().store().readGlobal(tx -> tx.all("select", r -> r.number(1))))
                    .isInstanceOf(Session.Failed.class);
            assertThatThrownBy(() ->
                            on().store()
                                    .readGlobal(tx ->
                                            tx.all(
                                                    "select * from usage",
                                                    _ -> {
                                                        throw new Failing();
                                                    })))
                    .isInstanceOf(Failing.class);
            assertThatThrownBy(() ->
                            on().store()
                                    .readGlobal(_ -> {
                                        throw new StackOverflowError();
                                    }))
                    .isInstanceOf(StackOverflowError.class);
        }
        List<Call<Long>> reads = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            reads.add(Call.start(() -> on().rows(ALICE)));
        }
        reads.forEach(read -> assertThat(read.get()).isEqualTo(3));
    }
}
