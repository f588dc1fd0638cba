package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.cli.client.WalletFile;
import dev.coffer.stacks.StacksNetwork;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class WalletCommandTest {

    @TempDir Path directory;

    @Test
    void aNewWalletIsItsOwnersOnlyAndReadsBack() throws IOException {
        Path file = directory.resolve("home/wallet");
        Cli made = Cli.run("wallet", "new", "--wallet", file.toString());

        assertThat(made.exit()).isZero();
        assertThat(made.out()).contains(WalletFile.read(file).address(StacksNetwork.TESTNET));
        assertThat(made.out()).doesNotContain(Files.readString(file).strip());
        Assumptions.assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aWalletIsNeverOverwritten() throws IOException {
        Path file = directory.resolve("wallet");
        Cli.run("wallet", "new", "--wallet", file.toString());
        String key = Files.readString(file);

        Cli again = Cli.run("wallet", "new", "--wallet", file.toString());

        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("there is a wallet already");
        assertThat(Files.readString(file)).isEqualTo(key);
    }

    @Test
    void aKeyMayBeJsonAndMarkedAsCompressed() throws IOException {
        String key = "1".repeat(64);
        Path hex = Files.writeString(directory.resolve("hex"), key);
        Path json =
                Files.writeString(
                        directory.resolve("json"), "{\"privateKey\": \"%s01\"}".formatted(key));

        assertThat(WalletFile.read(json).address(StacksNetwork.MAINNET))
                .isEqualTo(WalletFile.read(hex).address(StacksNetwork.MAINNET))
                .startsWith("SP");
    }

    @Test
    void whatIsNoKeyIsRefusedInOneLineWithoutShowingIt() throws IOException {
        Path file = Files.writeString(directory.resolve("wallet"), "not a key");

        Cli shown = Cli.run("wallet", "show", "--wallet", file.toString());

        assertThat(shown.exit()).isEqualTo(1);
        assertThat(shown.err()).isEqualToIgnoringNewLines("coffer: no private key in " + file);
    }
}
