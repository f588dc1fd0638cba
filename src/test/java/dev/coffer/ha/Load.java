package dev.coffer.ha;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Answered;
import dev.coffer.Child;
import dev.coffer.Purse;
import dev.coffer.store.Call;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that count, each call asked for by its name until it is answered, through whichever node
 * is there. So in the end each value was given exactly once, or a call was lost or done twice.
 */
final class Load implements AutoCloseable {

    private static final int OWNERS = 3;
    private static final int CLIENTS_OF_OWNER = 3;
    private static final long PRICE = 1_000;
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** No call may hang longer: ten seconds of patience for the database, and some. */
    private static final double LONGEST_CALL_SECONDS = 20;

    private final AtomicReferenceArray<Child> nodes;
    private final List<Owner> owners = new ArrayList<>();
    private final List<Call<Integer>> clients = new ArrayList<>();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicLong lastDone = new AtomicLong(System.nanoTime());
    private final AtomicLong longestGap = new AtomicLong();
    private final AtomicLong longestCall = new AtomicLong();
    private volatile boolean over;

    private static final class Owner {
        final Purse purse;
        final long balance;
        final Set<Long> values = ConcurrentHashMap.newKeySet();

        Owner(Purse purse, long balance) {
            this.purse = purse;
            this.balance = balance;
        }

        List<String> headers(String... more) {
            List<String> headers = new ArrayList<>();
            headers.addAll(List.of("Authorization", "Bearer " + purse.token()));
            headers.addAll(List.of(more));
            return headers;
        }
    }

    /** Nodes may be put in place of others meanwhile. */
    Load(AtomicReferenceArray<Child> nodes) {
        this.nodes = nodes;
        for (int i = 0; i < OWNERS; i++) {
            Purse purse = new Purse(this::ask, "owner" + i);
            purse.fill();
            Owner owner = new Owner(purse, 0);
            owners.add(new Owner(purse, balance(owner)));
        }
        for (Owner owner : owners) {
            for (int i = 0; i < CLIENTS_OF_OWNER; i++) {
                int client = i;
                clients.add(Call.start(() -> count(owner, client)));
            }
        }
    }

    /** Until there is an answer that is one. */
    private Answered ask(String target, String json, String... headers) {
        return until("POST", target, json, List.of(headers));
    }

    private Answered until(String method, String target, String json, List<String> headers) {
        for (int turn = 0; ; turn++) {
            long began = System.nanoTime();
            try {
                Answered answered =
                        nodes.get(turn % nodes.length()).send(method, target, json, headers);
                if (answered.status() != 503) {
                    return answered;
                }
                assertThat(answered.code())
                        .isIn("store_unavailable", "outcome_unknown", "overloaded");
                assertThat(answered.at("retryable").asBoolean()).isTrue();
                refused.incrementAndGet();
            } catch (IOException e) {
                // The node was killed; the next one, then.
            } finally {
                longestCall.accumulateAndGet(System.nanoTime() - began, Math::max);
            }
            LockSupport.parkNanos(REST_NANOS);
        }
    }

    private int count(Owner owner, int client) {
        int calls = 0;
        while (!over) {
            String name = "client %d call %d".formatted(client, calls++);
            Answered answered =
                    until(
                            "POST",
                            "/api/counter/increment",
                            "{\"name\":\"c\"}",
                            owner.headers("Idempotency-Key", name));
            answered.expect(200);
            boolean first = owner.values.add(answered.at("value").asLong());
            assertThat(first).as("%s was given twice", answered.text()).isTrue();
            long now = System.nanoTime();
            long gap = now - lastDone.getAndSet(now);
            longestGap.accumulateAndGet(gap, Math::max);
            done.incrementAndGet();
        }
        return calls;
    }

    /** Waits until calls are done again, so many of them. */
    void goesOn(int more) {
        int from = done.get();
        Call.until("calls are done", 120, () -> done.get() >= from + more || anyEnded());
        assertThat(anyEnded()).as("a client ended").isFalse();
    }

    private boolean anyEnded() {
        return clients.stream().anyMatch(Call::isDone);
    }

    /** The longest time without a call done since this was asked last, in seconds. */
    double longestGapSeconds() {
        return longestGap.getAndSet(0) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private long balance(Owner owner) {
        List<String> named = owner.headers("Idempotency-Key", "balance " + System.nanoTime());
        return until("GET", "/api/account", "", named)
                .expect(200)
                .at("balances")
                .path("STX")
                .asLong();
    }

    /** Ends it, and looks what became of all that was answered. */
    void check() {
        over = true;
        clients.forEach(Call::get);
        for (Owner owner : owners) {
            long value =
                    until("GET", "/api/counter/get?name=c", "", owner.headers())
                            .expect(200)
                            .at("value")
                            .asLong();
            assertThat((long) owner.values.size()).as("each value given once").isEqualTo(value);
            // The read before this cost half a write.
            assertThat(owner.balance - balance(owner))
                    .as("charged for each once")
                    .isEqualTo(value * PRICE + PRICE / 2);
        }
        double longest = longestCall.get() / (double) TimeUnit.SECONDS.toNanos(1);
        System.out.printf(
                "%d calls done, %d answers of 503, the longest call %.1f s%n",
                done.get(), refused.get(), longest);
        assertThat(longest).as("seconds of the longest call").isLessThan(LONGEST_CALL_SECONDS);
    }

    @Override
    public void close() {
        over = true;
    }
}
