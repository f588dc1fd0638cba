package dev.coffer.state.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Child;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/**
 * A server is killed while locks are held and released: fences grow, and who held one still does.
 */
@Timeout(120)
class LockCrashTest {

    private static final int KILLS = 4;

    private static Answered post(Child child, String path, String json) {
        return child.post("/api/sync/" + path, json, "X-Payer", "alice").expect(200);
    }

    private static void unlock(Child child, String name, Answered lock) {
        String json = "{\"name\":\"%s\",\"token\":%s}".formatted(name, lock.at("token"));
        Answered unlocked = post(child, "unlock", json);
        assertThat(unlocked.at("released").asBoolean()).as(unlocked.text()).isTrue();
    }

    @Test
    void fencesGrowAndHoldersStay(@TempDir Path directory) {
        Path data = directory.resolve("data");
        Path log = directory.resolve("child.log");
        String held = "{\"name\":\"held\",\"ttl\":300}";
        String passing = "{\"name\":\"passing\"}";
        long fence = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Answered holder;
            try (Child child = Child.start(data, Config.Money.OFF, log)) {
                Answered first = post(child, "lock", passing);
                assertThat(first.at("fence").asLong()).isGreaterThan(fence);
                unlock(child, "passing", first);
                holder = post(child, "lock", held);
                assertThat(holder.at("fence").asLong()).isGreaterThan(first.at("fence").asLong());
                child.kill();
            }
            try (Child child = Child.start(data, Config.Money.OFF, log)) {
                assertThat(post(child, "lock", held).at("acquired").asBoolean()).isFalse();
                Answered next = post(child, "lock", passing);
                fence = next.at("fence").asLong();
                assertThat(fence).isGreaterThan(holder.at("fence").asLong());
                unlock(child, "passing", next);
                unlock(child, "held", holder);
                child.kill();
            }
        }
    }
}
