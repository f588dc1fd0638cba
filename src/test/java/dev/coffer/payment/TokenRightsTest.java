package dev.coffer.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Problem;
import dev.coffer.harness.Service;
import dev.coffer.store.sqlite.SqliteStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Whatever line is added to whatever token: it may nothing that it might not before, at any
 * endpoint of the catalog, about any names, in any asset.
 */
class TokenRightsTest {

    private static final int TOKENS = 4_000;
    private static final List<String> PARTS = List.of("", "a", "b", "a/", "a/b", "b/a", "ä", "%");

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final List<Endpoint<?, ?>> endpoints;

    TokenRightsTest() {
        try (Service service = Service.devnet()) {
            endpoints =
                    service.endpoints().stream()
                            .filter(e -> !(e.access() instanceof Access.Anybody<?>))
                            .toList();
        }
    }

    @Test
    void noDerivationWidensARight(@TempDir Path data) {
        int refused = 0;
        int allowed = 0;
        try (SqliteStore store =
                SqliteStore.open(data, InstantSource.system(), new SqliteStore.Bounds(100, 100))) {
            Tokens tokens = new Tokens(store, random);
            for (int i = 0; i < TOKENS; i++) {
                BearerToken token =
                        tokens.issue("STADA", Long.MAX_VALUE / 10, List.of()).narrowed(lines());
                BearerToken more = token.narrowed(List.of(line()));
                Pass before = tokens.pass(token.text());
                Pass after = tokens.pass(more.text());
                assertThat(after.untilMs()).isLessThanOrEqualTo(before.untilMs());
                assertThat(after.caps()).as("seed %d", seed).containsAll(before.caps());
                for (Endpoint<?, ?> endpoint : endpoints) {
                    List<String> names = names();
                    boolean may = may(after, endpoint, names);
                    boolean might = may(before, endpoint, names);
                    assertThat(may && !might)
                            .as(
                                    "seed %d: %s with %s may %s about %s",
                                    seed, token.caveats(), more.caveats(), endpoint.path(), names)
                            .isFalse();
                    allowed += may ? 1 : 0;
                    refused += might && !may ? 1 : 0;
                }
                assertThat(debitable(before)).containsAll(debitable(after));
            }
        }
        assertThat(allowed).isGreaterThan(TOKENS);
        assertThat(refused).isGreaterThan(TOKENS);
    }

    private static boolean may(Pass pass, Endpoint<?, ?> endpoint, List<String> names) {
        try {
            pass.rights().require(endpoint, () -> names);
            return true;
        } catch (Problem refusal) {
            assertThat(refusal.code()).isEqualTo("not_allowed");
            return false;
        }
    }

    private static List<Price> debitable(Pass pass) {
        List<Price> all = Stream.of(Asset.values()).map(asset -> new Price(asset, 1)).toList();
        try {
            return pass.debitable(all);
        } catch (Problem refusal) {
            return List.of();
        }
    }

    private List<String> names() {
        return Stream.generate(this::name).limit(random.nextInt(4)).toList();
    }

    private String name() {
        return pick(PARTS) + pick(PARTS);
    }

    private List<String> lines() {
        return Stream.generate(this::line).limit(random.nextInt(5)).toList();
    }

    private String line() {
        return switch (random.nextInt(7)) {
            case 0 -> "until " + (Long.MAX_VALUE / 10 - random.nextInt(1000));
            case 1 -> "read";
            case 2 -> "calls " + random.nextInt(5) + " n" + random.nextInt(3);
            case 3 -> "spend 5 " + pick(List.of(Asset.values())).symbol() + " n";
            case 4 -> "id bob";
            case 5 -> "keys " + pick(List.of("a", "a/", "b", "%C3%A4", "%25", "a%2Fb"));
            default -> only();
        };
    }

    private String only() {
        List<String> words = new ArrayList<>(List.of("only"));
        for (int i = random.nextInt(6); i >= 0; i--) {
            String path = pick(endpoints).path();
            int cut = path.lastIndexOf('/') + random.nextInt(3);
            boolean rest = random.nextBoolean() && cut <= path.length();
            words.add(rest ? path.substring(0, cut) + "*" : path);
        }
        return String.join(" ", words);
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    @Test
    void allAssetsAreSpent() {
        Map<Asset, String> lines = new EnumMap<>(Asset.class);
        for (Asset asset : Asset.values()) {
            lines.put(asset, "spend 1 %s n".formatted(asset.symbol()));
        }
        assertThat(lines.values()).allMatch(line -> Caveat.of(line).isPresent());
    }
}
