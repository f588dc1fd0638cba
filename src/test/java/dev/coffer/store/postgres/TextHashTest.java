package dev.coffer.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

class TextHashTest {

    /** What PostgreSQL 18 gave; a line each, the hash and the text. */
    @Test
    void knownTextsHaveTheirHash() throws Exception {
        List<String> lines;
        try (InputStream file = TextHashTest.class.getResourceAsStream("/store/hashtext.txt");
                BufferedReader reader =
                        new BufferedReader(
                                new InputStreamReader(
                                        Objects.requireNonNull(file), StandardCharsets.UTF_8))) {
            lines = reader.lines().toList();
        }
        assertThat(lines).hasSizeGreaterThan(50);
        assertThat(lines)
                .allSatisfy(line -> {
                    int space = line.indexOf(' ');
                    assertThat(TextHash.of(line.substring(space + 1)))
                            .isEqualTo(Integer.parseInt(line.substring(0, space)));
                });
    }

    @Test
    void textsOfEveryLengthHaveThatOfPostgres() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Connection connection =
                        DriverManager.getConnection(PostgresServer.shared().newDatabase());
                PreparedStatement ask =
                        connection.prepareStatement(
                                "select hashtext(t) from unnest(?) with ordinality as x (t, i) order by i")) {
            List<String> texts =
                    IntStream.range(0, 2_000)
                            .mapToObj(i -> text(random, i % 130, i % 3 == 0 ? 0x2fff : 0x7e))
                            .toList();
            ask.setArray(1, connection.createArrayOf("text", texts.toArray()));
            try (ResultSet answers = ask.executeQuery()) {
                for (String text : texts) {
                    assertThat(answers.next()).isTrue();
                    assertThat(TextHash.of(text))
                            .as("seed %d, text %s", seed, text)
                            .isEqualTo(answers.getInt(1));
                }
            }
        }
    }

    private static String text(Random random, int length, int last) {
        return random.ints(length, '!', last + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
