package dev.coffer.cli.bench;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.HttpCall;
import dev.coffer.cli.client.PayingClient;
import dev.coffer.cli.client.Remote;
import dev.coffer.cli.client.Response;
import dev.coffer.cli.client.Spending;
import dev.coffer.cli.client.WalletFile;
import dev.coffer.payment.BearerToken;
import dev.coffer.stacks.StacksNetwork;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A server under load, and those in whose names it is called.
 *
 * @param owners a header line for each owner
 * @param processes the server's, if they are children of ours
 */
public record BenchTarget(String url, List<String> owners, List<ProcessHandle> processes) {

    private static final String BEARER = "Authorization: Bearer ";
    private static final int OWNERS = 100;

    /** Enough for some hundred million writes. */
    private static final long DEPOSIT_MICRO_STX = 500_000_000_000L;

    private static final long FEES_MICRO_STX = 1_000_000;

    public static BenchTarget byToken(String url, String token) {
        return new BenchTarget(url, List.of(BEARER + token), List.of());
    }

    /** Payments are off there: it believes names. */
    public static BenchTarget believing(String url, ProcessHandle process) {
        List<String> names =
                IntStream.range(0, OWNERS).mapToObj(i -> "X-Payer: owner-" + i).toList();
        return new BenchTarget(url, names, List.of(process));
    }

    /** Makes a hundred wallets, funds them from the faucet, and deposits plenty. */
    public static BenchTarget deposited(String url, Path directory, List<ProcessHandle> processes)
            throws IOException {
        List<String> tokens = new ArrayList<>();
        try (Remote remote = new Remote(url)) {
            for (int i = 0; i < OWNERS; i++) {
                WalletFile wallet = WalletFile.create(directory.resolve("wallet-" + i));
                tokens.add(BEARER + deposit(remote, wallet));
            }
        }
        return new BenchTarget(url, tokens, processes);
    }

    private static String deposit(Remote remote, WalletFile wallet) throws IOException {
        long poured = DEPOSIT_MICRO_STX + FEES_MICRO_STX;
        String address = wallet.address(StacksNetwork.TESTNET);
        String pour =
                "{\"address\":\"%s\",\"tokenType\":\"STX\",\"amount\":%d}"
                        .formatted(address, poured);
        remote.ask(HttpCall.post("/devnet/faucet", pour));
        String deposit = "{\"amount\":%d}".formatted(DEPOSIT_MICRO_STX);
        HttpCall call = HttpCall.post("/api/account/deposit", deposit);
        PayingClient client =
                new PayingClient(remote, wallet, Optional.empty(), Spending.upTo("1000000"));
        Response deposited = client.pay(call).response();
        if (!deposited.ok()) {
            throw new Failure("a deposit was refused: " + deposited.problem());
        }
        return deposited.json().path("token").asString("");
    }

    InetSocketAddress address() {
        URI uri = URI.create(url);
        return new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort());
    }

    List<LoadRequest> requests(Load load, int connection) {
        int owner = connection % Math.min(Math.max(1, load.owners()), owners.size());
        String header = owners.get(owner);
        return load.requests(
                URI.create(url).getAuthority(),
                load.caveats().isEmpty() ? header : narrowed(header, load.caveats()));
    }

    private static String narrowed(String header, List<String> caveats) {
        BearerToken token = BearerToken.of(header.substring(BEARER.length())).orElseThrow();
        return BEARER + token.narrowed(caveats).text();
    }

    /**
     * What each process has used of the processors so far, with the processes that it has: a
     * database's connections. Empty if it can't be told.
     */
    static List<Double> cpuSeconds(List<ProcessHandle> processes) {
        List<Double> seconds = new ArrayList<>();
        for (ProcessHandle process : processes) {
            List<Optional<Duration>> each =
                    Stream.concat(Stream.of(process), process.descendants())
                            .map(one -> one.info().totalCpuDuration())
                            .toList();
            if (each.getFirst().isEmpty()) {
                return List.of();
            }
            seconds.add(
                    each.stream().flatMap(Optional::stream).mapToLong(Duration::toMillis).sum()
                            / 1e3);
        }
        return seconds;
    }
}
