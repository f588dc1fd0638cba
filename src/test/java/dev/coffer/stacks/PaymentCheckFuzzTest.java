package dev.coffer.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Strangers' bytes: real transactions, changed, cut and spliced at random. Another seed with {@code
 * -Dseed=}.
 */
class PaymentCheckFuzzTest {
    private static final int TURNS = 20_000;

    private final long seed = Long.getLong("seed", 20_260_104);
    private final Random random = new Random(seed);
    private final List<Vectors.Transaction> originals = Vectors.Transaction.all().toList();
    private final PaymentCheck check = new PaymentCheck();

    @Test
    void noChangedTransactionIsValidAndNoneThrows() {
        // A splice may be another vector whole: good ones, and the one that is good on its network.
        List<String> good = List.of("valid", "invalid_network");
        Set<Bytes> signed =
                originals.stream()
                        .filter(v -> good.contains(v.text("expect")))
                        .map(v -> Bytes.of(v.bytes()))
                        .collect(Collectors.toSet());
        Map<String, Integer> seen = new HashMap<>();
        for (int turn = 0; turn < TURNS; turn++) {
            Vectors.Transaction original = pick();
            byte[] bytes = changed(original.bytes());
            String where = "seed %d, turn %d, %s".formatted(seed, turn, original.name());
            PaymentCheck.Outcome outcome;
            try {
                outcome = check.check(original.requirement(), Vectors.hex(bytes));
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError(where + ": " + Vectors.hex(bytes), e);
            }
            switch (outcome) {
                case PaymentCheck.Valid valid -> {
                    assertThat(signed.contains(valid.bytes())).as(where).isTrue();
                    assertThat(valid.bytes()).as(where).isEqualTo(Bytes.of(bytes));
                    seen.merge("valid", 1, Integer::sum);
                }
                case PaymentCheck.Invalid invalid -> {
                    assertThat(invalid.message()).as(where).isNotEmpty();
                    seen.merge(invalid.code(), 1, Integer::sum);
                }
            }
        }
        // The changes must reach deep enough to be worth their time.
        assertThat(seen)
                .as("seed %d", seed)
                .containsKeys(
                        "invalid_payload",
                        "invalid_network",
                        "invalid_transaction_state",
                        "signature_validation_failed");
    }

    @Test
    void whatParsesPrintsTheSameBytes() {
        int parsed = 0;
        for (int turn = 0; turn < TURNS; turn++) {
            byte[] bytes = changed(pick().bytes());
            try {
                byte[] printed = StacksTransaction.parse(bytes).bytes();
                assertThat(printed).as("seed %d, turn %d", seed, turn).isEqualTo(bytes);
                parsed++;
            } catch (MalformedBytes e) {
                assertThat(e).as("seed %d, turn %d", seed, turn).hasMessageNotContaining("null");
            }
        }
        assertThat(parsed).isGreaterThan(TURNS / 20);
    }

    @Test
    void noTextThrows() {
        for (int turn = 0; turn < TURNS; turn++) {
            StringBuilder hex = new StringBuilder(pick().text("hex"));
            for (int i = random.nextInt(3); i >= 0; i--) {
                hex.setCharAt(random.nextInt(hex.length()), (char) random.nextInt(0x10000));
            }
            hex.setLength(random.nextInt(hex.length()));
            var outcome = check.check(pick().requirement(), hex.toString());
            assertThat(outcome)
                    .as("seed %d, turn %d", seed, turn)
                    .isInstanceOf(PaymentCheck.Invalid.class);
        }
    }

    private Vectors.Transaction pick() {
        return originals.get(random.nextInt(originals.size()));
    }

    private byte[] changed(byte[] original) {
        byte[] bytes = original;
        for (int i = random.nextInt(3); i >= 0; i--) {
            bytes = changedOnce(bytes);
        }
        return bytes;
    }

    private byte[] changedOnce(byte[] bytes) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt(256)};
        }
        byte[] changed = bytes.clone();
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(9)) {
            case 0 -> changed[at] = (byte) random.nextInt(256);
            case 1 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> changed[at] = (byte) (random.nextBoolean() ? 0 : -1);
            case 3 -> changed[at]++;
            case 4 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 5 -> {
                return splice(bytes, at, bytes, at);
            }
            case 6 -> {
                byte[] other = pick().bytes();
                return splice(bytes, at, other, random.nextInt(other.length));
            }
            case 7 -> {
                byte[] other = pick().bytes();
                int count = random.nextInt(Math.min(bytes.length, other.length));
                int from = random.nextInt(Math.min(bytes.length, other.length) - count);
                System.arraycopy(other, from, changed, from, count);
            }
            default -> {
                return splice(bytes, at, bytes, Math.min(bytes.length, at + random.nextInt(5)));
            }
        }
        return changed;
    }

    /** The front of one and the back of another. */
    private static byte[] splice(byte[] front, int end, byte[] back, int start) {
        byte[] spliced = Arrays.copyOf(front, end + back.length - start);
        System.arraycopy(back, start, spliced, end, back.length - start);
        return spliced;
    }
}
