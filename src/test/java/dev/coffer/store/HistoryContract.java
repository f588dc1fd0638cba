package dev.coffer.store;

import static dev.coffer.store.StoreUnderTest.ADD_BYTES;
import static dev.coffer.store.StoreUnderTest.addRows;
import static dev.coffer.store.StoreUnderTest.setRows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.harness.Call;

import org.junit.jupiter.api.Test;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Random histories of several owners at once, each compared with a model in memory. */
interface HistoryContract {

    StoreUnderTest on();

    @Test
    default void randomHistoriesAgreeWithTheModel() {
        long seed = Long.getLong("seed", System.nanoTime());
        try {
            Map<Model, Call<Boolean>> calls = new LinkedHashMap<>();
            for (int i = 0; i < 12; i++) {
                Model model = new Model(on(), new Owner("model" + i), new Random(seed * 31 + i));
                calls.put(model, Call.run(() -> model.live(150)));
            }
            calls.values().forEach(Call::get);
            on().reopen();
            calls.keySet().forEach(Model::compare);
        } catch (AssertionError e) {
            throw new AssertionError("run again with -Dseed=" + seed, e);
        }
    }

    /** One owner's state as it should be. */
    final class Model {
        private final StoreUnderTest on;
        private final Owner owner;
        private final Random random;
        private long sequence;
        private long rows;
        private long bytes;
        private long balance;
        private boolean durable = true;

        Model(StoreUnderTest on, Owner owner, Random random) {
            this.on = on;
            this.owner = owner;
            this.random = random;
        }

        void live(int steps) {
            for (int i = 0; i < steps; i++) {
                step(random.nextLong(1, 100));
            }
            on.store().write(owner, tx -> tx.now());
        }

        private void step(long amount) {
            switch (random.nextInt(10)) {
                case 0 -> {
                    rows += amount;
                    sequence++;
                    assertThat(write(tx -> addRows(tx, amount))).isEqualTo(rows);
                }
                case 1 -> {
                    rows += amount;
                    sequence++;
                    durable = false;
                    assertThat(on.store().<Long>writeBehind(owner, tx -> addRows(tx, amount)))
                            .isEqualTo(rows);
                }
                case 2 -> {
                    bytes += 2 * amount;
                    write(tx -> {
                        tx.addLater(ADD_BYTES, amount, owner.address());
                        tx.addLater(ADD_BYTES, amount, owner.address());
                        return 0L;
                    });
                }
                case 3 -> refused(Failing::beforeWriting, Failing.class);
                case 4 -> refused(Failing::afterWriting, Failing.class);
                case 5 -> refused(tx -> setRows(tx, 5) + broken(tx), Session.Failed.class);
                case 6 -> {
                    balance += amount;
                    sequence++;
                    write(tx -> credited(tx, amount));
                }
                case 7, 8 -> debit(amount);
                default -> compare();
            }
        }

        private void debit(long amount) {
            Work<Long> work =
                    tx -> {
                        tx.numberBy(t -> debited(t, amount));
                        tx.addLater(ADD_BYTES, 1, owner.address());
                        return tx.sequence();
                    };
            if (balance < amount) {
                refused(work, Failing.class);
                return;
            }
            balance -= amount;
            bytes++;
            sequence++;
            if (random.nextBoolean()) {
                assertThat(write(work)).isEqualTo(sequence);
            } else {
                durable = false;
                assertThat(on.store().<Long>writeBehind(owner, work)).isEqualTo(sequence);
            }
        }

        private long write(Work<Long> work) {
            long result = on.store().write(owner, work);
            durable = true;
            return result;
        }

        private void refused(Work<Long> work, Class<? extends Throwable> how) {
            assertThatThrownBy(() -> on.store().write(owner, work)).isInstanceOf(how);
            durable = true;
        }

        /** What ran behind is seen by reads only after a later write of the owner returned. */
        void compare() {
            if (!durable) {
                write(Tx::now);
            }
            assertThat(on.rows(owner)).as("rows").isEqualTo(rows);
            assertThat(on.bytes(owner)).as("bytes").isEqualTo(bytes);
            assertThat(on.sequence(owner)).as("sequence").isEqualTo(sequence);
            long stx =
                    on.store()
                            .readGlobal(tx ->
                                    tx.one(
                                                    "select stx from owner where owner = ?",
                                                    row -> row.number(1),
                                                    owner.address())
                                            .orElse(0L));
            assertThat(stx).as("balance").isEqualTo(balance);
        }

        private static long broken(Tx tx) {
            return tx.update("insert into probe (id, at) values (1, 1)");
        }

        private static long credited(Tx tx, long amount) {
            return tx.update(
                    "update owner set stx = stx + ? where owner = ?", amount, tx.owner().address());
        }

        private static long debited(Tx tx, long amount) {
            return tx.number(
                            """
                            update owner set sequence = sequence + 1, stx = stx - ?
                            where owner = ? and stx >= ? returning sequence\
                            """,
                            row -> row.number(1),
                            amount,
                            tx.owner().address(),
                            amount)
                    .orElseThrow(Failing::new);
        }
    }
}
