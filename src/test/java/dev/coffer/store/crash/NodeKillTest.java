package dev.coffer.store.crash;

import dev.coffer.Config;
import dev.coffer.harness.Child;
import dev.coffer.store.postgres.PostgresServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Nodes in processes of their own are killed under load: one on SQLite; three over one PostgreSQL,
 * which is killed too.
 */
@Timeout(300)
class NodeKillTest {

    private static final int NODES = 3;

    /** So many by default; a long run says more. */
    private static final int KILLS = Integer.getInteger("kills", 4);

    @Test
    void whatOneNodeAnsweredIsDoneOnce(@TempDir Path directory) {
        Path data = directory.resolve("data");
        Path log = directory.resolve("node.log");
        Random random = new Random();
        AtomicReferenceArray<Child> nodes = new AtomicReferenceArray<>(1);
        nodes.set(0, Child.start(data, Config.Money.DEVNET, log));
        try (Load load = new Load(nodes)) {
            for (int kill = 0; kill < KILLS; kill++) {
                load.goesOn(500 + random.nextInt(1_000));
                nodes.get(0).kill();
                nodes.set(0, Child.start(data, Config.Money.DEVNET, log));
            }
            load.goesOn(500);
            load.check();
        } finally {
            nodes.get(0).kill();
        }
    }

    @Test
    void whatManyNodesAnsweredIsDoneOnce(@TempDir Path directory) {
        long seed = System.nanoTime();
        System.out.println("NodeKillTest seed " + seed);
        Random random = new Random(seed);
        Path log = directory.resolve("nodes.log");
        AtomicReferenceArray<Child> nodes = new AtomicReferenceArray<>(NODES);
        try (PostgresServer server = PostgresServer.own()) {
            String database = server.newDatabase();
            for (int i = 0; i < NODES; i++) {
                nodes.set(i, Child.node(database, Config.Money.DEVNET, log));
            }
            try (Load load = new Load(nodes)) {
                for (int kill = 0; kill < KILLS; kill++) {
                    load.goesOn(200 + random.nextInt(300));
                    int node = random.nextInt(NODES);
                    nodes.get(node).kill();
                    if (kill % 3 == 2) {
                        server.kill();
                        server.start();
                    }
                    load.goesOn(100);
                    nodes.set(node, Child.node(database, Config.Money.DEVNET, log));
                }
                load.goesOn(200);
                load.check();
                System.out.printf("longest gap %.1f s%n", load.longestGapSeconds());
            } finally {
                for (int i = 0; i < NODES; i++) {
                    nodes.get(i).kill();
                }
            }
        }
    }
}
