package dev.coffer.cli;

import dev.coffer.cli.client.Remote;
import dev.coffer.cli.client.TokenFile;
import dev.coffer.cli.client.WalletFile;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;

/** Which wallet and which server: the options of every command that calls one. */
final class WalletOptions {

    @Option(
            names = "--wallet",
            defaultValue = "${env:COFFER_WALLET}",
            paramLabel = "FILE",
            description = "The wallet's key (default ~/.coffer/wallet).")
    private @Nullable Path wallet;

    @Option(
            names = "--url",
            defaultValue = "${env:COFFER_URL:-http://127.0.0.1:8402}",
            description = "The server (default ${DEFAULT-VALUE}).")
    private String url = "http://127.0.0.1:8402";

    Path file() {
        return wallet == null || wallet.toString().isEmpty()
                ? Path.of(System.getProperty("user.home"), ".coffer", "wallet")
                : wallet;
    }

    WalletFile wallet() throws IOException {
        return WalletFile.read(file());
    }

    TokenFile tokens() {
        return TokenFile.beside(file());
    }

    Remote remote() {
        return new Remote(url);
    }
}
