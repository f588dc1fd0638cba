package dev.coffer.tool.ai;

import dev.coffer.endpoint.Limit;

/** What the endpoints for language, pictures and speech take and give. */
enum AiLimits implements Limit {

    /** A text to be summarized. */
    AI_LONG_TEXT_CHARS(50_000),

    /** A text of which the keywords are looked for. */
    AI_KEYWORDS_TEXT_CHARS(10_000),

    /** A text in which an answer is looked for. */
    AI_CONTEXT_CHARS(8_000),

    /** A text to be judged or translated. */
    AI_TEXT_CHARS(5_000),

    /** A text to be worded anew or spoken. */
    AI_SHORT_TEXT_CHARS(3_000),

    /** A question, or what a picture is to show. */
    AI_QUESTION_CHARS(500),

    AI_IMAGE_PROMPT_CHARS(2_000),

    /** What a speaker, a language may be called. */
    AI_NAME_CHARS(64),

    AI_KEYWORDS_MAX(100),
    AI_SUMMARY_WORDS_MAX(1_000),

    /** A picture, sent or made. */
    AI_IMAGE_BYTES(8L << 20),

    /** Spoken text. */
    AI_AUDIO_BYTES(16L << 20);

    private final long value;

    AiLimits(long value) {
        this.value = value;
    }

    @Override
    public long value() {
        return value;
    }
}
