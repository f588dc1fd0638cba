package dev.coffer.ha;

import dev.coffer.Child;
import dev.coffer.Config;
import dev.coffer.store.postgres.PostgresServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Three nodes in processes of their own over one PostgreSQL: nodes are killed, and the database
 * too.
 */
@Timeout(300)
class NodeKillTest {

    private static final int NODES = 3;
    private static final int KILLS = 6;

    @Test
    void whatWasAnsweredIsDoneOnce(@TempDir Path directory) {
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
