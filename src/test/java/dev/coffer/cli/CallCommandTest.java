package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.cli.client.TokenFile;
import dev.coffer.cli.client.WalletFile;
import dev.coffer.harness.Jws;
import dev.coffer.harness.Service;
import dev.coffer.payment.BearerToken;
import dev.coffer.stacks.StacksNetwork;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class CallCommandTest {

    @TempDir Path directory;

    private Service service;
    private Path wallet;

    @BeforeEach
    void start() {
        service = Service.inRealTime(Config.Money.DEVNET, directory.resolve("data"));
        wallet = directory.resolve("wallet");
        run("wallet", "new");
        run("wallet", "fund");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private Cli run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--wallet", wallet.toString(), "--url", service.url()));
        return Cli.run(all.toArray(String[]::new));
    }

    @Test
    void aPricedCallIsPaidInAnyAsset() {
        Cli stx = run("call", "POST", "/api/kv/set", "{\"key\":\"a\",\"value\":1}");
        assertThat(stx.exit()).isZero();
        assertThat(stx.out()).contains("\"key\":\"a\"");
        assertThat(stx.err())
                .startsWith("paid 1000 uSTX, charged 1000 uSTX")
                .contains("transaction ");

        for (String asset : List.of("sBTC", "USDCx")) {
            Cli token = run("call", "GET", "/api/kv/get?key=a", "--token-type", asset);
            assertThat(token.exit()).as(token.err()).isZero();
            assertThat(token.out()).contains("\"value\":1", "\"tokenType\":\"" + asset + "\"");
        }
    }

    /** Without a coin for the fee it pays while the server does; then it needs one. */
    @Test
    void theServersSponsorPaysTheFee() throws Exception {
        service.restartSponsored(1);
        Files.delete(wallet);
        run("wallet", "new");
        String address = WalletFile.read(wallet).address(StacksNetwork.TESTNET);
        service.post(
                        "/devnet/faucet?tokenType=STX",
                        "{\"address\": \"%s\", \"amount\": 4000}".formatted(address))
                .expect(200);
        Cli paid = run("call", "POST", "/api/kv/set", "{\"key\":\"a\",\"value\":1}");
        assertThat(paid.exit()).as(paid.err()).isZero();
        assertThat(run("wallet", "show").out()).contains("0.003 STX");
        Cli own = run("call", "POST", "/api/kv/set", "{\"key\":\"a\",\"value\":2}");
        assertThat(own.exit()).as(own.err()).isZero();
        assertThat(run("wallet", "show").out()).doesNotContain("0.002 STX");
        Cli books = Cli.run("books", "--data", directory.resolve("data").toString());
        assertThat(books.exit()).as(books.out()).isZero();
        assertThat(books.out()).containsPattern("signed for 1 fees of payers, 283 uSTX");
    }

    @Test
    void aReceiptIsPrinted() {
        Cli set = run("call", "POST", "/api/kv/set", "{\"key\":\"a\",\"value\":1}", "--receipt");
        Matcher receipt = Pattern.compile("receipt (\\S+)").matcher(set.err());
        assertThat(receipt.find()).as(set.err()).isTrue();
        assertThat(Jws.of(receipt.group(1)).isBy(Jws.keys(service))).isTrue();
        assertThat(run("call", "GET", "/api/account", "--receipt").err()).doesNotContain("receipt");
    }

    @Test
    void aDepositsTokenPaysTheNextCalls() {
        Cli deposit = run("call", "POST", "/api/account/deposit", "{\"amount\":1000000}");
        assertThat(deposit.exit()).as(deposit.err()).isZero();
        assertThat(wallet.resolveSibling("wallet.tokens")).exists();

        Cli set = run("call", "POST", "/api/kv/set", "{\"key\":\"a\",\"value\":1}");
        assertThat(set.err()).isEqualToIgnoringNewLines("charged 1000 uSTX, balance 999000 uSTX");

        assertThat(run("wallet", "show").out()).contains("account  0.999 STX");
    }

    @Test
    void moreThanTheLimitIsNotPaid() {
        Cli refused =
                run(
                        "call",
                        "POST",
                        "/api/kv/set",
                        "{\"key\":\"a\",\"value\":1}",
                        "--max",
                        "0.0009");

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err())
                .isEqualToIgnoringNewLines(
                        "coffer: it costs 0.001 STX, more than --max 0.0009; nothing was paid");
    }

    @Test
    void whatWasNotTakenIsNotCalledPaid() throws Exception {
        Files.delete(wallet);
        run("wallet", "new");
        Cli poor = run("call", "POST", "/api/kv/set", "{\"key\":\"a\",\"value\":1}");
        assertThat(poor.exit()).isEqualTo(1);
        assertThat(poor.err()).contains("insufficient_funds").doesNotContain("paid");
    }

    @Test
    void aRefusalIsTold() {
        Cli bad = run("call", "GET", "/api/kv/get?key=missing");
        assertThat(bad.exit()).isEqualTo(1);
        assertThat(bad.err()).contains("coffer: 404 not_found");
    }

    @Test
    void whatIsFreeNeedsNoWallet() throws Exception {
        Files.delete(wallet);
        Cli health = run("call", "GET", "/api/health");
        assertThat(health.exit()).isZero();
        assertThat(health.err()).isEqualToIgnoringNewLines("free");

        Cli priced = run("call", "GET", "/api/kv/get?key=a");
        assertThat(priced.err()).contains("make one: coffer wallet new");
    }

    @Test
    void aTokenThatExpiredOrWasRevokedIsForgotten() throws Exception {
        String address = WalletFile.read(wallet).address(StacksNetwork.TESTNET);
        TokenFile tokens = TokenFile.beside(wallet);
        run("call", "POST", "/api/account/deposit", "{\"amount\":1000000}");
        BearerToken token =
                BearerToken.of(tokens.find(service.url(), address).orElseThrow()).orElseThrow();
        run("call", "DELETE", "/api/account/tokens/dead");
        for (String caveat : List.of("until 1", "id dead")) {
            String bad = token.narrowed(List.of(caveat)).text();
            tokens.put(service.url(), address, bad);

            Cli set = run("call", "POST", "/api/kv/set", "{\"key\":\"a\",\"value\":1}");

            assertThat(set.exit()).as(set.err()).isZero();
            assertThat(set.err()).contains("forgotten", "signed in as").doesNotContain("paid");
            assertThat(tokens.find(service.url(), address)).isPresent().get().isNotEqualTo(bad);
        }
    }

    @Test
    void whereTheTokenIsLostTheWalletSignsInAndSpendsItsBalance() throws Exception {
        run("call", "POST", "/api/account/deposit", "{\"amount\":1500}");
        String address = WalletFile.read(wallet).address(StacksNetwork.TESTNET);
        for (String left : List.of("500", "0")) {
            Files.delete(wallet.resolveSibling("wallet.tokens"));
            Cli get =
                    left.equals("500")
                            ? run("call", "POST", "/api/kv/set", "{\"key\":\"a\",\"value\":1}")
                            : run("call", "GET", "/api/kv/get?key=a");
            assertThat(get.exit()).as(get.err()).isZero();
            assertThat(get.err())
                    .contains("signed in as " + address, "balance " + left + " uSTX")
                    .doesNotContain("paid");
            assertThat(TokenFile.beside(wallet).find(service.url(), address)).isPresent();
        }
        Files.delete(wallet.resolveSibling("wallet.tokens"));
        Cli poor = run("call", "GET", "/api/kv/get?key=a");
        assertThat(poor.err()).startsWith("paid 500 uSTX").doesNotContain("signed in");
    }

    @Test
    void whatIsFreeForAccountsNeedsNoTokenEither() {
        Cli account = run("call", "GET", "/api/account");
        assertThat(account.exit()).as(account.err()).isZero();
        assertThat(account.out()).contains("\"STX\":0");
        assertThat(account.err()).contains("signed in as ST", "free");
        assertThat(run("wallet", "show").out()).contains("account  0 STX");
    }

    @Test
    void theWalletShowsItsBalanceWithoutAToken() throws Exception {
        run("call", "POST", "/api/account/deposit", "{\"amount\":1500000}");
        Files.delete(wallet.resolveSibling("wallet.tokens"));
        assertThat(run("wallet", "show").out()).contains("account  1.5 STX");
    }

    /** Who asks might only pass on what another server asks, to be let in there. */
    @Test
    void whatIsForAnotherServerIsNotSigned() {
        run("call", "POST", "/api/account/deposit", "{\"amount\":1500}");
        service.restartAt("http://another.example");
        assertThat(run("wallet", "show").out()).contains("takes no signature");
        Cli paid = run("call", "POST", "/api/kv/set", "{\"key\":\"a\",\"value\":1}");
        assertThat(paid.err()).startsWith("paid 1000 uSTX").doesNotContain("signed in");
    }

    @Test
    void aTokenThatIsNotGoodAnyMoreIsForgotten() throws Exception {
        String address = WalletFile.read(wallet).address(StacksNetwork.TESTNET);
        TokenFile tokens = TokenFile.beside(wallet);
        tokens.put(service.url(), address, "nonsense");

        Cli set = run("call", "POST", "/api/kv/set", "{\"key\":\"a\",\"value\":1}");

        assertThat(set.exit()).as(set.err()).isZero();
        assertThat(tokens.find(service.url(), address)).isEmpty();
    }
}
