package dev.coffer.cli;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.HttpCall;
import dev.coffer.cli.client.Remote;
import dev.coffer.cli.client.Response;
import dev.coffer.cli.client.SignedIn;
import dev.coffer.cli.client.TokenFile;
import dev.coffer.cli.client.WalletFile;
import dev.coffer.payment.Asset;
import dev.coffer.stacks.StacksNetwork;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The key that pays: makes it, shows it, fills it with play money. */
@Command(
        name = "wallet",
        description = "Make, show or fund the wallet that pays.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class WalletCommand implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    /** Without a subcommand: what there is. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "new",
            description = "Make a key in a new file, readable by its owner only.",
            mixinStandardHelpOptions = true)
    int create(@Mixin WalletOptions options) throws IOException {
        show(WalletFile.create(options.file()));
        return 0;
    }

    @Command(
            name = "show",
            description = "Show addresses and, if a server is there, balances.",
            mixinStandardHelpOptions = true)
    int show(@Mixin WalletOptions options) throws IOException {
        WalletFile wallet = options.wallet();
        show(wallet);
        try (Remote remote = options.remote()) {
            showBalances(remote, wallet, options.tokens());
        } catch (Failure noServer) {
            out().println("server   " + noServer.getMessage());
        }
        return 0;
    }

    @Command(
            name = "fund",
            description = "Take play money from the devnet's faucet.",
            mixinStandardHelpOptions = true)
    int fund(@Mixin WalletOptions options) throws IOException {
        String address = options.wallet().address(StacksNetwork.TESTNET);
        try (Remote remote = options.remote()) {
            JsonNode funded = remote.ask(HttpCall.faucet(address));
            out().println("address  " + address);
            out().println("chain    " + balances(funded.path("balances")));
        }
        return 0;
    }

    private void show(WalletFile wallet) {
        out().println("wallet   " + wallet.path());
        out().println("address  " + wallet.address(StacksNetwork.TESTNET) + " (devnet, testnet)");
        out().println("         " + wallet.address(StacksNetwork.MAINNET) + " (mainnet)");
    }

    private void showBalances(Remote remote, WalletFile wallet, TokenFile tokens)
            throws IOException {
        String address = wallet.address(StacksNetwork.TESTNET);
        out().println("server   " + remote.url());
        Response chain = remote.send(HttpCall.get("/devnet/v2/accounts/" + address), Map.of());
        if (chain.ok()) {
            String hex = chain.json().path("balance").asString("0x0").substring(2);
            long stx = new BigInteger(hex, 16).longValue();
            String others = balances(chain.json().path("devnet_tokens"));
            String all = coins(Asset.STX, stx) + (others.isEmpty() ? "" : ", " + others);
            out().println("chain    " + all);
        }
        out().println("account  " + account(remote, wallet, tokens));
    }

    /** By the token that is here, else by a signature. */
    private static String account(Remote remote, WalletFile wallet, TokenFile tokens)
            throws IOException {
        Optional<String> token = tokens.find(remote.url(), wallet.address(StacksNetwork.TESTNET));
        if (token.isPresent()) {
            Map<String, String> bearer = Map.of("Authorization", "Bearer " + token.get());
            Response account = remote.send(HttpCall.get("/api/account"), bearer);
            if (account.status() != 401) {
                return account.ok() ? balances(account.json().path("balances")) : account.problem();
            }
        }
        return SignedIn.to(remote, wallet)
                .map(entered -> balances(entered.balances()))
                .orElse("no token here, and the server takes no signature for one");
    }

    private static String balances(JsonNode balances) {
        return Arrays.stream(Asset.values())
                .filter(asset -> balances.has(asset.symbol()))
                .map(asset -> coins(asset, balances.path(asset.symbol()).asLong()))
                .collect(Collectors.joining(", "));
    }

    private static String coins(Asset asset, long units) {
        return asset.coins(units) + " " + asset.symbol();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
