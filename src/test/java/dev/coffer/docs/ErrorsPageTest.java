package dev.coffer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.endpoint.Catalog;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Failures;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * docs/errors.md has every code of the sources, with its status, and no other; and each is one that
 * an endpoint says of itself, or that is for no endpoint. A refusal can't be made without a code.
 */
class ErrorsPageTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\| (\\d{3}) \\|");

    private static final Pattern CODE =
            Pattern.compile("new ErrorCode\\(\\s*(\\d{3}),\\s*\"([a-z0-9_]+)\"\\)");

    /** What is taken over from a chain's refusal, or from the check of a signed payment. */
    private static final Pattern CARRIED =
            Pattern.compile("new (?:\\w+\\.)*Refused\\(\\s*\"([a-z0-9_]+)\",");

    private final String sources;

    ErrorsPageTest() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/dev/coffer"))) {
            sources =
                    files.filter(file -> file.toString().endsWith(".java"))
                            .map(ErrorsPageTest::text)
                            .collect(Collectors.joining("\n"));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<ErrorCode> page() {
        return ROW.matcher(text(Path.of("docs/errors.md")))
                .results()
                .map(row -> new ErrorCode(Integer.parseInt(row.group(2)), row.group(1)))
                .toList();
    }

    @Test
    void thePageAndTheSourcesAgree() {
        List<ErrorCode> defined =
                CODE.matcher(sources)
                        .results()
                        .map(code -> new ErrorCode(Integer.parseInt(code.group(1)), code.group(2)))
                        .toList();
        assertThat(page()).containsExactlyInAnyOrderElementsOf(defined);
        assertThat(defined).extracting(ErrorCode::code).doesNotHaveDuplicates();
    }

    @Test
    void thePageAndTheEndpointsAgree() {
        Set<String> said = new TreeSet<>();
        Failures.OF_REQUESTS.forEach(code -> said.add(code.toString()));
        try (Service service = Service.with(Config.Money.DEVNET)) {
            Catalog catalog = new Catalog(service.endpoints());
            for (var endpoint : catalog.endpoints()) {
                catalog.failures(endpoint).forEach(code -> said.add(code.toString()));
            }
        }
        assertThat(page()).extracting(ErrorCode::toString).hasSameElementsAs(said);
    }

    @Test
    void whatIsCarriedOverFromAPaymentsRefusalIsSaidOfPayments() {
        Set<String> carried = new TreeSet<>();
        CARRIED.matcher(sources).results().forEach(refused -> carried.add(refused.group(1)));
        carried.remove(ErrorCode.CONFLICTING_NONCE.code()); // Told as a conflict.
        assertThat(carried).hasSizeGreaterThan(8);
        assertThat(Failures.OF_PAYMENTS)
                .extracting(ErrorCode::toString)
                .containsAll(carried.stream().map(code -> "400 " + code).toList());
    }
}
