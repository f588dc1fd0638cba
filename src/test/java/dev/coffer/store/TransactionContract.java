package dev.coffer.store;

import static dev.coffer.store.StoreUnderTest.ALICE;
import static dev.coffer.store.StoreUnderTest.BOB;
import static dev.coffer.store.StoreUnderTest.addRows;
import static dev.coffer.store.StoreUnderTest.rows;
import static dev.coffer.store.StoreUnderTest.setRows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.harness.Call;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Durable, serial per owner, numbered, and what went in comes out. */
interface TransactionContract {

    StoreUnderTest on();

    @Test
    default void acknowledgedWritesSurviveReopening() {
        on().store().write(ALICE, tx -> setRows(tx, 7));
        on().store().write(BOB, tx -> setRows(tx, 8));
        on().reopen();
        assertThat(on().rows(ALICE)).isEqualTo(7);
        assertThat(on().rows(BOB)).isEqualTo(8);
        assertThat(on().store().<Long>write(ALICE, Tx::sequence)).isEqualTo(2);
    }

    @Test
    default void worksOfOneOwnerLoseNoUpdate() {
        int threads = 64;
        int each = 20;
        List<Call<List<Long>>> calls = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            calls.add(
                    Call.start(() -> {
                        List<Long> numbers = new ArrayList<>();
                        for (int n = 0; n < each; n++) {
                            numbers.add(
                                    on().store()
                                            .write(
                                                    ALICE,
                                                    tx -> {
                                                        addRows(tx, 1);
                                                        return tx.sequence();
                                                    }));
                        }
                        return numbers;
                    }));
        }
        List<Long> all = new ArrayList<>();
        for (Call<List<Long>> call : calls) {
            assertThat(call.get()).isSorted();
            all.addAll(call.get());
        }
        assertThat(on().rows(ALICE)).isEqualTo((long) threads * each);
        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, (long) threads * each).boxed().toList());
    }

    @Test
    default void sequenceIsOnePerWritingWork() {
        long first = on().store().write(ALICE, Tx::sequence);
        long second =
                on().store()
                        .write(
                                ALICE,
                                tx -> {
                                    setRows(tx, 1);
                                    setRows(tx, 2);
                                    assertThat(tx.sequence()).isEqualTo(tx.sequence());
                                    return tx.sequence();
                                });
        assertThat(List.of(first, second)).containsExactly(1L, 2L);
        on().store().write(ALICE, tx -> rows(tx, ALICE));
        on().rows(ALICE);
        assertThatThrownBy(() -> on().store().write(ALICE, Failing::beforeWriting))
                .isInstanceOf(Failing.class);
        assertThatThrownBy(() -> on().store().write(ALICE, Failing::afterWriting))
                .isInstanceOf(Failing.class);
        on().store().write(BOB, Tx::sequence);
        assertThat(on().store().<Long>write(ALICE, Tx::sequence)).isEqualTo(3);
    }

    @Test
    default void numberIsTakenByTheStatementGiven() {
        on().store()
                .write(
                        ALICE,
                        tx -> tx.update("update owner set stx = 10 where owner = ?", "alice"));
        Work<Long> debit =
                tx -> {
                    tx.numberBy(TransactionContract::debitOfSix);
                    return setRows(tx, tx.sequence());
                };
        assertThat(on().store().<Long>write(ALICE, debit)).isEqualTo(2);
        assertThatThrownBy(() -> on().store().write(ALICE, debit)).isInstanceOf(Failing.class);
        assertThat(on().sequence(ALICE)).isEqualTo(2);
        assertThat(on().rows(ALICE)).isEqualTo(2);
    }

    @Test
    default void numberingThatThrowsAfterItsStatementLeavesNoTrace() {
        on().store().write(ALICE, Tx::sequence);
        var held = on().hold();
        Call<Long> bad =
                on().waiting(
                                ALICE,
                                tx -> {
                                    tx.numberBy(t ->
                                            t.number(
                                                            """
                                                            update owner
                                                            set sequence = sequence + 1
                                                            where owner = ?
                                                            returning sequence\
                                                            """,
                                                            _ -> {
                                                                throw new Failing();
                                                            },
                                                            "alice")
                                                    .map(_ -> 0L)
                                                    .orElseThrow());
                                    return tx.sequence();
                                });
        Call<Long> good = on().waiting(BOB, Tx::sequence);
        held.release();
        assertThat(bad.failure()).isInstanceOf(Failing.class);
        assertThat(good.get()).isEqualTo(1);
        assertThat(on().sequence(ALICE)).isEqualTo(1);
    }

    static long debitOfSix(Tx tx) {
        return tx.number(
                        """
                        update owner set sequence = sequence + 1, stx = stx - ?
                        where owner = ? and stx >= ? returning sequence\
                        """,
                        row -> row.number(1),
                        6,
                        tx.owner().address(),
                        6)
                .orElseThrow(Failing::new);
    }

    @Test
    default void valuesComeOutAsTheyWentIn() {
        String text = "plain, \u00e4, \u20ac, \ud83d\ude00, \udbff\udfff, ' \" \\ % _";
        on().store()
                .write(
                        ALICE,
                        tx -> {
                            tx.update(
                                    "insert into secret (name, value) values (?, ?)",
                                    text,
                                    new byte[] {0, -1, 127, -128});
                            tx.update(
                                    "insert into secret (name, value) values (?, ?)",
                                    "empty",
                                    new byte[0]);
                            tx.update(
                                    """
                                    insert into name (kind, name, owner, expires_at)
                                    values (?, ?, ?, ?)\
                                    """,
                                    "k",
                                    "",
                                    "alice",
                                    null);
                            tx.update(
                                    """
                                    insert into name (kind, name, owner, expires_at)
                                    values (?, ?, ?, ?)\
                                    """,
                                    "k",
                                    "most",
                                    "alice",
                                    Long.MAX_VALUE);
                            return true;
                        });
        assertThat(on().store().readGlobal(tx -> secret(tx, text)).orElseThrow())
                .containsExactly(0, -1, 127, -128);
        assertThat(on().store().readGlobal(tx -> secret(tx, "empty")).orElseThrow()).isEmpty();
        List<Optional<Long>> ends =
                on().store()
                        .readGlobal(tx ->
                                tx.all(
                                        "select expires_at from name order by name",
                                        row -> Optional.ofNullable(row.numberOrNull(1))));
        assertThat(ends).containsExactly(Optional.empty(), Optional.of(Long.MAX_VALUE));
    }

    private static Optional<byte[]> secret(Tx tx, String name) {
        return tx.one("select value from secret where name = ?", row -> row.bytes(1), name);
    }

    @Test
    default void interruptDoesNotCutAWorkShort() {
        Call<Long> call =
                Call.start(() -> {
                    Thread.currentThread().interrupt();
                    on().store().write(ALICE, tx -> setRows(tx, 5));
                    assertThat(Thread.currentThread().isInterrupted()).isTrue();
                    long seen = on().rows(ALICE);
                    assertThat(Thread.currentThread().isInterrupted()).isTrue();
                    return seen;
                });
        assertThat(call.get()).isEqualTo(5);
    }

    @Test
    default void probeWrites() {
        on().store().probe();
        long at =
                on().store()
                        .readGlobal(tx -> tx.one("select at from probe", row -> row.number(1)))
                        .orElseThrow();
        assertThat(at).isPositive();
    }
}
