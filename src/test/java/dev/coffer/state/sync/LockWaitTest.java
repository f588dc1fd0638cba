package dev.coffer.state.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Calls that wait for a lock get it in the order in which they came, on any node, at once. */
@Timeout(120)
class LockWaitTest {

    private static final String LOCK = "/api/sync/lock";
    private static final String UNLOCK = "/api/sync/unlock";
    private static final String NOW = "{\"name\":\"l\"}";
    private static final String WAITING = "{\"name\":\"l\",\"wait\":true}";

    /** What is asserted is that a wake-up was it, and no timer; the figures are printed. */
    private static final double GENEROUS_MS = 500;

    private static Answered lock(Service service, String json) {
        return service.payer("alice").post(LOCK, json).expect(200);
    }

    private static void unlock(Service service, Answered lock) {
        String json = "{\"name\":\"l\",\"token\":%s}".formatted(lock.at("token"));
        Answered unlocked = service.payer("alice").post(UNLOCK, json).expect(200);
        assertThat(unlocked.at("released").asBoolean()).as(unlocked.text()).isTrue();
    }

    private static boolean acquired(Answered lock) {
        return lock.at("acquired").asBoolean();
    }

    private static long waiting(Service service) {
        return service.payer("alice").get("/api/sync/check?name=l").at("waiters").asLong();
    }

    /** Starts a call that waits, behind so many others. */
    private static Call<Answered> waiter(Service service, String json, long already) {
        Call<Answered> call = Call.start(() -> lock(service, json));
        Call.until("it waits", () -> waiting(service) == already + 1);
        return call;
    }

    @Test
    void inTheOrderOfArrival() {
        try (Service service = Service.off()) {
            inTheOrderOfArrival(List.of(service));
        }
    }

    @Test
    void inTheOrderOfArrivalAmongNodes() {
        List<Service> nodes = Service.nodes(3);
        try {
            inTheOrderOfArrival(nodes);
        } finally {
            nodes.forEach(Service::close);
        }
    }

    private static void inTheOrderOfArrival(List<Service> nodes) {
        Answered holder = lock(nodes.getFirst(), NOW);
        List<Call<Answered>> waiters = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            waiters.add(waiter(nodes.get(i % nodes.size()), WAITING, i));
        }
        long fence = holder.at("fence").asLong();
        for (int i = 0; i < 7; i++) {
            unlock(nodes.get((i + 1) % nodes.size()), holder);
            holder = waiters.get(i).get();
            assertThat(acquired(holder)).isTrue();
            assertThat(holder.at("fence").asLong()).isGreaterThan(fence);
            fence = holder.at("fence").asLong();
            assertThat(waiting(nodes.getFirst())).isEqualTo(6 - i);
        }
    }

    /** Milliseconds from before the release to the waiter's answer: the median. */
    private static double handOver(String what, Service releases, Service waits, int rounds) {
        double[] ms = new double[rounds];
        Answered holder = lock(releases, NOW);
        for (int i = 0; i < rounds; i++) {
            Call<Answered> waiter = waiter(waits, WAITING, 0);
            long began = System.nanoTime();
            unlock(releases, holder);
            holder = waiter.get();
            ms[i] = (System.nanoTime() - began) / 1e6;
            assertThat(acquired(holder)).isTrue();
        }
        Arrays.sort(ms);
        System.out.printf(
                Locale.ROOT,
                "from release to the next holder, %s: median %.2f ms, p99 %.2f ms%n",
                what,
                ms[rounds / 2],
                ms[rounds * 99 / 100]);
        unlock(releases, holder);
        return ms[rounds / 2];
    }

    @Test
    void atOnce() {
        try (Service service = Service.off()) {
            handOver("warming up", service, service, 50);
            assertThat(handOver("one node", service, service, 100)).isLessThan(GENEROUS_MS);
        }
    }

    @Test
    void atOnceOnAnotherNode() {
        List<Service> nodes = Service.nodes(2);
        try {
            handOver("warming up", nodes.getFirst(), nodes.getLast(), 50);
            assertThat(handOver("between two nodes", nodes.getFirst(), nodes.getLast(), 100))
                    .isLessThan(GENEROUS_MS);
        } finally {
            nodes.forEach(Service::close);
        }
    }

    @Test
    void whenTheHoldersTimeIsOver() {
        try (Service service = Service.off()) {
            // What passes in the store passes here too: the waiter's alarm is real.
            Answered first = lock(service, "{\"name\":\"l\",\"ttl\":10}");
            service.clock().advance(Duration.ofMillis(9_500));
            Call<Answered> next = waiter(service, WAITING, 0);
            Call<Answered> last = waiter(service, WAITING, 1);
            service.clock().advance(Duration.ofMillis(500));
            Answered second = next.get();
            assertThat(acquired(second)).isTrue();
            String json = "{\"name\":\"l\",\"token\":%s}".formatted(first.at("token"));
            Answered late = service.payer("alice").post(UNLOCK, json).expect(200);
            assertThat(late.at("released").asBoolean()).isFalse();
            assertThat(waiting(service)).isEqualTo(1);
            unlock(service, second);
            assertThat(acquired(last.get())).isTrue();
        }
    }

    @Test
    void anExpiredLockIsNotHeld() {
        try (Service service = Service.off()) {
            Answered lock = lock(service, "{\"name\":\"l\",\"ttl\":10}");
            service.clock().advance(Duration.ofSeconds(10));
            String held = "{\"name\":\"l\",\"token\":%s}".formatted(lock.at("token"));
            Service.Client alice = service.payer("alice");
            assertThat(alice.post(UNLOCK, held).at("error").asString())
                    .isEqualTo("Lock has expired");
            assertThat(alice.post("/api/sync/extend", held).at("error").asString())
                    .isEqualTo("Lock has expired");
            assertThat(alice.get("/api/sync/list").at("count").asInt()).isZero();
            String write =
                    "{\"key\":\"k\",\"value\":1,\"fence\":{\"lock\":\"l\",\"number\":%s}}"
                            .formatted(lock.at("fence"));
            alice.post("/api/kv/set", write).expect(412, "fenced_off");
            alice.get("/api/kv/get?key=k").expect(404);
            service.sweep();
            assertThat(lock(service, NOW).at("fence").asLong())
                    .isGreaterThan(lock.at("fence").asLong());
        }
    }

    @Test
    void whoComesWithoutWaitingDoesNotOvertake() {
        try (Service service = Service.off()) {
            Answered holder = lock(service, NOW);
            Call<Answered> waiter = waiter(service, WAITING, 0);
            assertThat(acquired(lock(service, NOW))).isFalse();
            unlock(service, holder);
            Answered next = waiter.get();
            assertThat(acquired(next)).isTrue();
            assertThat(acquired(lock(service, NOW))).isFalse();
            unlock(service, next);
            assertThat(acquired(lock(service, NOW))).isTrue();
        }
    }

    @Test
    void whoGivesUpLeavesTheLine() {
        try (Service service = Service.off()) {
            lock(service, NOW);
            Answered gaveUp = lock(service, "{\"name\":\"l\",\"wait\":true,\"timeout\":50}");
            assertThat(acquired(gaveUp)).isFalse();
            assertThat(waiting(service)).isZero();
        }
    }

    @Test
    void whoHangsUpLeavesTheLine() throws IOException {
        try (Service service = Service.off()) {
            Answered holder = lock(service, NOW);
            Call<Answered> second;
            try (Socket socket = new Socket("127.0.0.1", service.port())) {
                String request =
                        "POST %s HTTP/1.1\r\nHost: localhost\r\nX-Payer: alice\r\nContent-Length: %d\r\n\r\n%s"
                                .formatted(LOCK, WAITING.length(), WAITING);
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                Call.until("the first waits", () -> waiting(service) == 1);
                second = waiter(service, WAITING, 1);
            }
            Call.until("the first is gone", () -> waiting(service) == 1);
            unlock(service, holder);
            assertThat(acquired(second.get())).isTrue();
        }
    }

    @Test
    void whoDiedInLineIsPassedOver() {
        List<Service> nodes = Service.nodes(1);
        Service service = nodes.getFirst();
        try (service) {
            Answered holder = lock(service, NOW);
            // What a node leaves that dies while a call waits there.
            service.execute(
                    """
                    insert into lock_waiter (owner, name, number, waiter, ends_at)
                    values ('alice', 'l', 0, 'dead', %d)\
                    """
                            .formatted(service.clock().instant().toEpochMilli() + 30_000));
            Call<Answered> second = waiter(service, WAITING, 1);
            unlock(service, holder);
            assertThat(acquired(lock(service, NOW))).isFalse();
            service.clock().advance(Duration.ofSeconds(2));
            assertThat(acquired(lock(service, NOW))).isFalse();
            assertThat(acquired(second.get())).isTrue();
        }
    }

    @Test
    void whoeverWaitsIsAnsweredWhenTheServerStops() {
        try (Service service = Service.off()) {
            lock(service, NOW);
            Call<Answered> waiter = waiter(service, WAITING, 0);
            service.restart();
            assertThat(acquired(waiter.get())).isFalse();
            assertThat(waiting(service)).isZero();
        }
    }

    @Test
    void aWaitThatCouldNotBePaidIsRefusedAtOnce() {
        try (Service service = Service.devnet()) {
            Service.Client alice = service.payer("alice");
            alice.post(LOCK, NOW).expect(200);
            // All of one asset goes for counting, ten at a time.
            String count = "/api/counter/increment?tokenType=sBTC";
            Call.together(
                    10,
                    _ -> {
                        int status = 200;
                        while (status == 200) {
                            status = alice.post(count, "{\"name\":\"c\"}").status();
                        }
                        return status;
                    });
            assertThat(alice.post(LOCK + "?tokenType=sBTC", WAITING).status()).isEqualTo(402);
            assertThat(service.waitingCalls()).isZero();
        }
    }

    @Test
    void theSameWaitAgainGetsTheSameLock() {
        try (Service service = Service.off()) {
            Answered holder = lock(service, NOW);
            Service.Client alice = service.payer("alice");
            Call<Answered> waiter =
                    Call.start(() -> alice.post(LOCK, WAITING, "Idempotency-Key", "mine"));
            Call.until("it waits", () -> waiting(service) == 1);
            unlock(service, holder);
            Answered first = waiter.get().expect(200);
            Answered again = alice.post(LOCK, WAITING, "Idempotency-Key", "mine").expect(200);
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
        }
    }
}
