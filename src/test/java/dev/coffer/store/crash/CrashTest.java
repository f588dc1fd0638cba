package dev.coffer.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Caller;
import dev.coffer.harness.Child;
import dev.coffer.harness.Payer;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A server under load is killed again and again. After each start everything that was acknowledged
 * is there, nothing is half there, and the ledger adds up.
 */
class CrashTest {

    /** So many by default, three times that with money; a long run says more. */
    private static final int KILLS = Integer.getInteger("kills", 4);

    private static final int OWNERS = 4;
    private static final int WRITERS_PER_OWNER = 4;

    @TempDir private Path dir = Path.of("");

    @ParameterizedTest
    @CsvSource({"DEVNET, 3", "OFF, 1"})
    @Timeout(value = 240, unit = TimeUnit.SECONDS)
    void whatWasAcknowledgedIsThereAfterAKill(Config.Money money, int share) throws Exception {
        int kills = share * KILLS;
        long seed = System.nanoTime();
        System.out.println("CrashTest " + money + " seed " + seed);
        Random random = new Random(seed);
        List<Writer> writers = new ArrayList<>();
        Path log = dir.resolve("child.log");
        Path data = dir.resolve("data");
        List<Account> accounts = new ArrayList<>();
        for (int kill = 0; kill <= kills; kill++) {
            try (Child child = Child.start(data, money, log)) {
                if (kill == 0) {
                    for (int i = 0; i < OWNERS; i++) {
                        Account account = Account.open(child, money, "owner" + i);
                        accounts.add(account);
                        for (int w = 0; w < WRITERS_PER_OWNER; w++) {
                            writers.add(new Writer(account, w, random.nextLong()));
                        }
                    }
                }
                for (Writer writer : writers) {
                    writer.check(child);
                }
                for (Account account : accounts) {
                    account.check(
                            child, writers.stream().filter(w -> w.account == account).toList());
                }
                if (kill < kills) {
                    loadAndKill(child, writers, 20 + random.nextInt(300));
                }
            }
        }
        long acknowledged = writers.stream().mapToLong(w -> w.acknowledged).sum();
        System.out.println("CrashTest " + money + " acknowledged writes: " + acknowledged);
        assertThat(acknowledged).isGreaterThan(kills * 20L);
    }

    /**
     * All writers write; after so many acknowledged writes the child dies in the middle of others.
     */
    private static void loadAndKill(Child child, List<Writer> writers, int writes)
            throws InterruptedException, ExecutionException {
        Semaphore acknowledged = new Semaphore(0);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (Writer writer : writers) {
                running.add(threads.submit(() -> writer.writeUntilItDies(child, acknowledged)));
            }
            boolean enough = acknowledged.tryAcquire(writes, 30, TimeUnit.SECONDS);
            child.kill();
            assertThat(enough).as("%d writes were acknowledged", writes).isTrue();
            for (Future<?> each : running) {
                each.get();
            }
        }
    }

    /** An owner, and how it says who it is. */
    private record Account(List<String> credentials, boolean paid) {

        static Account open(Child child, Config.Money money, String name) {
            if (money == Config.Money.OFF) {
                return new Account(List.of("X-Payer", name), false);
            }
            Payer payer = Payer.named(child, name).filled();
            return new Account(List.of(payer.bearer()), true);
        }

        Caller at(Child child) {
            return child.with(credentials);
        }

        void check(Child child, List<Writer> writers) {
            Map<String, Long> bytes = new TreeMap<>();
            String cursor = "";
            boolean complete = false;
            long kvBytes = 0;
            while (!complete) {
                JsonNode page = at(child).read("/api/kv/list?values=true&limit=1000" + cursor);
                for (JsonNode entry : page.path("entries")) {
                    String value = entry.path("value").toString();
                    assertThat(entry.path("bytes").asLong()).isEqualTo(value.length());
                    assertThat(
                                    bytes.put(
                                            entry.path("key").asString(),
                                            entry.path("bytes").asLong()))
                            .isNull();
                    kvBytes += value.length();
                }
                complete = page.path("complete").asBoolean();
                cursor = "&cursor=" + page.path("cursor").asString("");
            }
            Set<String> unsure = new TreeSet<>();
            Set<String> sure = new TreeSet<>();
            for (Writer writer : writers) {
                unsure.addAll(writer.mayBeThere());
                sure.addAll(writer.mustBeThere());
            }
            assertThat(bytes.keySet()).containsAll(sure);
            assertThat(unsure).containsAll(bytes.keySet());

            long pastes = 0;
            long pasteBytes = 0;
            complete = false;
            cursor = "";
            while (!complete) {
                JsonNode page = at(child).read("/api/paste/list?limit=1000" + cursor);
                for (JsonNode paste : page.path("pastes")) {
                    pastes++;
                    pasteBytes += paste.path("bytes").asLong();
                }
                complete = page.path("complete").asBoolean();
                cursor = "&cursor=" + page.path("cursor").asString("");
            }
            JsonNode account = at(child).read("/api/account");
            Map<String, String> usage = new LinkedHashMap<>();
            for (JsonNode used : account.path("usage")) {
                usage.put(
                        used.path("capability").asString(),
                        used.path("rows").asLong() + "/" + used.path("bytes").asLong());
            }
            assertThat(usage.getOrDefault("kv", "0/0")).isEqualTo(bytes.size() + "/" + kvBytes);
            assertThat(usage.getOrDefault("paste", "0/0")).isEqualTo(pastes + "/" + pasteBytes);
            checkLedger(child, writers);
        }

        private void checkLedger(Child child, List<Writer> writers) {
            JsonNode statement = at(child).read("/api/account/statement?limit=1000");
            Payer.addsUp(statement);
            if (!paid) {
                return;
            }
            Map<String, Long> calls = new TreeMap<>();
            for (JsonNode charge : statement.path("charges")) {
                calls.merge(
                        charge.path("endpoint").asString(),
                        charge.path("calls").asLong(),
                        Math::addExact);
            }
            for (Map.Entry<String, long[]> expected : Writer.callsOf(writers).entrySet()) {
                assertThat(calls.getOrDefault(expected.getKey(), 0L))
                        .as("charged calls of %s", expected.getKey())
                        .isBetween(expected.getValue()[0], expected.getValue()[1]);
            }
        }
    }

    /**
     * Writes one thing after the other, and remembers what was acknowledged and what may have come
     * about: the one write that was under way when the server died.
     */
    private static final class Writer {
        private final Account account;
        private final Random random;
        private final String name;
        private long counter;
        private long operation;
        private long acknowledged;

        /** The counter key's last acknowledged number. */
        private long counted;

        private final Set<String> present = new TreeSet<>();
        private final List<String> codes = new ArrayList<>();

        /** Acknowledged calls by endpoint, and those without an answer. */
        private final Map<String, long[]> calls = new TreeMap<>();

        private Pending pending = Pending.NOTHING;

        private record Pending(String path, String body, String idempotencyKey, String key) {
            static final Pending NOTHING = new Pending("", "", "", "");
        }

        Writer(Account account, int number, long seed) {
            this.account = account;
            this.name = "w" + number;
            this.random = new Random(seed);
        }

        static Map<String, long[]> callsOf(List<Writer> writers) {
            Map<String, long[]> all = new TreeMap<>();
            for (Writer writer : writers) {
                writer.calls.forEach((path, counts) -> {
                    long[] sum = all.computeIfAbsent(path, _ -> new long[2]);
                    sum[0] += counts[0];
                    sum[1] += counts[0] + counts[1];
                });
            }
            return all;
        }

        private String counterKey() {
            return name + "-counter";
        }

        Set<String> mustBeThere() {
            Set<String> all = new TreeSet<>(present);
            if (counted > 0) {
                all.add(counterKey());
            }
            return all;
        }

        Set<String> mayBeThere() {
            Set<String> all = new TreeSet<>(present);
            all.add(counterKey());
            return all;
        }

        void writeUntilItDies(Child child, Semaphore done) {
            try {
                while (true) {
                    write(child);
                    done.release();
                }
            } catch (UncheckedIOException e) {
                // The server is dead, and the write that is under way is of unknown outcome.
            }
        }

        private void write(Child child) {
            pending = next();
            Answered answered = send(child);
            if (answered.status() == 200) {
                settle(answered);
            }
        }

        private Pending next() {
            String id = name + "-op" + operation++;
            int choice = random.nextInt(10);
            if (choice < 5) {
                counter++;
                return new Pending(
                        "/api/kv/set",
                        "{\"key\":\"%s\",\"value\":%d,\"persist\":true}"
                                .formatted(counterKey(), counter),
                        id,
                        counterKey());
            }
            if (choice < 7 || present.isEmpty()) {
                String key = name + "-" + operation;
                String value = "[" + "7,".repeat(random.nextInt(200)) + "7]";
                return new Pending(
                        "/api/kv/set",
                        "{\"key\":\"%s\",\"value\":%s,\"ifAbsent\":true}".formatted(key, value),
                        id,
                        key);
            }
            if (choice < 9) {
                String key = List.copyOf(present).get(random.nextInt(present.size()));
                return new Pending("/api/kv/delete", "{\"key\":\"%s\"}".formatted(key), id, key);
            }
            return new Pending(
                    "/api/paste/create", "{\"content\":\"%s of %s\"}".formatted(id, name), id, "");
        }

        private Answered send(Child child) {
            long[] counts = calls.computeIfAbsent(pending.path(), _ -> new long[2]);
            counts[1]++;
            Answered answered =
                    account.at(child)
                            .post(
                                    pending.path(),
                                    pending.body(),
                                    "Idempotency-Key",
                                    pending.idempotencyKey());
            // Only an overloaded store refuses such a write, and that is said to be without effect.
            if (answered.status() != 200) {
                answered.expect(503);
            }
            counts[1]--;
            return answered;
        }

        private void settle(Answered answered) {
            acknowledged++;
            calls.computeIfAbsent(pending.path(), _ -> new long[2])[0]++;
            switch (pending.path()) {
                case "/api/kv/delete" -> present.remove(pending.key());
                case "/api/paste/create" -> codes.add(answered.at("code").asString());
                default -> {
                    if (pending.key().equals(counterKey())) {
                        counted = counter;
                    } else {
                        present.add(pending.key());
                    }
                }
            }
            pending = Pending.NOTHING;
        }

        /**
         * Looks for what was acknowledged, then sends the write of unknown outcome again: with its
         * Idempotency-Key it has one effect, whether it came through before or not.
         */
        void check(Child child) {
            Answered counterNow = account.at(child).get("/api/kv/get?key=" + counterKey());
            if (counterNow.status() == 200) {
                count("/api/kv/get");
                assertThat(counterNow.at("value").asLong()).isBetween(counted, counter);
            } else {
                counterNow.expect(404);
                assertThat(counted).isZero();
            }
            if (!pending.equals(Pending.NOTHING)) {
                long[] counts = calls.computeIfAbsent(pending.path(), _ -> new long[2]);
                counts[1]--;
                settle(send(child).expect(200));
            }
            if (counted > 0) {
                Answered now = account.at(child).get("/api/kv/get?key=" + counterKey()).expect(200);
                count("/api/kv/get");
                assertThat(now.at("value").asLong()).isEqualTo(counted);
            }
            for (String code : codes) {
                Answered paste = account.at(child).get("/api/paste/get?code=" + code).expect(200);
                count("/api/paste/get");
                assertThat(paste.at("content").asString()).endsWith(" of " + name);
            }
            if (codes.size() > 10) {
                codes.subList(0, codes.size() - 10).clear();
            }
        }

        /** The charge of a read may be lost when the server is killed; it is never doubled. */
        private void count(String path) {
            calls.computeIfAbsent(path, _ -> new long[2])[1]++;
        }
    }
}
