package dev.coffer.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Payer;
import dev.coffer.payment.Asset;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Clients that count: each value was given once, or a call was lost or done twice. */
final class Counting implements Part {

    private static final long PRICE = 1_000;

    private final Payer payer;
    private final long balance;
    private final Set<Long> values = ConcurrentHashMap.newKeySet();

    Counting(Payer payer) {
        this.payer = payer;
        this.balance = payer.balance(Asset.STX);
    }

    @Override
    public void step(String name) {
        Answered answered =
                payer.post("/api/counter/increment", "{\"name\":\"c\"}", KEY, name).expect(200);
        boolean first = values.add(answered.at("value").asLong());
        assertThat(first).as("%s was given twice", answered.text()).isTrue();
    }

    @Override
    public void check() {
        long value = payer.get("/api/counter/get?name=c").expect(200).at("value").asLong();
        assertThat((long) values.size()).as("each value given once").isEqualTo(value);
        // The read before this cost half a write.
        assertThat(balance - payer.balance(Asset.STX))
                .as("charged for each once")
                .isEqualTo(value * PRICE + PRICE / 2);
    }
}
