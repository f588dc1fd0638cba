package dev.coffer.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Call;
import dev.coffer.harness.Said;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Health is now: what a check says that was begun when it was asked, or lately. */
@Timeout(60)
class HeartbeatTest {

    private volatile Runnable store = () -> {};

    private Heartbeat heartbeat(Duration budget) {
        return new Heartbeat(() -> store.run(), budget);
    }

    private static void pause() {
        long until = System.nanoTime() + Duration.ofMillis(1_100).toNanos();
        Call.until("the last answer is old", () -> System.nanoTime() > until);
    }

    private static void fail() {
        throw new StoreException.Unavailable(
                "the store can't be written", new IllegalStateException("disk full\nmore"));
    }

    @Test
    void theFirstAnswerAfterAPauseIsANewOne() {
        Heartbeat heartbeat = heartbeat(Heartbeat.BUDGET);
        assertThat(heartbeat.storeWritable()).isTrue();
        store = HeartbeatTest::fail;
        pause();
        assertThat(heartbeat.storeWritable()).isFalse();
        store = () -> {};
        pause();
        assertThat(heartbeat.storeWritable()).isTrue();
    }

    @Test
    void anOutageStandsInTheLogOnceWithItsCauseAndItsEnd() {
        Heartbeat heartbeat = heartbeat(Heartbeat.BUDGET);
        try (Said said = Said.by(Heartbeat.class)) {
            store = HeartbeatTest::fail;
            assertThat(heartbeat.storeWritable()).isFalse();
            pause();
            assertThat(heartbeat.storeWritable()).isFalse();
            store = () -> {};
            pause();
            assertThat(heartbeat.storeWritable()).isTrue();
            assertThat(said.lines())
                    .satisfiesExactly(
                            line ->
                                    assertThat(line)
                                            .isEqualTo(
                                                    "the store can't do its work: the store can't be written: disk full"),
                            line -> assertThat(line).startsWith("the store works again"));
        }
    }

    @Test
    void aCheckThatHangsOrDiesIsAFailedOne() {
        Heartbeat heartbeat = heartbeat(Duration.ofMillis(50));
        CountDownLatch hanging = new CountDownLatch(1);
        store = () -> Call.awaited(hanging);
        assertThat(heartbeat.storeWritable()).isFalse();
        assertThat(heartbeat.storeWritable()).isFalse();
        store =
                () -> {
                    throw new OutOfMemoryError("as the test wants it");
                };
        hanging.countDown();
        pause();
        assertThat(heartbeat.storeWritable()).isFalse();
    }
}
