package dev.coffer.state.queue;

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

/** Pops that wait: woken at once, one job each in the order in which they came, charged once. */
@Timeout(120)
class QueueWaitTest {

    private static final String POP = "/api/queue/pop";
    private static final String PUSH = "/api/queue/push";
    private static final String WAITING = "{\"queue\":\"q\",\"wait\":30}";
    private static final String JOB = "{\"queue\":\"q\",\"payload\":1}";

    /** What is asserted is that a wake-up was it, and no timer; the figures are printed. */
    private static final double GENEROUS_MS = 500;

    private static Call<Answered> waiter(Service service, int already) {
        Call<Answered> call = Call.start(() -> service.payer("alice").post(POP, WAITING));
        Call.until("it waits", () -> service.waitingCalls() == already + 1);
        return call;
    }

    /** Milliseconds from before the push to the waiter's answer, over HTTP: the median. */
    private static double median(String what, Service pushes, Service waits, int rounds) {
        double[] ms = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            Call<Answered> waiter = waiter(waits, 0);
            long began = System.nanoTime();
            pushes.payer("alice").post(PUSH, JOB).expect(200);
            waiter.get().expect(200);
            ms[i] = (System.nanoTime() - began) / 1e6;
            Call.until("it waits no more", () -> waits.waitingCalls() == 0);
        }
        Arrays.sort(ms);
        System.out.printf(
                Locale.ROOT,
                "from push to delivery, %s: median %.2f ms, p99 %.2f ms%n",
                what,
                ms[rounds / 2],
                ms[rounds * 99 / 100]);
        return ms[rounds / 2];
    }

    @Test
    void aWaiterGetsAJobAtOnce() {
        try (Service service = Service.off()) {
            median("warming up", service, service, 50);
            assertThat(median("one node", service, service, 200)).isLessThan(GENEROUS_MS);
        }
    }

    @Test
    void aWaiterOfAnotherNodeGetsAJobAtOnce() {
        List<Service> nodes = Service.nodes(2);
        try {
            median("warming up", nodes.getFirst(), nodes.getLast(), 50);
            assertThat(median("between two nodes", nodes.getFirst(), nodes.getLast(), 200))
                    .isLessThan(GENEROUS_MS);
        } finally {
            nodes.forEach(Service::close);
        }
    }

    /** Some come between the pop's first look and its place in the line; each of them is told. */
    @Test
    void aJobThatComesAsAPopBeginsToWaitIsNotMissed() {
        try (Service service = Service.off()) {
            for (int i = 0; i < 500; i++) {
                Call<Answered> waiter = Call.start(() -> service.payer("alice").post(POP, WAITING));
                service.payer("alice").post(PUSH, JOB).expect(200);
                assertThat(waiter.get().expect(200).at("jobId").isString()).isTrue();
            }
        }
    }

    @Test
    void waitersGetOneJobEachInTheOrderOfArrival() {
        try (Service service = Service.off()) {
            List<Call<Answered>> waiters = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                waiters.add(waiter(service, i));
            }
            for (int i = 0; i < 6; i++) {
                Answered pushed = service.payer("alice").post(PUSH, JOB).expect(200);
                assertThat(waiters.get(i).get().at("jobId")).isEqualTo(pushed.at("jobId"));
                int left = 5 - i;
                Call.until("the others wait", () -> service.waitingCalls() == left);
            }
        }
    }

    @Test
    void jobsPushedTogetherGoToAsManyWaiters() {
        try (Service service = Service.off()) {
            List<Call<Answered>> waiters = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                waiters.add(waiter(service, i));
            }
            String three = "{\"payload\":1},{\"payload\":2},{\"payload\":3}";
            service.payer("alice")
                    .post(PUSH, "{\"queue\":\"q\",\"jobs\":[" + three + "]}")
                    .expect(200);
            Call.until("three have one", () -> service.waitingCalls() == 2);
            List<Integer> payloads = new ArrayList<>();
            for (Call<Answered> waiter : waiters.subList(0, 3)) {
                payloads.add(waiter.get().at("payload").asInt());
            }
            assertThat(payloads).containsExactlyInAnyOrder(1, 2, 3);
            service.payer("alice").post(PUSH, JOB).expect(200);
            service.payer("alice").post(PUSH, JOB).expect(200);
            waiters.forEach(waiter -> waiter.get().expect(200));
        }
    }

    @Test
    void aWaiterGetsAJobWhenItIsDueAndWhenItFailed() {
        try (Service service = Service.off()) {
            Service.Client alice = service.payer("alice");
            Call<Answered> first = waiter(service, 0);
            alice.post(PUSH, "{\"queue\":\"q\",\"payload\":1,\"delay\":1}").expect(200);
            service.clock().advance(Duration.ofSeconds(1));
            Answered job = first.get().expect(200);
            assertThat(job.at("attempt").asInt()).isEqualTo(1);

            Call.until("it waits no more", () -> service.waitingCalls() == 0);
            Call<Answered> second = waiter(service, 0);
            String failed = "{\"jobId\":%s,\"delay\":0}".formatted(job.at("jobId"));
            alice.post("/api/queue/fail", failed).expect(200);
            assertThat(second.get().expect(200).at("attempt").asInt()).isEqualTo(2);
        }
    }

    @Test
    void aWaiterGetsTheJobOfALeaseThatRanOut() {
        try (Service service = Service.off()) {
            Service.Client alice = service.payer("alice");
            alice.post(PUSH, JOB).expect(200);
            alice.post(POP, "{\"queue\":\"q\",\"visibility\":10}").expect(200);
            // By the clocks the waiter sees half a second left of it, and then none.
            service.clock().advance(Duration.ofMillis(9_500));
            Call<Answered> waiter = waiter(service, 0);
            service.clock().advance(Duration.ofMillis(500));
            assertThat(waiter.get().expect(200).at("attempt").asInt()).isEqualTo(2);
        }
    }

    @Test
    void whoHungUpTakesNoJob() throws IOException {
        try (Service service = Service.off()) {
            try (Socket socket = new Socket("127.0.0.1", service.port())) {
                String request =
                        "POST %s HTTP/1.1\r\nHost: localhost\r\nX-Payer: alice\r\nContent-Length: %d\r\n\r\n%s"
                                .formatted(POP, WAITING.length(), WAITING);
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                Call.until("it waits", () -> service.waitingCalls() == 1);
            }
            Call.until("it is gone", () -> service.waitingCalls() == 0);
            Service.Client alice = service.payer("alice");
            alice.post(PUSH, JOB).expect(200);
            assertThat(alice.get("/api/queue/status?queue=q").at("pending").asInt()).isEqualTo(1);
            assertThat(alice.post(POP, WAITING).expect(200).at("attempt").asInt()).isEqualTo(1);
        }
    }

    @Test
    void aWaitIsChargedOnceForWhatItDelivers() {
        try (Service service = Service.devnet()) {
            Service.Client alice = service.payer("alice");
            Answered empty = alice.post(POP, "{\"queue\":\"q\",\"wait\":1}").expect(200);
            assertThat(empty.at("empty").asBoolean()).isTrue();
            assertThat(empty.header("Coffer-Charge")).startsWith("500 ");

            long before = balance(alice);
            Call<Answered> waiter = waiter(service, 0);
            // Wakes it twice, once in vain.
            alice.post(PUSH, "{\"queue\":\"q\",\"payload\":1,\"delay\":20}").expect(200);
            alice.post(PUSH, JOB).expect(200);
            assertThat(waiter.get().expect(200).header("Coffer-Charge")).startsWith("1000 ");
            assertThat(before - balance(alice)).isEqualTo(3_000);
        }
    }

    private static long balance(Service.Client client) {
        return client.get("/api/account").expect(200).at("balances").path("STX").asLong();
    }
}
