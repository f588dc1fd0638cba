package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.cli.client.HttpCall;
import dev.coffer.cli.client.PayingClient;
import dev.coffer.cli.client.Remote;
import dev.coffer.cli.client.Response;
import dev.coffer.cli.client.Spending;
import dev.coffer.cli.client.WalletFile;
import dev.coffer.harness.Service;
import dev.coffer.stacks.StacksNetwork;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

class BackupCommandTest {

    @TempDir Path directory;

    @Test
    void aBackupAmongWritesHoldsAllThatWasAcknowledgedBefore() throws Exception {
        Path data = directory.resolve("data");
        Path restored = directory.resolve("restored");
        Path copy = directory.resolve("copy");
        AtomicInteger written = new AtomicInteger();
        AtomicBoolean enough = new AtomicBoolean();
        int before;
        String token;
        try (Service coffer = Service.inRealTime(Config.Money.DEVNET, data);
                Remote remote = new Remote(coffer.url());
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            PayingClient client = client(remote);
            token =
                    client.pay(HttpCall.post("/api/account/deposit", "{\"amount\":90000000}"))
                            .response()
                            .json()
                            .path("token")
                            .asString("");
            Future<?> writing =
                    threads.submit(() -> {
                        while (!enough.get()) {
                            write(client, token, written.get());
                            written.incrementAndGet();
                        }
                        return null;
                    });
            while (written.get() < 50 && !writing.isDone()) {
                Thread.onSpinWait();
            }
            before = written.get();
            Cli backup = Cli.run("backup", copy.toString(), "--data", data.toString());
            enough.set(true);
            writing.get();

            assertThat(backup.exit()).as(backup.err()).isZero();
            assertThat(backup.out()).contains("checked");
        }
        Cli restore = Cli.run("restore", copy.toString(), "--data", restored.toString());
        assertThat(restore.exit()).as(restore.err()).isZero();

        try (Service coffer = Service.inRealTime(Config.Money.DEVNET, restored);
                Remote remote = new Remote(coffer.url())) {
            PayingClient client = client(remote);
            for (int i = 0; i < before; i++) {
                Response got = client.byToken(HttpCall.get("/api/kv/get?key=n-" + i), token);
                assertThat(got.json().path("value").asInt()).as(got.body()).isEqualTo(i);
            }
        }
    }

    private PayingClient client(Remote remote) throws Exception {
        WalletFile wallet =
                WalletFile.create(Files.createTempDirectory(directory, "w").resolve("w"));
        remote.ask(HttpCall.faucet(wallet.address(StacksNetwork.TESTNET)));
        return new PayingClient(remote, wallet, Optional.empty(), Spending.upTo("100"));
    }

    private static void write(PayingClient client, String token, int i) throws Exception {
        HttpCall set =
                HttpCall.post("/api/kv/set", "{\"key\":\"n-%d\",\"value\":%d}".formatted(i, i));
        Response response = client.byToken(set, token);
        assertThat(response.status()).as(response.body()).isEqualTo(200);
    }

    @Test
    void whatIsThereIsNotOverwrittenAndNoStoreIsMade() throws Exception {
        Path there = Files.writeString(directory.resolve("there"), "precious");
        Service.inRealTime(Config.Money.DEVNET, directory.resolve("data")).close();

        Cli over =
                Cli.run("backup", there.toString(), "--data", directory.resolve("data").toString());
        assertThat(over.exit()).isEqualTo(1);
        assertThat(over.err()).contains("is there already");
        assertThat(there).hasContent("precious");

        Cli none =
                Cli.run(
                        "backup",
                        directory.resolve("copy").toString(),
                        "--data",
                        directory.resolve("none").toString());
        assertThat(none.exit()).isEqualTo(1);
        assertThat(directory.resolve("none")).doesNotExist();
        assertThat(directory.resolve("copy")).doesNotExist();
    }

    /** By the number in its name; that of no process that runs, and that of one. */
    @Test
    void whatAKilledRunLeftIsRemovedByTheNext() throws Exception {
        Path data = directory.resolve("data");
        Service.inRealTime(Config.Money.DEVNET, data).close();
        Process running = new ProcessBuilder("sleep", "60").start();
        Path abandoned =
                Files.writeString(
                        directory.resolve(".coffer-backup-" + running.pid() + "-1.tmp"), "");
        running.destroyForcibly().waitFor();
        Path live =
                Files.writeString(
                        directory.resolve(
                                ".coffer-backup-"
                                        + ProcessHandle.current().parent().orElseThrow().pid()
                                        + "-1.tmp"),
                        "");
        Path foreign = Files.writeString(directory.resolve(".coffer-backup-of-mine.tmp"), "");

        Path copy = directory.resolve("copy");
        Cli backup = Cli.run("backup", copy.toString(), "--data", data.toString());

        assertThat(backup.exit()).as(backup.err()).isZero();
        assertThat(abandoned).doesNotExist();
        assertThat(live).exists();
        assertThat(foreign).exists();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactlyInAnyOrder(data, live, foreign, copy);
        }
    }
}
