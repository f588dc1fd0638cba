package dev.coffer.tool.ai;

import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Limit;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Texts;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What the endpoints for language, pictures and speech take. */
final class AiInputs {

    private static final Set<String> LANGUAGES = Set.of(Locale.getISOLanguages());

    record ToSummarize(String text, int maxWords) {
        static final Shape<ToSummarize> SHAPE =
                Shape.of(
                        ToSummarize::new,
                        prose("text", AiLimits.AI_LONG_TEXT_CHARS, "The text."),
                        Field.whole(
                                        "max_length",
                                        1,
                                        AiLimits.AI_SUMMARY_WORDS_MAX.value(),
                                        "Words of the summary at most.")
                                .orElse(100L)
                                .map(Long::intValue));
    }

    record ToJudge(String text, boolean detailed) {
        static final Shape<ToJudge> SHAPE =
                Shape.of(
                        ToJudge::new,
                        prose("text", AiLimits.AI_TEXT_CHARS, "The text."),
                        Field.flag("detailed", "True: emotions, and why."));
    }

    record ToIndex(String text, int count) {
        static final Shape<ToIndex> SHAPE =
                Shape.of(
                        ToIndex::new,
                        prose("text", AiLimits.AI_KEYWORDS_TEXT_CHARS, "The text."),
                        Field.whole(
                                        "count",
                                        1,
                                        AiLimits.AI_KEYWORDS_MAX.value(),
                                        "Keywords at most.")
                                .orElse(10L)
                                .map(Long::intValue));
    }

    record ToTranslate(String text, String target, String source) {
        static final Shape<ToTranslate> SHAPE =
                Shape.of(
                        ToTranslate::new,
                        prose("text", AiLimits.AI_TEXT_CHARS, "The text."),
                        language("target", "The language to translate into."),
                        language("source", "The language of the text; found out if left out.")
                                .optional()
                                .map(source -> source.orElse("auto")));
    }

    record ToReword(String text, String style) {
        static final Shape<ToReword> SHAPE =
                Shape.of(
                        ToReword::new,
                        prose("text", AiLimits.AI_SHORT_TEXT_CHARS, "The text."),
                        Field.choice(
                                        "style",
                                        List.of(
                                                "formal",
                                                "casual",
                                                "simple",
                                                "academic",
                                                "creative"),
                                        "How to word it.")
                                .orElse("simple"));
    }

    record ToAnswer(String context, String question) {
        static final Shape<ToAnswer> SHAPE =
                Shape.of(
                        ToAnswer::new,
                        prose(
                                "context",
                                AiLimits.AI_CONTEXT_CHARS,
                                "The text that has the answer."),
                        prose("question", AiLimits.AI_QUESTION_CHARS, "What is asked."));
    }

    record ToSpeak(String text, Optional<String> speaker, String lang) {
        static final Shape<ToSpeak> SHAPE =
                Shape.of(
                        ToSpeak::new,
                        prose("text", AiLimits.AI_SHORT_TEXT_CHARS, "What to say."),
                        Field.text("speaker", 1, AiLimits.AI_NAME_CHARS, "A voice of the model.")
                                .optional(),
                        Field.text(
                                        "lang",
                                        1,
                                        AiLimits.AI_NAME_CHARS,
                                        "en or es; anything else is en.")
                                .map(lang -> lang.equals("es") ? "es" : "en")
                                .orElse("en"));
    }

    record ToSee(Picture image, String prompt) {
        static final Shape<ToSee> SHAPE =
                Shape.of(
                        ToSee::new,
                        Field.text(
                                        "image",
                                        1,
                                        2 * AiLimits.AI_IMAGE_BYTES.whole(),
                                        "PNG, JPEG, GIF or WebP, in base64 or as a data URI.")
                                .map(Picture::of),
                        Field.text("prompt", 1, AiLimits.AI_IMAGE_PROMPT_CHARS, "What to look for.")
                                .orElse("Describe the picture."));
    }

    static final Shape<String> TEXT =
            Shape.of(text -> text, prose("text", AiLimits.AI_TEXT_CHARS, "The text."));

    static final Shape<String> SHORT_TEXT =
            Shape.of(text -> text, prose("text", AiLimits.AI_SHORT_TEXT_CHARS, "The text."));

    static final Shape<String> PROMPT =
            Shape.of(
                    prompt -> prompt,
                    prose("prompt", AiLimits.AI_IMAGE_PROMPT_CHARS, "What the picture shows."));

    private AiInputs() {}

    /** A text with something in it. */
    private static Field<String> prose(String name, Limit most, String says) {
        return Field.anyText(name, most, says)
                .map(Texts::wellFormed)
                .map(text -> {
                    if (text.isBlank()) {
                        throw Problem.invalid(name, "must not be blank");
                    }
                    return text;
                });
    }

    private static Field<String> language(String name, String says) {
        return Field.text(name, 1, AiLimits.AI_NAME_CHARS, says + " ISO 639-1, like es.")
                .map(code -> {
                    String lower = code.toLowerCase(Locale.ROOT);
                    if (!LANGUAGES.contains(lower)) {
                        throw Problem.invalid(
                                name, "must be a language's two letters (ISO 639-1), like es");
                    }
                    return lower;
                });
    }
}
