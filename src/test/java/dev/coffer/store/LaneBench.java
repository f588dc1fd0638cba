package dev.coffer.store;

import dev.coffer.harness.Call;
import dev.coffer.store.postgres.PostgresServer;
import dev.coffer.store.postgres.PostgresStore;
import dev.coffer.store.sqlite.SqliteStore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;

/**
 * Prints how many durable works a lane does in a second, beside a bare append and flush of 4 KB.
 * Arguments: a directory on the disk to measure, seconds for each figure, and the URL of an empty
 * PostgreSQL database to measure that instead; {@code own} starts one.
 */
public final class LaneBench {

    private static final int OWNERS = 1_000;
    private static final int KEYS_OF_OWNER = 100;
    private static final int VALUE_BYTES = 200;
    private static final int[] CLIENTS = {1, 32, 256};

    private LaneBench() {}

    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory(Path.of(args.length > 0 ? args[0] : "."), "b");
        double seconds = args.length > 1 ? Double.parseDouble(args[1]) : 3;
        String url = args.length > 2 ? args[2] : "";
        if (url.equals("own")) {
            url = PostgresServer.shared().newDatabase();
        }
        try (Store store = opened(directory, url)) {
            fill(store, args.length > 2);
            for (int round = 0; round < 2; round++) {
                double bare = bare(directory, seconds);
                System.out.printf(
                        Locale.ROOT, "round %d, append 4 KB + flush: %.0f /s%n", round, bare);
                if (!url.isEmpty()) {
                    print("own transaction", 32, transactions(url, 32, seconds), bare);
                }
                for (int clients : CLIENTS) {
                    print("count", clients, rate(store, clients, seconds, LaneBench::count), bare);
                }
                for (int clients : CLIENTS) {
                    print(
                            "debit + upsert",
                            clients,
                            rate(store, clients, seconds, LaneBench::paidUpsert),
                            bare);
                }
            }
        }
        System.out.println("the files are left in " + directory);
    }

    private static Store opened(Path directory, String url) {
        return url.isEmpty()
                ? SqliteStore.open(
                        directory, InstantSource.system(), new SqliteStore.Bounds(4_096, 1_024))
                : PostgresStore.open(url, PostgresStore.Use.of(4_096, 1_024));
    }

    private static void print(String what, int clients, Rate rate, double bare) {
        System.out.printf(
                Locale.ROOT,
                "%-14s %4d clients %8.0f /s  %6.2f x bare  p50 %6.2f  p99 %6.2f  max %6.1f ms%n",
                what,
                clients,
                rate.perSecond(),
                rate.perSecond() / bare,
                rate.p50(),
                rate.p99(),
                rate.most());
    }

    /** The same debit and upsert as a transaction of its own each, on so many connections. */
    private static Rate transactions(String url, int connections, double seconds) {
        List<Call<List<Long>>> calls = new ArrayList<>();
        long began = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            calls.add(Call.start(() -> onOneConnection(url, began, seconds)));
        }
        return rate(calls, began);
    }

    private static List<Long> onOneConnection(String url, long began, double seconds) {
        List<Long> took = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            Session session = new Session(connection);
            long now = System.nanoTime();
            while (now - began < seconds * 1e9) {
                int random = ThreadLocalRandom.current().nextInt(1 << 30);
                Tx tx = new Tx(session, new Owner("owner" + random % OWNERS), 0);
                paidUpsert(tx, random / OWNERS);
                session.commit();
                long then = System.nanoTime();
                took.add(then - now);
                now = then;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return took;
    }

    private static double bare(Path directory, double seconds) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(4096);
        try (FileChannel file =
                FileChannel.open(
                        directory.resolve("bare"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND)) {
            long began = System.nanoTime();
            long count = 0;
            while (System.nanoTime() - began < seconds * 1e9) {
                file.write(block.rewind());
                file.force(false);
                count++;
            }
            return count / ((System.nanoTime() - began) / 1e9);
        }
    }

    private static void fill(Store store, boolean postgres) {
        store.write(
                Owner.SERVICE,
                tx ->
                        tx.update(
                                """
                                create table scratch (
                                    owner text not null,
                                    key   text not null,
                                    value %s not null,
                                    primary key (owner, key)
                                ) %s\
                                """
                                        .formatted(
                                                postgres ? "bytea" : "blob",
                                                postgres ? "" : "strict, without rowid")));
        for (int i = 0; i < OWNERS; i++) {
            Owner owner = new Owner("owner" + i);
            store.write(
                    owner,
                    tx ->
                            tx.update(
                                    "update owner set stx = ? where owner = ?",
                                    1_000_000_000_000L,
                                    owner.address()));
        }
    }

    private static long count(Tx tx, Integer random) {
        return tx.sequence();
    }

    private static long paidUpsert(Tx tx, Integer random) {
        tx.numberBy(LaneBench::debited);
        tx.update(
                """
                insert into scratch (owner, key, value) values (?, ?, ?)
                on conflict (owner, key) do update set value = excluded.value\
                """,
                tx.owner().address(),
                "key" + random % KEYS_OF_OWNER,
                new byte[VALUE_BYTES]);
        return tx.sequence();
    }

    private static long debited(Tx tx) {
        return tx.number(
                        """
                        update owner set sequence = sequence + 1, stx = stx - ?
                        where owner = ? and stx >= ? returning sequence\
                        """,
                        row -> row.number(1),
                        1,
                        tx.owner().address(),
                        1)
                .orElseThrow();
    }

    /** Works in a second, and how long they took in milliseconds. */
    private record Rate(double perSecond, double p50, double p99, double most) {}

    private static Rate rate(
            Store store, int clients, double seconds, BiFunction<Tx, Integer, Long> work) {
        long began = System.nanoTime();
        List<Call<List<Long>>> calls = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            calls.add(
                    Call.start(() -> {
                        List<Long> took = new ArrayList<>();
                        long now = System.nanoTime();
                        while (now - began < seconds * 1e9) {
                            int random = ThreadLocalRandom.current().nextInt(1 << 30);
                            Owner owner = new Owner("owner" + random % OWNERS);
                            store.write(owner, tx -> work.apply(tx, random / OWNERS));
                            long then = System.nanoTime();
                            took.add(then - now);
                            now = then;
                        }
                        return took;
                    }));
        }
        return rate(calls, began);
    }

    private static Rate rate(List<Call<List<Long>>> calls, long began) {
        long[] took =
                calls.stream()
                        .flatMap(call -> call.get().stream())
                        .mapToLong(Long::longValue)
                        .sorted()
                        .toArray();
        double elapsed = (System.nanoTime() - began) / 1e9;
        return new Rate(
                took.length / elapsed,
                took[took.length / 2] / 1e6,
                took[(int) (took.length * 0.99)] / 1e6,
                took[took.length - 1] / 1e6);
    }
}
