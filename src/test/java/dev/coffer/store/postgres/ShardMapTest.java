package dev.coffer.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

class ShardMapTest {

    private static final ShardMap.Worker ONE = new ShardMap.Worker(1, "db1", 5432);
    private static final ShardMap.Worker TWO = new ShardMap.Worker(2, "db2", 5432);

    private static ShardMap.Shard shard(int least, int most, ShardMap.Worker worker) {
        return new ShardMap.Shard(least, most, worker);
    }

    @Test
    void rangesHoldTheirEndsAndHashesAreSigned() {
        int hash = TextHash.of("-");
        assertThat(hash).as("one below zero, to tell signed from unsigned").isNegative();
        ShardMap map =
                new ShardMap(
                        List.of(
                                shard(0, Integer.MAX_VALUE, TWO),
                                shard(Integer.MIN_VALUE, -1, ONE)));
        assertThat(map.of("-")).contains(ONE);
        assertThat(new ShardMap(List.of(shard(hash, hash, TWO))).of("-")).contains(TWO);
        assertThat(
                        new ShardMap(
                                        List.of(
                                                shard(hash + 1, 0, TWO),
                                                shard(Integer.MIN_VALUE, hash - 1, ONE)))
                                .of("-"))
                .as("held by nobody who can be asked")
                .isEmpty();
        assertThat(ShardMap.NONE.of("-")).isEmpty();
    }

    @Test
    void manyShardsAreFoundAsByLookingThroughThem() {
        int width = 1 << 26;
        ShardMap map =
                new ShardMap(
                        IntStream.range(0, 64)
                                .mapToObj(i ->
                                        shard(
                                                Integer.MIN_VALUE + i * width,
                                                Integer.MIN_VALUE + i * width + width - 1,
                                                i % 3 == 0 ? ONE : TWO))
                                .toList());
        for (int i = 0; i < 1_000; i++) {
            String name = "owner" + i;
            int hash = TextHash.of(name);
            assertThat(map.of(name))
                    .isEqualTo(
                            map.shards().stream()
                                    .filter(s -> s.least() <= hash && hash <= s.most())
                                    .map(ShardMap.Shard::worker)
                                    .findFirst());
        }
    }

    @Test
    void nameIsFoundThatLiesAtAWorker() {
        ShardMap map =
                new ShardMap(
                        List.of(
                                shard(Integer.MIN_VALUE, -1, ONE),
                                shard(0, Integer.MAX_VALUE, TWO)));
        for (ShardMap.Worker worker : map.workers()) {
            String name = map.nameAt(worker, "lane.");
            assertThat(name).startsWith("lane.");
            assertThat(map.of(name)).contains(worker);
        }
        assertThat(map.workers()).containsExactly(ONE, TWO);
    }
}
