package dev.coffer.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void quantilesAreRightToWithinThreePercent() {
        Latencies latencies = new Latencies();
        for (int micros = 1; micros <= 10_000; micros++) {
            latencies.add(micros * 1_000L);
        }
        assertThat(latencies.total()).isEqualTo(10_000);
        assertThat(latencies.ms(0.5)).isCloseTo(5.0, within(0.16));
        assertThat(latencies.ms(0.99)).isCloseTo(9.9, within(0.32));
    }

    @Test
    void nothingTookNothing() {
        assertThat(new Latencies().ms(0.99)).isZero();
    }
}
