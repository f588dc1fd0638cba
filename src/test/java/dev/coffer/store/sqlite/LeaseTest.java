package dev.coffer.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.store.Lease;
import dev.coffer.store.Store;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** A turn is one node's at a time, and no longer than it lasts, whatever the clock does. */
class LeaseTest {

    @TempDir private Path data = Path.of("");
    private Instant now = Instant.parse("2026-06-01T10:00:00Z");

    @Test
    void aTurnEndsOrIsKept() {
        try (Store store = open()) {
            Lease first = new Lease(store, "chore", 60_000);
            Lease second = new Lease(store, "chore", 60_000);
            assertThat(first.takenAtMs()).isEmpty();
            assertThat(first.take()).isTrue();
            assertThat(second.take()).isFalse();
            assertThat(second.takenAtMs()).contains(now.toEpochMilli());
            now = now.plusSeconds(30);
            assertThat(first.take()).isTrue();
            now = now.plusMillis(59_999);
            assertThat(second.take()).isFalse();
            now = now.plusMillis(1);
            assertThat(second.take()).isTrue();
            assertThat(first.take()).isFalse();
        }
    }

    @Test
    void aTurnTakenWhileTheClockWasAheadIsFree() {
        try (Store store = open()) {
            Lease first = new Lease(store, "chore", 60_000);
            Lease second = new Lease(store, "chore", 60_000);
            assertThat(first.take()).isTrue();
            now = now.minus(Duration.ofDays(365));
            assertThat(second.take()).isTrue();
            assertThat(first.take()).isFalse();
        }
    }

    private Store open() {
        return SqliteStore.open(data, () -> now, new SqliteStore.Bounds(10, 10));
    }
}
