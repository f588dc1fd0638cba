package dev.coffer.tool.ai;

import com.github.pemistahl.lingua.api.IsoCode639_1;
import com.github.pemistahl.lingua.api.Language;
import com.github.pemistahl.lingua.api.LanguageDetector;
import com.github.pemistahl.lingua.api.LanguageDetectorBuilder;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;

/**
 * Tells the languages apart that most people write, by which three letters follow each other in
 * them (lingua). Of less than a sentence it can only guess, and its confidence says so.
 */
final class Languages {

    private static final String CODES =
            "ar bg bn ca cs da de el en es fa fi fr he hi hr hu id it ja ko nb nl pl pt ro ru sk sr sv"
                    + " ta th tr uk ur vi zh";

    /** Letters by which half of what sets two languages apart has shown. */
    private static final double HALF = 2;

    /**
     * @param code ISO 639-1, {@code und} if it is not known (BCP 47)
     * @param confidence from 0 to 1: by how much the language is ahead of the next, and over how
     *     many letters
     */
    record Guess(String language, String code, double confidence) {}

    static final Guess UNKNOWN = new Guess("Unknown", "und", 0);

    /** Read from its files when it is first asked: half a second and 40 MB. */
    private static final class Loaded {
        private static final LanguageDetector DETECTOR =
                LanguageDetectorBuilder.fromIsoCodes639_1(
                                Arrays.stream(CODES.split(" "))
                                        .map(code ->
                                                IsoCode639_1.valueOf(code.toUpperCase(Locale.ROOT)))
                                        .toArray(IsoCode639_1[]::new))
                        .withLowAccuracyMode()
                        .build();
    }

    private Languages() {}

    static Guess of(String text) {
        Iterator<Map.Entry<Language, Double>> likely =
                Loaded.DETECTOR.computeLanguageConfidenceValues(text).entrySet().iterator();
        if (!likely.hasNext()) {
            return UNKNOWN;
        }
        Language language = likely.next().getKey();
        double lead = 1 - (likely.hasNext() ? likely.next().getValue() : 0);
        double evidence = lead * text.codePoints().filter(Character::isLetter).count();
        String code = language.getIsoCode639_1().name().toLowerCase(Locale.ROOT);
        return new Guess(
                Locale.of(code).getDisplayLanguage(Locale.ENGLISH),
                code,
                evidence / (evidence + HALF));
    }
}
