package dev.coffer.cli.client;

import dev.coffer.payment.Asset;

import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The caveats that a person asks for, as a token's lines; what is null is not asked for.
 *
 * @param random makes each line that counts another one, with a count of its own
 */
public record Narrowing(RandomGenerator random, List<String> lines) {

    private static final int NONCE_BYTES = 6;

    public Narrowing(RandomGenerator random) {
        this(random, List.of());
    }

    private Narrowing and(String line) {
        List<String> more = new ArrayList<>(lines);
        more.add(line);
        return new Narrowing(random, List.copyOf(more));
    }

    private String nonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return HexFormat.of().formatHex(nonce);
    }

    public Narrowing only(@Nullable List<String> paths) {
        return paths == null ? this : and("only " + String.join(" ", paths));
    }

    /** An instant, or a time from now. */
    public Narrowing until(@Nullable String time, Instant now) {
        if (time == null) {
            return this;
        }
        try {
            Instant end =
                    time.startsWith("P") ? now.plus(Duration.parse(time)) : Instant.parse(time);
            return and("until " + end.toEpochMilli());
        } catch (DateTimeParseException | ArithmeticException e) {
            throw new Failure("--until is like 2026-12-31T12:00:00Z, or P7D, or PT1H");
        }
    }

    public Narrowing keys(@Nullable String prefix) {
        return prefix == null
                ? this
                : and(
                        "keys "
                                + URLEncoder.encode(prefix, StandardCharsets.UTF_8)
                                        .replace("+", "%20")
                                        .replace("%2F", "/"));
    }

    public Narrowing read(boolean asked) {
        return asked ? and("read") : this;
    }

    public Narrowing calls(@Nullable Long most) {
        return most == null ? this : and("calls %d %s".formatted(most, nonce()));
    }

    /** An amount in whole coins, and its asset. */
    public Narrowing spend(@Nullable String amount) {
        if (amount == null) {
            return this;
        }
        String[] words = amount.strip().split(" +");
        try {
            Asset asset = Asset.named(words[words.length - 1]).orElseThrow();
            long units = asset.units(words.length == 2 ? words[0] : "");
            return and("spend %d %s %s".formatted(units, asset.symbol(), nonce()));
        } catch (RuntimeException e) {
            throw new Failure("--spend is an amount and its asset, like '0.05 STX'");
        }
    }

    public Narrowing id(@Nullable String name) {
        return name == null ? this : and("id " + name);
    }
}
