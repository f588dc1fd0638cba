package dev.coffer.tool.ai;

import com.fasterxml.jackson.annotation.JsonProperty;

import dev.coffer.tool.ai.AiInputs.ToAnswer;
import dev.coffer.tool.ai.AiInputs.ToIndex;
import dev.coffer.tool.ai.AiInputs.ToJudge;
import dev.coffer.tool.ai.AiInputs.ToReword;
import dev.coffer.tool.ai.AiInputs.ToSummarize;
import dev.coffer.tool.ai.AiInputs.ToTranslate;
import dev.coffer.tool.ai.ModelProvider.Question;

import tools.jackson.databind.JsonNode;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What is done with texts: by a chat model where there is one, else by the offline engine that the
 * answer names, where there is a fair one. A model's answer that is not what it was asked for is
 * asked for once more.
 */
final class AiTexts {

    record Joke(String joke, Optional<String> engine) {}

    record Summary(
            String summary,
            @JsonProperty("original_length") int originalLength,
            Optional<String> engine) {}

    record Sentiment(
            String sentiment,
            BigDecimal confidence,
            BigDecimal score,
            Optional<Map<String, BigDecimal>> emotions,
            Optional<String> reasoning,
            Optional<String> engine) {}

    record Keywords(List<String> keywords, int count, Optional<String> engine) {}

    record Language(String language, String code, BigDecimal confidence, Optional<String> engine) {}

    record Translation(
            String translated,
            String source,
            String target,
            int originalLength,
            int translatedLength) {}

    record Paraphrase(String original, String paraphrased, String style) {}

    record Issue(String type, String original, String correction, String explanation) {}

    record Grammar(
            String original,
            String corrected,
            List<Issue> issues,
            int issueCount,
            boolean hasErrors) {}

    record Answered(
            String question,
            String answer,
            BigDecimal confidence,
            boolean foundInContext,
            Optional<String> engine) {}

    private static final Set<String> SENTIMENTS =
            Set.of("positive", "negative", "neutral", "mixed");

    private static final int EMOTIONS = 16;
    private static final BigDecimal HALF = new BigDecimal("0.5");

    private final Optional<Chat> chat;
    private final Optional<Chat> linguist;
    private final RandomGenerator random;

    /**
     * @param chat a chat model
     * @param linguist one that tells languages apart
     */
    AiTexts(Optional<Chat> chat, Optional<Chat> linguist, RandomGenerator random) {
        this.chat = chat;
        this.linguist = linguist;
        this.random = random;
    }

    private Chat chat() {
        return chat.orElseThrow();
    }

    private String ask(Question question) {
        return chat().ask(question);
    }

    private static Optional<String> by(String engine) {
        return Optional.of(engine);
    }

    Joke joke() {
        return chat.map(model ->
                        new Joke(
                                model.ask(
                                        new Question(
                                                "Tell one short, clean dad joke. Answer with the joke alone.",
                                                Map.of(),
                                                Optional.empty(),
                                                100,
                                                0.8)),
                                Optional.empty()))
                .orElseGet(() ->
                        new Joke(
                                Jokes.ALL.get(random.nextInt(Jokes.ALL.size())), by("collection")));
    }

    Summary summarize(ToSummarize in) {
        int length = in.text().length();
        if (chat.isEmpty()) {
            return new Summary(Extract.summary(in.text(), in.maxWords()), length, by("extractive"));
        }
        String task =
                "Summarize `text` in at most %d words, in its language. Answer with the summary alone."
                        .formatted(in.maxWords());
        String said = ask(Question.of(task, Map.of("text", in.text()), 100 + 4 * in.maxWords()));
        return new Summary(said.strip(), length, Optional.empty());
    }

    Sentiment sentiment(ToJudge in) {
        return chat.isEmpty() ? byLexicon(in) : byModel(in);
    }

    private static Sentiment byLexicon(ToJudge in) {
        Lexicon.Leaning leaning = Lexicon.of(in.text());
        String why =
                leaning.counted().isEmpty()
                        ? "No word of the lexicon stands in it."
                        : "Words that count: " + String.join(", ", leaning.counted()) + ".";
        return new Sentiment(
                leaning.sentiment(),
                Said.figure(leaning.confidence()),
                Said.figure(leaning.score()),
                in.detailed() ? Optional.of(Map.of()) : Optional.empty(),
                in.detailed() ? Optional.of(why) : Optional.empty(),
                by("lexicon"));
    }

    private Sentiment byModel(ToJudge in) {
        String form =
                in.detailed()
                        ? ", \"emotions\": {name: 0 to 1}, \"reasoning\": one sentence}"
                        : "}";
        Question question =
                Question.of(
                        "Judge the sentiment of `text`. Answer with JSON alone: {\"sentiment\": \"positive\","
                                + " \"negative\", \"neutral\" or \"mixed\", \"confidence\": 0 to 1, \"score\": -1 to 1"
                                + form,
                        Map.of("text", in.text()),
                        500);
        return Said.twice(
                        () -> ask(question),
                        said ->
                                Said.json(said, '{')
                                        .filter(json -> json.path("sentiment").isString())
                                        .map(json -> sentiment(json, in.detailed())))
                .orElseThrow(chat()::failed);
    }

    private static Sentiment sentiment(JsonNode json, boolean detailed) {
        String named = json.path("sentiment").asString().toLowerCase(Locale.ROOT);
        return new Sentiment(
                SENTIMENTS.contains(named) ? named : "neutral",
                Said.within(json.path("confidence"), 0, 1, HALF),
                Said.within(json.path("score"), -1, 1, BigDecimal.ZERO),
                detailed ? Optional.of(emotions(json.path("emotions"))) : Optional.empty(),
                detailed ? text(json.path("reasoning")) : Optional.empty(),
                Optional.empty());
    }

    private static Map<String, BigDecimal> emotions(JsonNode said) {
        Map<String, BigDecimal> emotions = new LinkedHashMap<>();
        said.properties().stream()
                .filter(e -> e.getValue().isNumber())
                .limit(EMOTIONS)
                .forEach(e ->
                        emotions.put(e.getKey(), Said.within(e.getValue(), 0, 1, BigDecimal.ZERO)));
        return emotions;
    }

    private static Optional<String> text(JsonNode json) {
        return json.isString() && !json.asString().isBlank()
                ? Optional.of(json.asString())
                : Optional.empty();
    }

    Keywords keywords(ToIndex in) {
        if (chat.isEmpty()) {
            List<String> found = Extract.keywords(in.text(), in.count());
            return new Keywords(found, found.size(), by("rake"));
        }
        Question question =
                Question.of(
                        "Name the %d most important keywords of `text`. Answer with a JSON array of strings alone."
                                .formatted(in.count()),
                        Map.of("text", in.text()),
                        100 + 12 * in.count());
        List<String> found =
                Said.twice(() -> ask(question), AiTexts::strings).orElseThrow(chat()::failed);
        List<String> first = found.stream().limit(in.count()).toList();
        return new Keywords(first, first.size(), Optional.empty());
    }

    private static Optional<List<String>> strings(String said) {
        return Said.json(said, '[')
                .map(json ->
                        json.valueStream()
                                .flatMap(each -> text(each).stream())
                                .map(String::strip)
                                .distinct()
                                .toList())
                .filter(found -> !found.isEmpty());
    }

    Language language(String text) {
        if (linguist.isEmpty()) {
            Languages.Guess guess = Languages.of(text);
            return new Language(
                    guess.language(), guess.code(), Said.figure(guess.confidence()), by("lingua"));
        }
        Question question =
                Question.of(
                        "Which language is `text` in? Answer with JSON alone: {\"language\": its English name,"
                                + " \"code\": ISO 639-1, \"confidence\": 0 to 1}",
                        Map.of("text", text),
                        100);
        return Said.twice(() -> linguist.get().ask(question), AiTexts::languageOf)
                .orElseGet(() -> new Language("Unknown", "und", BigDecimal.ZERO, Optional.empty()));
    }

    private static Optional<Language> languageOf(String said) {
        return Said.json(said, '{')
                .filter(json ->
                        json.path("language").isString()
                                && json.path("code").asString("").matches("[A-Za-z]{2,3}"))
                .map(json ->
                        new Language(
                                json.path("language").asString(),
                                json.path("code").asString().toLowerCase(Locale.ROOT),
                                Said.within(json.path("confidence"), 0, 1, BigDecimal.ZERO),
                                Optional.empty()));
    }

    Translation translate(ToTranslate in) {
        String from =
                in.source().equals("auto")
                        ? ""
                        : " from " + Locale.of(in.source()).getDisplayLanguage(Locale.ENGLISH);
        String task =
                "Translate `text`%s into %s. Answer with the translation alone."
                        .formatted(from, Locale.of(in.target()).getDisplayLanguage(Locale.ENGLISH));
        String said = ask(Question.of(task, Map.of("text", in.text()), tokens(in.text()))).strip();
        return new Translation(said, in.source(), in.target(), in.text().length(), said.length());
    }

    Paraphrase paraphrase(ToReword in) {
        String task =
                "Word `text` anew in a %s style, in its language, with the same meaning. Answer with the new text alone."
                        .formatted(in.style());
        String said = ask(Question.of(task, Map.of("text", in.text()), tokens(in.text())));
        return new Paraphrase(in.text(), said.strip(), in.style());
    }

    private static int tokens(String text) {
        return Math.min(4_000, 100 + 3 * text.length());
    }

    Grammar grammar(String text) {
        Question question =
                Question.of(
                        "Correct the grammar, spelling and punctuation of `text`. Answer with JSON alone:"
                                + " {\"corrected\": text, \"issues\": [{\"type\", \"original\", \"correction\","
                                + " \"explanation\"}], \"hasErrors\": boolean}",
                        Map.of("text", text),
                        500 + tokens(text));
        return Said.twice(
                        () -> ask(question),
                        said ->
                                Said.json(said, '{')
                                        .filter(json -> json.path("corrected").isString())
                                        .map(json -> grammar(text, json)))
                .orElseGet(() -> new Grammar(text, text, List.of(), 0, false));
    }

    private static Grammar grammar(String text, JsonNode json) {
        List<Issue> issues = new ArrayList<>();
        json.path("issues")
                .valueStream()
                .filter(JsonNode::isObject)
                .forEach(issue ->
                        issues.add(
                                new Issue(
                                        issue.path("type").asString("other"),
                                        issue.path("original").asString(""),
                                        issue.path("correction").asString(""),
                                        issue.path("explanation").asString(""))));
        String corrected = json.path("corrected").asString();
        boolean wrong =
                !issues.isEmpty()
                        || !corrected.equals(text)
                        || json.path("hasErrors").asBoolean(false);
        return new Grammar(text, corrected, issues, issues.size(), wrong);
    }

    Answered answer(ToAnswer in) {
        if (chat.isEmpty()) {
            Extract.Found found = Extract.answer(in.context(), in.question());
            return new Answered(
                    in.question(),
                    found.answers() ? found.sentence() : "",
                    Said.figure(found.share()),
                    found.answers(),
                    by("extractive"));
        }
        Question question =
                Question.of(
                        "Answer `question` from `context` alone. Answer with JSON alone: {\"answer\": text,"
                                + " \"confidence\": 0 to 1, \"foundInContext\": boolean}",
                        Map.of("context", in.context(), "question", in.question()),
                        1_000);
        List<String> last = new ArrayList<>();
        return Said.twice(
                        () -> {
                            last.add(ask(question));
                            return last.getLast();
                        },
                        said ->
                                Said.json(said, '{')
                                        .filter(json -> json.path("answer").isString())
                                        .map(json -> answered(in, json)))
                .orElseGet(() ->
                        new Answered(
                                in.question(),
                                last.getLast().strip(),
                                HALF,
                                true,
                                Optional.empty()));
    }

    private static Answered answered(ToAnswer in, JsonNode json) {
        return new Answered(
                in.question(),
                json.path("answer").asString(),
                Said.within(json.path("confidence"), 0, 1, HALF),
                json.path("foundInContext").asBoolean(true),
                Optional.empty());
    }
}
