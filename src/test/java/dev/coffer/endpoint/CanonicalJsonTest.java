package dev.coffer.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** The vectors of RFC 8785, and what it can't represent. */
class CanonicalJsonTest {

    private static String canonical(String json) {
        RawJson raw = new RawJson(json.getBytes(StandardCharsets.UTF_8));
        return new String(CanonicalJson.of("input", raw), StandardCharsets.UTF_8);
    }

    /** Appendix B, each number by its IEEE 754 bits. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2"
    })
    void numbersArePrintedAsByEcmaScript(String bits, String printed) {
        double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
        assertThat(CanonicalJson.number(value)).isEqualTo(printed);
        assertThat(canonical(printed)).isEqualTo(printed);
    }

    @Test
    void whatIsPrintedIsTheSameNumberAndHasNoDigitTooMany() {
        Random random = new Random(8785);
        for (int i = 0; i < 100_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (i % 2 == 0) {
                value = Double.longBitsToDouble(random.nextLong(100)); // Few bits, few digits.
            }
            if (Double.isFinite(value)) {
                String printed = CanonicalJson.number(value);
                assertThat(Double.parseDouble(printed)).isEqualTo(value == 0 ? 0.0 : value);
                assertThat(canonical(printed)).isEqualTo(printed);
                String digits = printed.replaceAll("e.*|[-.]", "").replaceAll("^0+|0+$", "");
                assertThat(digits.length()).isLessThanOrEqualTo(17);
            }
        }
    }

    /** Section 3.2.2. */
    @Test
    void theSampleObject() {
        assertThat(
                        canonical(
                                """
                                {
                                  "numbers": [333333333.33333329, 1E30, 4.50,
                                              2e-3, 0.000000000000000000000000001],
                                  "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                                  "literals": [null, true, false]
                                }\
                                """))
                .isEqualTo(
                        "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    /** Section 3.2.3. */
    @Test
    void membersAreSortedByTheUtf16UnitsOfTheirNames() {
        assertThat(
                        canonical(
                                        """
                                        {"\\u20ac": "Euro Sign", "\\r": "Carriage Return",
                                         "\\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
                                         "\\ud83d\\ude00": "Emoji: Grinning Face", "\\u0080": "Control",
                                         "\\u00f6": "Latin Small Letter O With Diaeresis"}\
                                        """)
                                .replaceAll("\"[^\"]*\":\"|\"", ""))
                .isEqualTo(
                        "{Carriage Return,One,Control,Latin Small Letter O With Diaeresis,Euro Sign,Emoji: Grinning Face,Hebrew Letter Dalet With Dagesh}");
    }

    @Test
    void emptyAndNestedStay() {
        assertThat(canonical(" [ { } , [ ] , {\"b\" : [1,  2] , \"a\" : {\"\":null}} ] "))
                .isEqualTo("[{},[],{\"a\":{\"\":null},\"b\":[1,2]}]");
        assertThat(canonical("0e5")).isEqualTo("0");
        assertThat(canonical("-0.000E-7")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e309",
                "-1e309",
                "1e-400",
                "9007199254740993",
                "123456789012345678901234567890",
                "\"\\ud800\"",
                "\"\\udc00\\ud800\"",
                "{\"\\ud800\":1}",
                "{\"a\":1,\"a\":1}"
            })
    void whatItCantRepresentIsRefused(String json) {
        assertThatThrownBy(() -> canonical("[" + json + "]"))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo("invalid_input"));
    }
}
