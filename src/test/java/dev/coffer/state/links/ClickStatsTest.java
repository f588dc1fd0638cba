package dev.coffer.state.links;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;

/** What is kept of clicks is bounded, and adds up. */
class ClickStatsTest {

    private static final long SEED = Long.getLong("seed", 20_261_125);
    private static final long DAY_MS = 86_400_000;

    private final Random random = new Random(SEED);

    private ClickStats.Recent click(long atMs) {
        String host = "host" + (int) Math.abs(random.nextGaussian() * 300) + ".example";
        String country = "" + (char) ('A' + random.nextInt(26)) + (char) ('A' + random.nextInt(26));
        return new ClickStats.Recent(
                atMs, host, country, Device.PEOPLES.get(random.nextInt(Device.PEOPLES.size())));
    }

    private static long sum(LongStream counts) {
        return counts.sum();
    }

    @Test
    void whateverTheirNumberItStaysSmallAndAddsUp() {
        ClickStats stored = new ClickStats();
        long people = 0;
        for (int flush = 0; flush < 500; flush++) {
            ClickStats some = new ClickStats();
            for (int i = 0; i < 100; i++) {
                long atMs = flush * DAY_MS + random.nextLong(DAY_MS);
                some.click(click(atMs), Optional.of(random.nextLong()));
                people++;
            }
            stored = ClickStatsForm.decoded(ClickStatsForm.encoded(stored));
            stored.add(some);
            stored = ClickStatsForm.decoded(ClickStatsForm.encoded(stored));
        }
        assertThat(ClickStatsForm.encoded(stored).length).as("seed " + SEED).isLessThan(16_000);
        assertThat(sum(stored.referrers().values().stream().mapToLong(n -> n))).isEqualTo(people);
        assertThat(sum(stored.countries().values().stream().mapToLong(n -> n))).isEqualTo(people);
        assertThat(sum(Device.PEOPLES.stream().mapToLong(stored::clicks))).isEqualTo(people);
        assertThat(stored.referrers()).hasSize(51).containsKey(ClickStats.OTHER);
        assertThat(stored.byDay()).hasSize(400);
        assertThat(stored.byDay().values()).allMatch(day -> day.clicks() == 100);
        assertThat(stored.byHour()).hasSizeLessThanOrEqualTo(48);
        assertThat(stored.recent()).hasSize(20);
        assertThat(stored.recent().getFirst().atMs())
                .isGreaterThanOrEqualTo(stored.recent().getLast().atMs());
        stored.byDay()
                .values()
                .forEach(day ->
                        assertThat(day.visitors()).isCloseTo(100, Percentage.withPercentage(10)));
    }

    @Test
    void aFewVisitorsAreExactAndManyAreClose() {
        for (int count : new int[] {1, 2, 10, 1_000, 5_000, 200_000}) {
            Visitors here = new Visitors();
            Visitors there = new Visitors();
            Random hashes = new Random(SEED);
            for (int i = 0; i < count; i++) {
                long hash = hashes.nextLong();
                here.add(hash);
                (i % 2 == 0 ? here : there).add(hash);
            }
            here.add(there);
            assertThat(here.count())
                    .as("seed " + SEED)
                    .isCloseTo(count, Percentage.withPercentage(count <= 10 ? 0 : 12));
            assertThat(here.size()).isLessThanOrEqualTo(1_024);
        }
    }
}
