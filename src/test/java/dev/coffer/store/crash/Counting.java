package dev.coffer.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Clients that count: each value was given once, or a call was lost or done twice. */
final class Counting implements Part {

    private static final long PRICE = 1_000;

    private final Payer payer;
    private final Set<Long> values = ConcurrentHashMap.newKeySet();

    Counting(Payer payer) {
        this.payer = payer;
    }

    @Override
    public void step(String name) {
        Answered answered =
                payer.call(name, "/api/counter/increment", "{\"name\":\"c\"}").expect(200);
        boolean first = values.add(answered.at("value").asLong());
        assertThat(first).as("%s was given twice", answered.text()).isTrue();
    }

    @Override
    public void check() {
        long value = payer.get("/api/counter/get?name=c").at("value").asLong();
        assertThat((long) values.size()).as("each value given once").isEqualTo(value);
        // The read before this cost half a write.
        assertThat(payer.charged())
                .as("charged for each once")
                .isEqualTo(value * PRICE + PRICE / 2);
    }
}
