package dev.coffer.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

class PrefixTest {

    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    @Test
    void endIsTheNextCodePoint() {
        assertThat(Prefix.end("a")).isEqualTo("b");
        assertThat(Prefix.end("key:")).isEqualTo("key;");
        assertThat(Prefix.end("a\u007f")).isEqualTo("a\u0080");
        assertThat(Prefix.end("\uffff")).isEqualTo("\ud800\udc00");
        assertThat(Prefix.end("\ud83d\ude00")).isEqualTo("\ud83d\ude01");
    }

    @Test
    void endLeapsOverTheSurrogates() {
        assertThat(Prefix.end("x\ud7ff")).isEqualTo("x\ue000");
    }

    @Test
    void endOfTheLastCodePointIsThatOfWhatIsBeforeIt() {
        assertThat(Prefix.end("a" + LAST)).isEqualTo("b");
        assertThat(Prefix.end("a" + LAST + LAST)).isEqualTo("b");
    }

    @Test
    void nothingIsBehindTheEndOfAll() {
        for (String prefix : new String[] {"", LAST, LAST + LAST}) {
            byte[] end = Prefix.end(prefix).getBytes(StandardCharsets.UTF_8);
            byte[] most = LAST.repeat(256).getBytes(StandardCharsets.UTF_8);
            assertThat(Arrays.compareUnsigned(most, end)).isNegative();
        }
    }
}
