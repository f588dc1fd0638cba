package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.cli.client.TokenFile;
import dev.coffer.cli.client.WalletFile;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.payment.Asset;
import dev.coffer.payment.BearerToken;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.store.postgres.PostgresServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

class TokenCommandTest {

    private static final String SET = "/api/kv/set";
    private static final String VALUE = "{\"key\":\"shared/ä\",\"value\":1}";

    @TempDir private Path directory = Path.of("");

    private Service service() {
        return Service.inRealTime(Config.Money.DEVNET, directory.resolve("data"));
    }

    private static Answered set(Service service, String token) {
        return service.post(SET, VALUE, "Authorization", "Bearer " + token);
    }

    @Test
    void aTokenIsNarrowedWithoutAServer() {
        String token;
        String narrow;
        try (Service service = service()) {
            Payer payer = Payer.funded(service);
            payer.deposit(Asset.STX, 10_000);
            token = payer.token();
        }
        Cli made =
                Cli.run(
                        "token",
                        "narrow",
                        token,
                        "--keys",
                        "shared/ä",
                        "--only",
                        "/api/kv/set,/api/account",
                        "--spend",
                        "0.002 STX",
                        "--calls",
                        "9",
                        "--until",
                        "PT1H",
                        "--id",
                        "bob");
        assertThat(made.exit()).as(made.err()).isZero();
        narrow = made.out().strip();
        List<String> caveats = BearerToken.of(narrow).orElseThrow().caveats();
        assertThat(caveats.subList(1, caveats.size()))
                .hasSize(6)
                .startsWith("only /api/kv/set /api/account")
                .contains("keys shared/%C3%A4", "id bob")
                .anyMatch(line -> line.matches("spend 2000 STX [0-9a-f]+"));
        try (Service service = service()) {
            set(service, narrow).expect(200);
            set(service, narrow).expect(200);
            set(service, narrow).expect(403, "cap_reached");
            service.get("/api/account", "Authorization", "Bearer " + narrow)
                    .expect(403, "not_allowed"); // It is about no name.
            set(service, token).expect(200);
        }
    }

    @Test
    void theTokenIsTheOneOfTheDeposit() throws Exception {
        Path wallet = directory.resolve("wallet");
        Cli.run("wallet", "new", "--wallet", wallet.toString());
        Cli none = Cli.run("token", "narrow", "--read", "--wallet", wallet.toString());
        assertThat(none.exit()).isEqualTo(1);
        assertThat(none.err()).contains("no token for http").contains("a deposit gives one");
        String address = WalletFile.read(wallet).address(StacksNetwork.TESTNET);
        String token = "cof_" + "U1QKMC4wMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA" + ".AA";
        TokenFile.beside(wallet).put("http://127.0.0.1:8402", address, token);
        Cli made = Cli.run("token", "narrow", "--read", "--wallet", wallet.toString());
        assertThat(made.exit()).as(made.err()).isZero();
        assertThat(BearerToken.of(made.out().strip()).orElseThrow().caveats())
                .containsExactly("read");
    }

    @Test
    void whatIsNoTokenOrNoCaveatIsSaidInALine() {
        String token = "cof_" + "U1QKMC4wMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA" + ".AA";
        said("that is no token", "token", "narrow", "cof_x", "--read");
        said("say what it may do at most", "token", "narrow", token);
        said("--until is like", "token", "narrow", token, "--until", "tomorrow");
        said("--spend is an amount", "token", "narrow", token, "--spend", "5");
        said("--spend is an amount", "token", "narrow", token, "--spend", "5 DOGE");
        said("`id a b` is no caveat", "token", "narrow", token, "--id", "a b");
    }

    private static void said(String text, String... args) {
        Cli cli = Cli.run(args);
        assertThat(cli.exit()).isEqualTo(1);
        assertThat(cli.err()).startsWith("coffer: ").contains(text);
        assertThat(cli.out()).isEmpty();
    }

    @Test
    void aNewKeyLeavesOldTokensGoodUnlessTheyAreVoid() {
        String data = directory.resolve("data").toString();
        String first;
        try (Service service = service()) {
            Payer payer = Payer.funded(service);
            payer.deposit(Asset.STX, 10_000);
            first = payer.token();
            Cli served = Cli.run("token", "rotate", "--data", data);
            assertThat(served.exit()).as("it is served").isEqualTo(1);
        }
        assertThat(Cli.run("token", "rotate", "--data", data).exit()).isZero();
        try (Service service = service()) {
            set(service, first).expect(200);
        }
        assertThat(Cli.run("token", "rotate", "--data", data, "--void").exit()).isZero();
        try (Service service = service()) {
            set(service, first).expect(401, "invalid_token");
            Payer payer = Payer.funded(service);
            payer.deposit(Asset.STX, 10_000);
            set(service, payer.token()).expect(200);
            assertThat(BearerToken.of(payer.token()).orElseThrow().id()).doesNotStartWith("0.");
        }
    }

    @Test
    void nodesThatRunHearOfANewKey() {
        String database = PostgresServer.shared().newDatabase();
        try (Service node = Service.inRealTime(Config.Money.DEVNET, database);
                Service other = Service.inRealTime(Config.Money.DEVNET, database)) {
            Payer payer = Payer.funded(node);
            payer.deposit(Asset.STX, 10_000);
            String old = payer.token();
            set(other, old).expect(200);
            Cli rotated = Cli.run("token", "rotate", "--store", database, "--void");
            assertThat(rotated.exit()).as(rotated.err()).isZero();
            Call.until("node hears", () -> set(node, old).status() == 401);
            Call.until("other hears", () -> set(other, old).status() == 401);
            payer.deposit(Asset.STX, 10_000);
            set(other, payer.token()).expect(200);
        }
    }
}
