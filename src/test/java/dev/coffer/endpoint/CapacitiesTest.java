package dev.coffer.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class CapacitiesTest {

    @Test
    void whatIsNotSetIsAsUsual() {
        Capacities some = Capacities.usual().with(List.of("waitingCalls=5", "waitingWorks=7"));
        assertThat(some.of(Capacity.WAITING_CALLS)).isEqualTo(5);
        assertThat(some.with(List.of("waitingCalls=6")).of(Capacity.WAITING_WORKS)).isEqualTo(7);
        for (Capacity capacity : Capacity.values()) {
            assertThat(Capacities.usual().of(capacity)).isEqualTo(capacity.value());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "waitingCalls",
                "waitingCalls=",
                "waitingCalls=0",
                "waitingCalls=-1",
                "waitingCalls=1e3",
                "waitingCalls=9223372036854775808",
                "WAITING_CALLS=5",
                "keyChars=300",
                "=5",
                ""
            })
    void othersAreRefusedWithTheNamesThatThereAre(String setting) {
        assertThatThrownBy(() -> Capacities.usual().with(List.of(setting)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ownerRowsPerCapability");
    }
}
