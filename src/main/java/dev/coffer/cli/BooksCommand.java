package dev.coffer.cli;

import dev.coffer.cli.client.Failure;
import dev.coffer.http.LogFormat;
import dev.coffer.payment.Books;
import dev.coffer.payment.ChainSilent;
import dev.coffer.payment.ChainTransfer;
import dev.coffer.payment.LedgerSums;
import dev.coffer.payment.PriceLists;
import dev.coffer.payment.PriceLists.Recipient;
import dev.coffer.payment.SponsoredFees;
import dev.coffer.payment.devnet.Devnet;
import dev.coffer.payment.evm.EvmNetwork;
import dev.coffer.payment.evm.EvmTransfers;
import dev.coffer.payment.stacks.StacksTokens;
import dev.coffer.payment.stacks.StacksTransfers;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.store.Store;
import dev.coffer.store.Tx;
import dev.coffer.store.Work;
import dev.coffer.store.postgres.PostgresStore;
import dev.coffer.store.sqlite.SqliteStore;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** Whether the ledger adds up, and is what the chains say. */
@Command(
        name = "books",
        description = "Compare the ledger with the chains, to the unit.",
        mixinStandardHelpOptions = true,
        footer = {
            "%nCredits less charges are balances; every transfer to whoever was paid here is",
            "credited, and every credit was transferred. The store may be served meanwhile.",
            "Ends with 0 if it all adds up, with 3 if something does not, with 1 if it",
            "could not be found out."
        })
final class BooksCommand implements Callable<Integer> {

    private static final int DIFFERENCES = 3;
    private static final int WORKS = 10;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--data",
            defaultValue = "${env:COFFER_DATA:-data}",
            description = "Directory of the store (default ./${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    @Option(
            names = "--store",
            defaultValue = "${env:COFFER_STORE}",
            paramLabel = "URL",
            description = "PostgreSQL in place of --data.")
    private @Nullable String url;

    @Option(
            names = "--node",
            defaultValue = "${env:COFFER_NODE}",
            paramLabel = "URL",
            description =
                    "Like https://api.mainnet.hiro.so: the API of a Stacks node, with its index; its key in COFFER_NODE_KEY.")
    private @Nullable String node;

    @Option(
            names = "--token",
            split = ",",
            defaultValue = "${env:COFFER_TOKEN}",
            paramLabel = "ASSET=ID",
            description = "Another contract of a token of Stacks, as for serve.")
    private @Nullable List<String> tokens;

    @Option(
            names = "--evm-rpc",
            defaultValue = "${env:COFFER_EVM_RPC}",
            paramLabel = "URL",
            description = "A node of Base (JSON-RPC) to ask for transfers of USDC.")
    private @Nullable String evmRpc;

    @Option(
            names = "--by-hand",
            split = ",",
            defaultValue = "${env:COFFER_BY_HAND}",
            paramLabel = "TXID",
            description =
                    "Transfers that you sent yourself, and nobody is to be credited for: shown, and no difference.")
    private @Nullable List<String> byHand;

    /** What a store is asked first. */
    private record Asked(long nowMs, List<Recipient> recipients, boolean devnet) {}

    @Override
    public Integer call() {
        LogFormat.install();
        Optional<String> database = MoneyOptions.said(url);
        if (database.isEmpty()) {
            return compared(Optional.empty());
        }
        try (Store store = PostgresStore.open(database.get(), PostgresStore.Use.of(WORKS, WORKS))) {
            return compared(Optional.of(store));
        }
    }

    private <R> R read(Optional<Store> store, Work<R> work) {
        return store.map(open -> open.readGlobal(work))
                .orElseGet(() -> SqliteStore.look(data, InstantSource.system(), work));
    }

    private int compared(Optional<Store> store) {
        // The chains first: what is credited meanwhile is not looked for there.
        Asked asked =
                read(store, tx -> new Asked(tx.now(), PriceLists.everPaid(tx), Devnet.isUsed(tx)));
        Map<Recipient, Optional<Collection<ChainTransfer>>> listed = new LinkedHashMap<>();
        for (Recipient recipient : asked.recipients()) {
            if (!isDevnet(recipient, asked)) {
                listed.put(recipient, transfers(recipient));
            }
        }
        BooksReport report = new BooksReport(spec.commandLine().getOut());
        read(
                store,
                tx -> {
                    report.sums(LedgerSums.of(tx));
                    report.fees(SponsoredFees.of(tx));
                    asked.recipients().stream()
                            .filter(recipient -> isDevnet(recipient, asked))
                            .forEach(recipient ->
                                    listed.put(
                                            recipient,
                                            Optional.of(Devnet.transfers(tx, recipient.payTo()))));
                    compare(tx, asked, listed, report);
                    return tx.now();
                });
        return report.end() ? 0 : DIFFERENCES;
    }

    private void compare(
            Tx tx,
            Asked asked,
            Map<Recipient, Optional<Collection<ChainTransfer>>> listed,
            BooksReport report) {
        Set<String> known =
                MoneyOptions.said(byHand).stream()
                        .map(ChainTransfer::plain)
                        .collect(Collectors.toSet());
        Map<String, List<Recipient>> networks =
                listed.keySet().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Recipient::network,
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        networks.forEach((network, recipients) -> {
            Map<Recipient, Collection<ChainTransfer>> all = new LinkedHashMap<>();
            for (Recipient recipient : recipients) {
                listed.getOrDefault(recipient, Optional.empty())
                        .ifPresent(transfers -> all.put(recipient, transfers));
            }
            if (all.size() < recipients.size()) {
                report.notCompared(network, option(network));
                return;
            }
            boolean devnet = isDevnet(recipients.getFirst(), asked);
            Books books = new Books(tx, network, devnet ? Long.MAX_VALUE : asked.nowMs());
            report.compared(books.against(all, known));
        });
    }

    private static boolean isDevnet(Recipient recipient, Asked asked) {
        return asked.devnet() && recipient.network().equals(Devnet.NETWORK);
    }

    private static String option(String network) {
        return StacksNetwork.ofCaip2(network).isPresent() ? "--node" : "--evm-rpc";
    }

    /** What a chain says that it moved; empty if nobody is named who could be asked. */
    private Optional<Collection<ChainTransfer>> transfers(Recipient recipient) {
        Optional<StacksNetwork> on = StacksNetwork.ofCaip2(recipient.network());
        Optional<String> asked = MoneyOptions.said(on.isPresent() ? node : evmRpc);
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        URI at = MoneyOptions.url(option(recipient.network()), asked.get());
        List<ChainTransfer> all = new ArrayList<>();
        try {
            if (on.isPresent()) {
                StacksTokens known = MoneyOptions.tokens(on.get(), MoneyOptions.said(tokens));
                try (StacksTransfers stacks =
                        new StacksTransfers(at, Environment.of(MoneyOptions.NODE_KEY), known)) {
                    stacks.each(recipient.payTo(), all::add);
                }
            } else {
                EvmNetwork network = EvmNetwork.ofCaip2(recipient.network()).orElseThrow();
                try (EvmTransfers evm = new EvmTransfers(at, network)) {
                    evm.each(recipient.payTo(), recipient.sinceMs(), all::add);
                }
            }
        } catch (ChainSilent e) {
            throw new Failure(
                    "%s could not be asked: %s".formatted(recipient.network(), e.getMessage()));
        }
        return Optional.of(all);
    }
}
