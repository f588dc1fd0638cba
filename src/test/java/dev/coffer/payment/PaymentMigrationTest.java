package dev.coffer.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.harness.TestClock;
import dev.coffer.harness.X402;
import dev.coffer.payment.devnet.Devnet;
import dev.coffer.payment.stacks.StacksVerifier;
import dev.coffer.store.Migrations.Dialect;
import dev.coffer.store.Store;
import dev.coffer.store.postgres.PostgresServer;
import dev.coffer.store.postgres.PostgresStore;
import dev.coffer.store.sqlite.SqliteStore;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Payments of a database of an earlier schema: settled ones stay so, open ones are resolved. */
class PaymentMigrationTest {

    private static final String BEFORE = "9";

    @TempDir private Path data = Path.of("");
    private final TestClock clock = TestClock.still();
    private final Ledger ledger = new Ledger();
    private final HostileChain chain = new HostileChain();

    @Test
    void sqlite() throws Exception {
        fill(Dialect.SQLITE, "jdbc:sqlite:" + data.resolve("coffer.db"));
        check(SqliteStore.open(data, clock, new SqliteStore.Bounds(100, 100)));
    }

    @Test
    void postgres() throws Exception {
        String url = clock.on(PostgresServer.shared().newDatabase());
        fill(Dialect.POSTGRESQL, url);
        check(PostgresStore.open(url, PostgresStore.Use.of(100, 100)));
    }

    private void fill(Dialect dialect, String url) throws Exception {
        Flyway.configure()
                .dataSource(url, null, null)
                .locations("classpath:db/migration")
                .placeholders(words(dialect))
                .target(BEFORE)
                .load()
                .migrate();
        try (Connection connection = DriverManager.getConnection(url);
                Statement sql = connection.createStatement()) {
            for (int nonce = 0; nonce < 3; nonce++) {
                sql.execute(
                        """
                        insert into payment (owner, network, nonce, presign, fingerprint, state,
                            asset, amount, txid, claimed_at, transaction_bytes)
                        values ('ST1', '%s', %d, 'digest', 'request', '%s', 'SBTC', 100, 'tx%d',
                            %d, '')\
                        """
                                .formatted(
                                        X402.NETWORK,
                                        nonce,
                                        nonce == 0 ? "settled" : "settling",
                                        nonce,
                                        clock.millis())
                                .replace(
                                        "'')",
                                        dialect == Dialect.SQLITE ? "x'01')" : "'\\x01'::bytea)"));
                if (nonce > 0) {
                    sql.execute(
                            "insert into unsettled (owner, network, nonce) values ('ST1', '%s', %d)"
                                    .formatted(X402.NETWORK, nonce));
                }
            }
        }
    }

    private static Map<String, String> words(Dialect dialect) {
        return Stream.of("text", "long", "bytes", "table")
                .collect(
                        Collectors.toMap(word -> word, word -> dialect.spelled("${" + word + "}")));
    }

    private void check(Store opened) {
        try (Store store = opened) {
            Payments payments =
                    new Payments(
                            store,
                            ledger,
                            Rails.of(StacksVerifier.rail(Devnet.TOKENS, X402.PAY_TO, chain)));
            // Nobody knows who brought them: they buy nothing any more.
            assertThatThrownBy(() -> payments.settle(payment(0), payer("request")))
                    .hasFieldOrPropertyWithValue("code", ErrorCode.PAYMENT_USED);
            chain.moved.add("tx1");
            clock.advance(Duration.ofMinutes(2));
            payments.resolveOpen();
            assertThat(chain.settles.get()).isZero();
            assertThat(balance(store)).isEqualTo(100);
            // The chain has nothing of the third, which is free again.
            payments.settle(payment(2), payer("another request"));
            assertThat(balance(store)).isEqualTo(200);
        }
    }

    private static Presenter payer(String request) {
        return new Presenter(request, List.of("key k"), Optional.empty());
    }

    private long balance(Store store) {
        return store.readGlobal(tx -> ledger.balances(tx, "ST1")).getOrDefault(Asset.SBTC, 0L);
    }

    private static VerifiedPayment payment(int nonce) {
        return new VerifiedPayment(
                new PaymentName("ST1", X402.NETWORK, "" + nonce, "digest"),
                new Price(Asset.SBTC, 100),
                Optional.of("tx" + nonce),
                new byte[] {1},
                Optional.empty());
    }
}
