package dev.coffer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.WordsModel;
import dev.coffer.harness.X402;
import dev.coffer.http.AccessLog;
import dev.coffer.http.Options;
import dev.coffer.payment.Prices;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

class CofferTest {

    @TempDir private Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "0.0.0.0", "::", "::1"})
    void whatItSaysItsAddressIsLeadsToIt(String host) throws Exception {
        Config config =
                new Config(
                        directory,
                        Optional.empty(),
                        Config.Money.OFF,
                        X402.PAY_TO,
                        Prices.defaults(),
                        Options.listen(host, 0),
                        AccessLog.off(),
                        InstantSource.system(),
                        new SecureRandom());
        config = config.with(Settings.usual().with(WordsModel.models()));
        try (Coffer coffer = Coffer.start(config);
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest health =
                    HttpRequest.newBuilder(URI.create(coffer.url() + "/api/health")).build();
            assertThat(client.send(health, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        }
    }
}
