package dev.coffer.cli.demo;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.HttpCall;
import dev.coffer.cli.client.PayingClient;
import dev.coffer.cli.client.Payment;
import dev.coffer.cli.client.Remote;
import dev.coffer.cli.client.Response;
import dev.coffer.cli.client.SignedIn;
import dev.coffer.cli.client.Spending;
import dev.coffer.cli.client.WalletFile;
import dev.coffer.payment.signin.SignIn;
import dev.coffer.stacks.StacksNetwork;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;

/** The first minutes of an agent with a wallet and no account; every answer is checked. */
public final class Demo {

    private static final int CALLS = 1_000;
    private static final int CONNECTIONS = 16;
    private static final long WRITE_PRICE = 1_000;
    private static final long DEPOSIT = 2_000_000;

    private final Remote remote;
    private final Transcript shown;
    private final WalletFile wallet;
    private final WalletFile stranger;
    private final PayingClient client;

    public Demo(Remote remote, Path directory, Transcript shown) throws IOException {
        this.remote = remote;
        this.shown = shown;
        this.wallet = WalletFile.create(directory.resolve("wallet"));
        this.stranger = WalletFile.create(directory.resolve("stranger"));
        this.client = client(wallet);
    }

    private PayingClient client(WalletFile payer) {
        return new PayingClient(remote, payer, Optional.empty(), Spending.upTo("5"));
    }

    public void run() throws IOException {
        fund();
        String hello = "{\"key\":\"greeting\",\"value\":{\"text\":\"hello\"}}";
        HttpCall set = HttpCall.post("/api/kv/set", hello);
        Response priced = price(set);
        PayingClient.Paid paid = pay(set, priced);
        readBack();
        refuseStranger();
        repeat(set, paid);
        String token = deposit();
        callByToken(token);
        long balance = balance(token);
        statement(token, balance);
        signIn(balance);
        new DemoTogether(client, token, shown).run();
        new DemoOnce(client, token, shown).run();
        new DemoMemory(client, token, shown).run();
        new DemoTools(client, token, shown).run();
    }

    private String address(WalletFile of) {
        return of.address(StacksNetwork.TESTNET);
    }

    private void fund() throws IOException {
        HttpCall faucet = HttpCall.faucet(address(wallet));
        Response funded = remote.send(faucet, Map.of());
        shown.step("fund", faucet, funded);
        expect(funded, 200, funded.json().path("balances").path("STX").asLong() > 0, "a balance");
    }

    private Response price(HttpCall set) throws IOException {
        Response priced = client.ask(set);
        Payment.Quote quote = Payment.quote(priced);
        shown.step(
                "ask",
                set,
                "%d %s, pay %s to %s"
                        .formatted(priced.status(), priced.code(), quote.price(), quote.payTo()));
        expect(priced, 402, quote.price().amount() == WRITE_PRICE, "a price of 1000 uSTX");
        return priced;
    }

    private PayingClient.Paid pay(HttpCall set, Response priced) throws IOException {
        PayingClient.Paid paid = client.pay(set, priced);
        Response done = paid.response();
        String transaction = Payment.settledTransaction(done).orElse("");
        String charge = done.header("Coffer-Charge").orElse("none");
        JsonNode revision = done.json().path("revision");
        shown.step(
                "pay",
                "the same with %s: 1000 uSTX of %s".formatted(Payment.HEADER, address(wallet)),
                "%d, Coffer-Charge: %s, revision %s, transaction %s"
                        .formatted(done.status(), charge, revision, transaction));
        boolean charged = charge.equals("1000 uSTX") && !transaction.isEmpty();
        expect(done, 200, charged, "a charge of 1000 uSTX");
        return paid;
    }

    private void readBack() throws IOException {
        HttpCall get = HttpCall.post("/api/kv/get", "{\"key\":\"greeting\"}");
        Response got = client.pay(get).response();
        shown.step("read", get, got);
        String text = got.json().path("value").path("text").asString("");
        expect(got, 200, text.equals("hello"), "the value that was stored");
    }

    private void refuseStranger() throws IOException {
        remote.ask(HttpCall.faucet(address(stranger)));
        String theirs = "{\"key\":\"greeting\",\"owner\":\"%s\"}".formatted(address(wallet));
        HttpCall get = HttpCall.post("/api/kv/get", theirs);
        Response refused = client(stranger).pay(get).response();
        long credited = refused.json().path("credited").path("amount").asLong();
        shown.step(
                "stranger",
                get,
                "%d %s, not charged: the %d uSTX it paid are its balance"
                        .formatted(refused.status(), refused.code(), credited));
        expect(refused, 404, credited == 500, "another's private key not found, 500 credited");
    }

    private void repeat(HttpCall set, PayingClient.Paid paid) throws IOException {
        Response again = client.send(set, paid.payment().orElseThrow());
        Optional<String> replay = again.header("Idempotent-Replay");
        shown.step(
                "repeat",
                "the second step's request again, with the same payment and its Idempotency-Key",
                "%d, Idempotent-Replay: %s, the same answer, not charged"
                        .formatted(again.status(), replay.orElse("none")));
        boolean same = again.body().equals(paid.response().body());
        expect(again, 200, same && replay.equals(Optional.of("true")), "the same answer again");
    }

    private String deposit() throws IOException {
        HttpCall deposit =
                HttpCall.post("/api/account/deposit", "{\"amount\":%d}".formatted(DEPOSIT));
        Response deposited = client.pay(deposit).response();
        String token = deposited.json().path("token").asString("");
        JsonNode balances = deposited.json().path("balances");
        shown.step(
                "deposit",
                deposit,
                "%d {\"balances\":%s,\"token\":\"%.20s…\"}"
                        .formatted(deposited.status(), balances, token));
        expect(deposited, 200, balances.path("STX").asLong() == DEPOSIT, "a balance of 2 STX");
        return token;
    }

    private void callByToken(String token) throws IOException {
        long started = System.nanoTime();
        List<Future<Response>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            for (int i = 0; i < CALLS; i++) {
                String value = "{\"key\":\"n-%d\",\"value\":%d}".formatted(i, i);
                HttpCall set = HttpCall.post("/api/kv/set", value);
                answers.add(threads.submit(() -> client.byToken(set, token)));
            }
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        for (Future<Response> answer : answers) {
            Response done = of(answer, "a call by token failed");
            expect(done, 200, true, "each of a thousand calls done");
        }
        shown.step(
                "thousand",
                "POST /api/kv/set {\"key\":\"n-0\",\"value\":0} ... by the token, %d at a time"
                        .formatted(CONNECTIONS),
                "%,d times 200 in %.2f s: %,.0f durable, charged writes a second, in a cold JVM"
                        .formatted(CALLS, seconds, CALLS / seconds));
    }

    static Response of(Future<Response> answer, String failed) throws IOException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IOException(failed + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private long balance(String token) throws IOException {
        HttpCall get = HttpCall.get("/api/account");
        Response account = client.byToken(get, token);
        JsonNode balances = account.json().path("balances");
        long balance = balances.path("STX").asLong();
        shown.step(
                "balance",
                get,
                "%d {\"balances\":%s,\"usage\":%s}"
                        .formatted(account.status(), balances, account.json().path("usage")));
        long left = DEPOSIT - CALLS * WRITE_PRICE;
        expect(account, 200, balance == left, "a balance of " + left + " uSTX");
        return balance;
    }

    private void statement(String token, long balance) throws IOException {
        HttpCall get = HttpCall.get("/api/account/statement");
        Response statement = client.byToken(get, token);
        long credits = total(statement.json().path("credits"), "amount");
        long charges = total(statement.json().path("charges"), "amount");
        long calls = total(statement.json().path("charges"), "calls");
        shown.step(
                "account",
                get,
                "%d credits of %,d - charges of %,d for %,d calls = %,d uSTX"
                        .formatted(statement.status(), credits, charges, calls, credits - charges));
        boolean adds = credits - charges == balance && calls == CALLS + 2;
        expect(statement, 200, adds, "credits less charges to be the balance, " + balance);
    }

    /** As on another machine, to which nothing but the key was carried. */
    private void signIn(long balance) throws IOException {
        SignedIn entered =
                SignedIn.to(remote, wallet)
                        .orElseThrow(() -> new Failure("the wallet could not sign in"));
        Response answer = entered.answer();
        shown.step(
                "sign in",
                "an empty client: GET %s?address=%.8s…, sign it, POST it"
                        .formatted(SignIn.PATH, address(wallet)),
                "%d {\"balances\":%s,\"token\":\"%.20s…\"}"
                        .formatted(answer.status(), entered.balances(), entered.token()));
        boolean same = entered.balances().path("STX").asLong() == balance;
        expect(answer, 200, same, "the balance that there was");
        Response got = client.byToken(HttpCall.get("/api/kv/get?key=greeting"), entered.token());
        String text = got.json().path("value").path("text").asString("");
        expect(got, 200, text.equals("hello"), "the value that was stored");
    }

    private static long total(JsonNode rows, String field) {
        return StreamSupport.stream(rows.spliterator(), false)
                .mapToLong(row -> row.path(field).asLong())
                .sum();
    }

    static void expect(Response response, int status, boolean right, String expected) {
        if (response.status() != status || !right) {
            throw new Failure(
                    "expected %d and %s, got %d %s"
                            .formatted(status, expected, response.status(), response.body()));
        }
    }
}
