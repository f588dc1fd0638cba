package dev.coffer.cli;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.HttpCall;
import dev.coffer.cli.client.PayingClient;
import dev.coffer.cli.client.Payment;
import dev.coffer.cli.client.Remote;
import dev.coffer.cli.client.Response;
import dev.coffer.cli.client.SignedIn;
import dev.coffer.cli.client.Spending;
import dev.coffer.cli.client.WalletFile;
import dev.coffer.endpoint.Json;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Price;
import dev.coffer.stacks.StacksNetwork;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Calls an endpoint, by token if there is one, and pays if that is asked. */
@Command(
        name = "call",
        description = "Call an endpoint, and pay for it.",
        mixinStandardHelpOptions = true,
        footer = {
            "%nThe answer goes to standard output, what it cost to standard error.",
            "A deposit's token is kept beside the wallet and used from then on; where it is",
            "lost, the wallet signs in for another:",
            "  coffer call POST /api/account/deposit '{\"amount\": 1000000}'",
            "  coffer call POST /api/kv/set '{\"key\": \"a\", \"value\": 1}'"
        })
final class CallCommand implements Callable<Integer> {

    private static final String DEPOSIT = "/api/account/deposit";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private WalletOptions options = new WalletOptions();

    @Parameters(index = "0", paramLabel = "METHOD", description = "GET, POST, ...")
    private String method = "";

    @Parameters(index = "1", paramLabel = "PATH", description = "Like /api/kv/set.")
    private String path = "";

    @Parameters(
            index = "2",
            paramLabel = "JSON",
            arity = "0..1",
            description = "The body; - reads it from standard input.")
    private @Nullable String json;

    @Option(
            names = "--token-type",
            paramLabel = "ASSET",
            description = "Pay with STX, sBTC or USDCx (default: the server's choice).")
    private @Nullable String tokenType;

    @Option(
            names = "--max",
            defaultValue = "0.1",
            paramLabel = "STX",
            description =
                    "The most to pay; a USDCx counts as 1 STX, an sBTC as 1000 (default ${DEFAULT-VALUE}). A deposit may be what its amount says.")
    private String max = "0.1";

    @Option(
            names = "--receipt",
            description = "Ask for a signed receipt of what it costs, and print it.")
    private boolean receipt;

    @Override
    public Integer call() throws IOException {
        if (!path.startsWith("/")) {
            throw new Failure("a path begins with /, like /api/kv/get");
        }
        Optional<Asset> asset = Optional.ofNullable(tokenType).flatMap(Asset::named);
        if (tokenType != null && asset.isEmpty()) {
            throw new Failure("--token-type is STX, sBTC or USDCx");
        }
        HttpCall call =
                new HttpCall(
                        method.toUpperCase(Locale.ROOT),
                        path,
                        Optional.ofNullable(body()),
                        receipt ? Map.of("Prefer", "receipt") : Map.of());
        try (Remote remote = options.remote()) {
            return shown(send(remote, call, asset));
        }
    }

    private PayingClient.Paid send(Remote remote, HttpCall call, Optional<Asset> asset)
            throws IOException {
        if (!Files.exists(options.file())) {
            Response response = remote.send(call, PayingClient.headers(asset));
            if (response.status() == 402) {
                options.wallet();
            }
            return new PayingClient.Paid(response, Optional.empty());
        }
        WalletFile wallet = options.wallet();
        Spending limit = Spending.upTo(max);
        Spending most = deposit(call, asset).map(limit::orAtLeast).orElse(limit);
        PayingClient client = new PayingClient(remote, wallet, asset, most);
        Optional<String> token =
                options.tokens().find(remote.url(), wallet.address(StacksNetwork.TESTNET));
        if (token.isPresent() && !isDeposit(call)) {
            Response response = client.byToken(call, token.get());
            if (response.status() == 402) {
                return client.pay(call, response);
            }
            if (response.status() != 401) {
                return new PayingClient.Paid(response, Optional.empty());
            }
            spec.commandLine().getErr().println("the token is not good any more; forgotten");
            options.tokens().forget(remote.url());
        }
        if (!isDeposit(call)) {
            return withoutToken(client, call);
        }
        PayingClient.Paid paid = client.pay(call);
        if (paid.response().ok()) {
            JsonNode deposited = paid.response().json();
            String account = deposited.path("account").asString("");
            options.tokens().put(remote.url(), account, deposited.path("token").asString(""));
        }
        return paid;
    }

    /** Spends a balance that there is, rather than pay again: the wallet signs in for its token. */
    private PayingClient.Paid withoutToken(PayingClient client, HttpCall call) throws IOException {
        Response response = client.ask(call);
        if (response.status() == 401 || response.status() == 402) {
            boolean free = response.status() == 401;
            Optional<SignedIn> entered =
                    SignedIn.to(client.remote(), client.wallet())
                            .filter(e -> free || e.hasBalance());
            if (entered.isPresent()) {
                SignedIn account = entered.get();
                spec.commandLine().getErr().println("signed in as " + account.account());
                options.tokens().put(client.remote().url(), account.account(), account.token());
                response = client.byToken(call, account.token());
            }
        }
        return response.status() == 402
                ? client.pay(call, response)
                : new PayingClient.Paid(response, Optional.empty());
    }

    private static boolean isDeposit(HttpCall call) {
        return call.path().equals(DEPOSIT) || call.path().startsWith(DEPOSIT + "?");
    }

    /** The amount of a deposit as its body names it: whoever writes it down means to pay it. */
    private static Optional<Price> deposit(HttpCall call, Optional<Asset> asset) {
        if (!isDeposit(call)) {
            return Optional.empty();
        }
        try {
            JsonNode body = Json.MAPPER.readTree(call.body().orElse("{}"));
            long amount = body.path("amount").asLong(0);
            Optional<Asset> named = Asset.named(body.path("tokenType").asString(""));
            return Optional.of(new Price(named.or(() -> asset).orElse(Asset.STX), amount))
                    .filter(p -> p.amount() > 0);
        } catch (JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private int shown(PayingClient.Paid paid) {
        Response response = paid.response();
        List<String> cost = new ArrayList<>();
        Optional<String> transaction = Payment.settledTransaction(response);
        paid.payment()
                .filter(_ -> transaction.isPresent())
                .ifPresent(p -> cost.add("paid " + p.quote().price()));
        response.header("Coffer-Charge").ifPresent(c -> cost.add("charged " + c));
        response.header("Coffer-Balance").ifPresent(b -> cost.add("balance " + b));
        transaction.ifPresent(t -> cost.add("transaction " + t));
        spec.commandLine().getOut().println(response.body());
        if (!response.ok()) {
            spec.commandLine().getErr().println("coffer: " + response.problem());
        }
        spec.commandLine().getErr().println(cost.isEmpty() ? "free" : String.join(", ", cost));
        response.header("Coffer-Receipt")
                .ifPresent(r -> spec.commandLine().getErr().println("receipt " + r));
        return response.ok() ? 0 : 1;
    }

    private @Nullable String body() throws IOException {
        return "-".equals(json)
                ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                : json;
    }
}
