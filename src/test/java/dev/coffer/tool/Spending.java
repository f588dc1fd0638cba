package dev.coffer.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Service;

import java.util.concurrent.atomic.AtomicInteger;

/** Somebody new of whom is looked at what he paid, once all that was charged is written. */
public record Spending(Service.Client payer, long before) {

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final long WRITE = 1000;

    public static Spending of(Service service) {
        Service.Client payer = service.payer("SPENDER" + COUNT.incrementAndGet());
        return new Spending(payer, balance(payer));
    }

    private static long balance(Service.Client payer) {
        return payer.get("/api/account").expect(200).at("balances").path("STX").asLong();
    }

    /** What is debited behind its answer is debited before the write that comes after it. */
    public void requireNothing() {
        payer.post("/api/kv/set", "{\"key\": \"after\", \"value\": 1}").expect(200);
        assertThat(before - WRITE - balance(payer)).as("charged").isZero();
    }
}
