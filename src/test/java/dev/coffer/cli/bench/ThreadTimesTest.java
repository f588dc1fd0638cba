package dev.coffer.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

@EnabledOnOs(OS.LINUX)
class ThreadTimesTest {

    @Test
    void threadsOfOneKindCountAsOne() throws InterruptedException {
        ProcessHandle self = ProcessHandle.current();
        ThreadTimes before = ThreadTimes.of(self);
        AtomicBoolean enough = new AtomicBoolean();
        Runnable busy =
                () -> {
                    while (!enough.get()) {
                        Thread.onSpinWait();
                    }
                };
        Thread one = Thread.ofPlatform().name("busy-1").start(busy);
        Thread other = Thread.ofPlatform().name("busy-2 (a name)").start(busy);
        Map<String, ThreadTimes.Spent> since = Map.of();
        while (since.getOrDefault("busy", new ThreadTimes.Spent(0, 0)).userSeconds() < 0.05) {
            since = ThreadTimes.of(self).since(before);
        }
        enough.set(true);
        one.join();
        other.join();
        assertThat(since).containsKey("busy").doesNotContainKeys("busy-1", "busy-2");
    }
}
