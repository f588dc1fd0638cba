package dev.coffer.tool.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.ClarityText;
import dev.coffer.stacks.ClarityValue;
import dev.coffer.stacks.Hash160;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.StacksAddress;
import dev.coffer.tool.JsonText;

import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Random values, through each of the forms that a value has, and back. */
class ClarityCodecsTest {

    private static final int VALUES = 3_000;

    @Test
    void everyFormOfAValueIsTheSameValue() throws Exception {
        long seed = System.nanoTime();
        System.out.println("ClarityCodecsTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < VALUES; i++) {
            ClarityValue value = value(random, 1 + random.nextInt(4));
            assertThat(ClarityValue.parse(value.bytes())).isEqualTo(value);
            assertThat(ClarityValue.parseLoosely(value.bytes(DictionaryOrder.OF_NAMES)))
                    .isEqualTo(value);
            assertThat(ClarityText.parse(ClarityText.of(value))).isEqualTo(value);
            if (value.isTyped()) {
                String json = JsonText.compact(written(value));
                assertThat(ClarityJson.read(JsonText.read(json))).as(json).isEqualTo(value);
            }
            JsonText.compact(ClarityJson.typed(value));
        }
    }

    /** As callers write it. */
    private static Map<String, Object> written(ClarityValue value) {
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("type", ClarityJson.kind(value));
        Object inner =
                switch (value) {
                    case ClarityValue.Some(var each) -> written(each);
                    case ClarityValue.Ok(var each) -> written(each);
                    case ClarityValue.Err(var each) -> written(each);
                    case ClarityValue.Sequence(var values) ->
                            values.stream().map(ClarityCodecsTest::written).toList();
                    case ClarityValue.Tuple(var fields) -> {
                        Map<String, Object> each = new LinkedHashMap<>();
                        fields.forEach((name, field) -> each.put(name, written(field)));
                        yield each;
                    }
                    default -> ClarityJson.plain(value);
                };
        written.put("value", inner);
        return written;
    }

    private static ClarityValue value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 7 : 12)) {
            case 0 -> new ClarityValue.Int(new BigInteger(127, random).negate());
            case 1 -> new ClarityValue.UInt(new BigInteger(128, random));
            case 2 -> new ClarityValue.Buffer(bytes(random, random.nextInt(40)));
            case 3 -> new ClarityValue.Bool(random.nextBoolean());
            case 4 -> new ClarityValue.PrincipalValue(principal(random));
            case 5 -> new ClarityValue.AsciiText(text(random, 0x7f));
            case 6 -> new ClarityValue.Utf8Text(text(random, 0x10ffff));
            case 7 -> new ClarityValue.None();
            case 8 -> new ClarityValue.Some(value(random, depth - 1));
            case 9 ->
                    random.nextBoolean()
                            ? new ClarityValue.Ok(value(random, depth - 1))
                            : new ClarityValue.Err(value(random, depth - 1));
            case 10 -> {
                ClarityValue one = value(random, depth - 1);
                List<ClarityValue> values = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    values.add(random.nextInt(8) == 0 ? value(random, depth - 1) : one);
                }
                yield new ClarityValue.Sequence(values);
            }
            default -> {
                SortedMap<String, ClarityValue> fields = new TreeMap<>();
                for (int i = 1 + random.nextInt(4); i > 0; i--) {
                    fields.put(
                            (random.nextBoolean() ? "F" : "f") + "-" + random.nextInt(9),
                            value(random, depth - 1));
                }
                yield new ClarityValue.Tuple(fields);
            }
        };
    }

    private static Principal principal(Random random) {
        StacksAddress address = new StacksAddress(22, new Hash160(bytes(random, Hash160.BYTES)));
        return random.nextBoolean()
                ? new Principal.Standard(address)
                : new Principal.Contract(address, "c" + random.nextInt(99));
    }

    private static Bytes bytes(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    private static String text(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            int c = random.nextInt(most + 1);
            text.appendCodePoint(c >= 0xd800 && c <= 0xdfff ? '"' : c);
        }
        return text.toString();
    }
}
