package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Jws;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.payment.Asset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

class ReceiptCommandTest {

    private static final String[] ONCE = {
        "Prefer", "receipt", "Idempotency-Key", "the one charge of it"
    };

    @TempDir private Path directory = Path.of("");

    private Service service() {
        return Service.inRealTime(Config.Money.DEVNET, directory.resolve("data"));
    }

    private Cli rotate(String... more) {
        String[] args = new String[4 + more.length];
        System.arraycopy(
                new String[] {"receipt", "rotate", "--data", directory.resolve("data").toString()},
                0,
                args,
                0,
                4);
        System.arraycopy(more, 0, args, 4, more.length);
        return Cli.run(args);
    }

    private static Jws set(Service service, String token) {
        String value = "{\"key\":\"k\",\"value\":1}";
        return Jws.of(
                service.with(List.of("Authorization", "Bearer " + token))
                        .post("/api/kv/set", value, ONCE)
                        .expect(200)
                        .header("Coffer-Receipt"));
    }

    @Test
    void aNewKeyLeavesOldReceiptsGoodUnlessTheyAreWithdrawn() {
        Jws first;
        String token;
        try (Service service = service()) {
            Payer payer = Payer.funded(service);
            payer.deposit(Asset.STX, 10_000);
            token = payer.token();
            first = set(service, token);
            assertThat(rotate().exit()).as("it is served").isEqualTo(1);
        }
        assertThat(rotate().exit()).isZero();
        try (Service service = service()) {
            assertThat(Jws.keys(service).path("keys")).hasSize(2);
            assertThat(first.isBy(Jws.keys(service))).isTrue();
            Jws again = set(service, token); // Of the same charge, by the new key.
            assertThat(again.isBy(Jws.keys(service))).isTrue();
            assertThat(again.head().path("kid")).isNotEqualTo(first.head().path("kid"));
            assertThat(again.payload().path("number")).isEqualTo(first.payload().path("number"));
        }
        assertThat(rotate("--withdraw").exit()).isZero();
        try (Service service = service()) {
            assertThat(Jws.keys(service).path("keys")).hasSize(1);
            assertThat(first.isBy(Jws.keys(service))).isFalse();
            assertThat(set(service, token).isBy(Jws.keys(service))).isTrue();
        }
    }
}
