package dev.coffer.stacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

class ClarityValueTest {

    static Stream<ClarityValue> values() {
        BigInteger two127 = BigInteger.TWO.pow(127);
        var one = ClarityValue.UInt.of(1);
        var standard = Vectors.principal("SP120SBRBQJ00MCWS7TM5R8WJNTTKD5K0HFRC2CNE");
        var contract = Vectors.principal("SP120SBRBQJ00MCWS7TM5R8WJNTTKD5K0HFRC2CNE.usdcx");
        return Stream.of(
                new ClarityValue.Int(BigInteger.ZERO),
                new ClarityValue.Int(BigInteger.ONE.negate()),
                new ClarityValue.Int(two127.negate()),
                new ClarityValue.Int(two127.subtract(BigInteger.ONE)),
                ClarityValue.UInt.of(0),
                new ClarityValue.UInt(two127),
                new ClarityValue.UInt(two127.shiftLeft(1).subtract(BigInteger.ONE)),
                new ClarityValue.Buffer(Bytes.zeros(0)),
                new ClarityValue.Buffer(Bytes.zeros(300)),
                new ClarityValue.Bool(true),
                new ClarityValue.Bool(false),
                new ClarityValue.PrincipalValue(standard),
                new ClarityValue.PrincipalValue(contract),
                new ClarityValue.Ok(one),
                new ClarityValue.Err(one),
                new ClarityValue.None(),
                new ClarityValue.Some(new ClarityValue.Some(one)),
                new ClarityValue.Sequence(List.of()),
                new ClarityValue.Sequence(List.of(one, one)),
                new ClarityValue.Tuple(new TreeMap<>()),
                new ClarityValue.Tuple(new TreeMap<>(Map.of("b", one, "a", one))),
                new ClarityValue.AsciiText("plain"),
                new ClarityValue.Utf8Text("ünï \uD83D\uDE00"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueIsReadAsItWasWritten(ClarityValue value) throws MalformedBytes {
        assertThat(ClarityValue.parse(value.bytes())).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "'', ends too early",
        "0100000000000000000000000000000000ff, 1 more bytes",
        "0f, no Clarity value has the type 15",
        "02ffffffff00, ends too early",
        "020000000100ff, 1 more bytes",
        "0bffffffff03, ends too early",
        "0b0000000203, ends too early",
        "0c00000002016103016103, not in order",
        "0c00000002016203016103, not in order",
        "0c000000010003, not a valid one",
        "0c0000000102c3a903, not a valid one",
        "0d00000001ff, not ASCII",
        "0e00000001ff, not UTF-8",
        "0e00000002c080, not UTF-8"
    })
    void otherBytesAreMalformed(String hex, String message) {
        assertThatThrownBy(() -> ClarityValue.parse(Vectors.unhex(hex)))
                .isInstanceOf(MalformedBytes.class)
                .hasMessageContaining(message);
    }

    @Test
    void nestingHasAnEnd() throws MalformedBytes {
        assertThat(ClarityValue.parse(nested(ClarityValue.MAX_DEPTH - 1))).isNotNull();
        assertThatThrownBy(() -> ClarityValue.parse(nested(ClarityValue.MAX_DEPTH)))
                .isInstanceOf(MalformedBytes.class)
                .hasMessageContaining("nested too deeply");
        assertThatThrownBy(() -> ClarityValue.parse(nested(1_000_000)))
                .isInstanceOf(MalformedBytes.class);
    }

    /** That many times {@code some}, then {@code none}. */
    private static byte[] nested(int times) {
        return Vectors.unhex("0a".repeat(times) + "09");
    }
}
