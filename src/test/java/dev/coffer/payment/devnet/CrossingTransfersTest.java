package dev.coffer.payment.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Call;
import dev.coffer.payment.Asset;
import dev.coffer.stacks.Bytes;
import dev.coffer.store.Owner;
import dev.coffer.store.Signals;
import dev.coffer.store.Store;
import dev.coffer.store.StoreFigures;
import dev.coffer.store.Work;
import dev.coffer.store.postgres.PostgresServer;
import dev.coffer.store.postgres.PostgresStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Those who pay each other on the devnet do not wait for each other in a circle. */
@Timeout(60)
class CrossingTransfersTest {

    private static final List<String> ADDRESSES = List.of("ST-A", "ST-B", "ST-C", "ST-D");
    private static final long POURED = 1_000_000_000L;
    private static final int EACH = 100;

    private final AtomicInteger works = new AtomicInteger();
    private final AtomicInteger runs = new AtomicInteger();

    /** Counts what is to be done, and how often it was run. */
    private record Counting(Store store, AtomicInteger works, AtomicInteger runs) implements Store {

        @Override
        public <R> R write(Owner owner, List<Owner> others, Work<R> work) {
            works.incrementAndGet();
            return store.write(
                    owner,
                    others,
                    tx -> {
                        runs.incrementAndGet();
                        return work.run(tx);
                    });
        }

        @Override
        public <R> R writeBehind(Owner owner, Work<R> work) {
            return store.writeBehind(owner, work);
        }

        @Override
        public <R> R read(Owner owner, Work<R> work) {
            return store.read(owner, work);
        }

        @Override
        public <R> R readGlobal(Work<R> work) {
            return store.readGlobal(work);
        }

        @Override
        public InstantSource clock() {
            return store.clock();
        }

        @Override
        public Signals signals() {
            return store.signals();
        }

        @Override
        public StoreFigures figures() {
            return store.figures();
        }

        @Override
        public void close() {
            store.close();
        }
    }

    @Test
    void areEachRunOnce() {
        String url = PostgresServer.shared().newDatabase();
        try (Store store = PostgresStore.open(url, PostgresStore.Use.of(10_000, 10_000))) {
            Devnet devnet = new Devnet(new Counting(store, works, runs));
            ADDRESSES.forEach(address -> pour(devnet, address));
            Call.together(
                    2 * ADDRESSES.size(),
                    caller -> {
                        String mine = ADDRESSES.get(caller % ADDRESSES.size());
                        for (int i = 0; i < EACH; i++) {
                            String other = ADDRESSES.get((caller + 1 + i % 3) % ADDRESSES.size());
                            if (caller < ADDRESSES.size()) {
                                assertThat(devnet.broadcast(transfer(mine, other, i)))
                                        .isInstanceOf(Devnet.Broadcast.Mined.class);
                            } else {
                                pour(devnet, other);
                            }
                        }
                        return true;
                    });
            for (String address : ADDRESSES) {
                assertThat(store.<Long>readGlobal(tx -> Devnet.account(tx, address).nonce()))
                        .isEqualTo(EACH);
            }
        }
        assertThat(runs).as("a deadlock has works run again").hasValue(works.get());
        assertThat(works).hasValueGreaterThan(ADDRESSES.size() * EACH);
    }

    private static void pour(Devnet devnet, String address) {
        devnet.pour(address, Map.of(Asset.STX, POURED));
    }

    private static DevnetTransfer transfer(String from, String to, long nonce) {
        return new DevnetTransfer(
                from + " " + nonce,
                from,
                to,
                Asset.STX,
                1000 + nonce,
                nonce,
                200,
                Optional.empty(),
                false,
                Bytes.of(new byte[180]));
    }
}
