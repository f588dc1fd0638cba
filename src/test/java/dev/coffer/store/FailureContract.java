package dev.coffer.store;

import static dev.coffer.store.StoreUnderTest.ADD_BYTES;
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
import java.util.List;
import java.util.Optional;

/** All or nothing: a work that fails leaves no trace, and no mark on the others of its batch. */
interface FailureContract {

    StoreUnderTest on();

    /** Runs a work in one batch with works of its own owner and of others, before and behind it. */
    private Throwable failureAmidOthers(Work<?> bad) {
        var held = on().hold();
        List<Call<Long>> before = addOneEach();
        Call<?> failing = on().waiting(ALICE, bad);
        List<Call<Long>> after = addOneEach();
        held.release();

        Throwable failure = failing.failure();
        List<Long> instants = new ArrayList<>();
        before.forEach(call -> instants.add(call.get()));
        after.forEach(call -> instants.add(call.get()));
        assertThat(instants).as("all ran in one batch").containsOnly(instants.getFirst());
        on().reopen();
        for (Owner owner : List.of(ALICE, BOB, CAROL)) {
            assertThat(on().rows(owner)).as("rows of %s", owner).isEqualTo(2);
            assertThat(on().bytes(owner)).as("bytes of %s", owner).isEqualTo(20);
            assertThat(on().sequence(owner)).as("sequence of %s", owner).isEqualTo(2);
        }
        return failure;
    }

    private List<Call<Long>> addOneEach() {
        List<Call<Long>> calls = new ArrayList<>();
        for (Owner owner : List.of(BOB, ALICE, CAROL)) {
            calls.add(
                    on().waiting(
                                    owner,
                                    tx -> {
                                        addRows(tx, 1);
                                        tx.addLater(ADD_BYTES, 10, owner.address());
                                        return tx.now();
                                    }));
        }
        return calls;
    }

    @Test
    default void workThatThrowsBeforeItsFirstWrite() {
        assertThat(failureAmidOthers(Failing::beforeWriting)).isInstanceOf(Failing.class);
    }

    @Test
    default void workThatThrowsAfterItsFirstWrite() {
        assertThat(failureAmidOthers(Failing::afterWriting)).isInstanceOf(Failing.class);
    }

    @Test
    default void workWhoseStatementIsWrong() {
        assertThat(failureAmidOthers(tx -> tx.update("update nowhere set x = 1")))
                .isInstanceOf(Session.Failed.class);
    }

    @Test
    default void workWhoseQueryIsWrong() {
        assertThat(failureAmidOthers(tx -> tx.all("select x from nowhere", row -> row.text(1))))
                .isInstanceOf(Session.Failed.class);
    }

    @Test
    default void workThatBreaksAConstraint() {
        String insert = "insert into probe (id, at) values (1, ?)";
        assertThat(failureAmidOthers(tx -> setRows(tx, 99) + tx.update(insert, 5L)))
                .isInstanceOf(Session.Failed.class);
    }

    @Test
    default void workThatPutsTextInANumbersColumn() {
        assertThat(failureAmidOthers(tx -> tx.update("update probe set at = ?", "noon")))
                .isInstanceOf(Session.Failed.class);
    }

    @Test
    default void workThatBindsWhatCannotBeBound() {
        assertThat(failureAmidOthers(tx -> tx.update("update probe set at = ?", 1.5)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void workThatGoesOnAfterAStatementFailed() {
        Throwable failure =
                failureAmidOthers(tx -> {
                    setRows(tx, 99);
                    try {
                        tx.update("insert into probe (id, at) values (1, 1)");
                    } catch (Session.Failed e) {
                        return setRows(tx, 98);
                    }
                    return 0L;
                });
        assertThat(failure).isInstanceOf(Session.Failed.class);
    }

    @Test
    default void workWhoseReaderThrows() {
        assertThat(
                        failureAmidOthers(tx ->
                                tx.change(
                                        "update probe set at = 77 returning at",
                                        _ -> {
                                            throw new Failing();
                                        })))
                .isInstanceOf(Failing.class);
        assertThat(
                        on().store()
                                .<Optional<Long>>readGlobal(
                                        tx -> tx.one("select at from probe", r -> r.number(1))))
                .contains(0L);
    }

    @Test
    default void workWhoseSumIsWrong() {
        assertThat(failureAmidOthers(tx -> later(tx, "update nowhere set x = ? + ?", 1)))
                .isInstanceOf(Session.Failed.class);
    }

    @Test
    default void workWhoseSumGoesOverTheMost() {
        assertThat(failureAmidOthers(tx -> later(tx, ADD_BYTES, Long.MAX_VALUE)))
                .isInstanceOf(Session.Failed.class);
    }

    /** What failed once, by its parameters or by the database's state, is asked again. */
    @Test
    default void statementThatFailedWorksTheNextTime() {
        String overflows = "update probe set at = abs(?)";
        for (int i = 0; i < 2; i++) {
            assertThat(failureAmidNothing(tx -> tx.update(overflows, Long.MIN_VALUE)))
                    .isInstanceOf(Session.Failed.class);
            assertThat(on().store().<Integer>write(ALICE, tx -> tx.update(overflows, -1L)))
                    .isEqualTo(1);
        }
        String read = "select abs(?)";
        for (int i = 0; i < 9; i++) {
            assertThatThrownBy(() ->
                            on().store()
                                    .readGlobal(tx ->
                                            tx.one(read, row -> row.number(1), Long.MIN_VALUE)))
                    .isInstanceOf(Session.Failed.class);
        }
        for (int i = 0; i < 9; i++) {
            assertThat(
                            on().store()
                                    .<Optional<Long>>readGlobal(
                                            tx -> tx.one(read, row -> row.number(1), -7L)))
                    .contains(7L);
        }
    }

    private Throwable failureAmidNothing(Work<?> bad) {
        return Call.start(() -> on().store().write(ALICE, bad)).failure();
    }

    private static long later(Tx tx, String sql, long amount) {
        setRows(tx, 99);
        tx.addLater(sql, amount, tx.owner().address());
        return tx.now();
    }

    @Test
    default void workThatOverflowsTheStack() {
        assertThat(failureAmidOthers(tx -> setRows(tx, 99) + endless(tx, 0)))
                .isInstanceOf(StackOverflowError.class);
    }

    @SuppressWarnings("InfiniteRecursion")
    private static long endless(Tx tx, long depth) {
        return 1 + endless(tx, depth + 1);
    }

    @Test
    default void workThatFindsNoMemory() {
        assertThat(
                        failureAmidOthers(tx -> {
                            setRows(tx, 99);
                            throw new OutOfMemoryError("as the test wants it");
                        }))
                .isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    default void manyFailuresInOneBatch() {
        var held = on().hold();
        List<Call<Long>> good = new ArrayList<>();
        List<Call<Long>> bad = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            good.add(on().waiting(ALICE, tx -> addRows(tx, 1)));
            bad.add(on().waiting(ALICE, Failing::afterWriting));
            bad.add(on().waiting(BOB, Failing::beforeWriting));
            bad.add(on().waiting(BOB, Failing::afterWriting));
            good.add(on().waiting(BOB, tx -> addRows(tx, 1)));
        }
        held.release();
        bad.forEach(call -> assertThat(call.failure()).isInstanceOf(Failing.class));
        List<Long> results = good.stream().map(Call::get).sorted().toList();
        assertThat(results)
                .containsExactly(
                        1L, 1L, 2L, 2L, 3L, 3L, 4L, 4L, 5L, 5L, 6L, 6L, 7L, 7L, 8L, 8L, 9L, 9L, 10L,
                        10L);
        assertThat(on().rows(ALICE) + on().rows(BOB)).isEqualTo(20);
        assertThat(on().bytes(ALICE) + on().bytes(BOB)).isZero();
    }
}
