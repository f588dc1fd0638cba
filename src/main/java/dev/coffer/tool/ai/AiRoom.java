package dev.coffer.tool.ai;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.endpoint.Tier;
import dev.coffer.outbound.Outbound;
import dev.coffer.outbound.Upstream;
import dev.coffer.room.Room;
import dev.coffer.tool.Toolbox;
import dev.coffer.tool.ai.AiInputs.ToAnswer;
import dev.coffer.tool.ai.AiInputs.ToIndex;
import dev.coffer.tool.ai.AiInputs.ToJudge;
import dev.coffer.tool.ai.AiInputs.ToReword;
import dev.coffer.tool.ai.AiInputs.ToSee;
import dev.coffer.tool.ai.AiInputs.ToSpeak;
import dev.coffer.tool.ai.AiInputs.ToSummarize;
import dev.coffer.tool.ai.AiInputs.ToTranslate;
import dev.coffer.tool.ai.AiModels.Kind;

import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Language, pictures, speech. What a model does is asked for before anything is charged, and only
 * for who can pay; what fails is not charged. What has no fair engine of its own and no model is
 * not configured.
 */
public final class AiRoom {

    private static final long IMAGE_BODY_BYTES = 12L << 20;

    private final AiModels models;
    private final Outbound outbound;
    private final Optional<ModelProvider> provider;
    private final Toolbox tools;

    private AiRoom(AiModels models, Outbound outbound, Toolbox tools) {
        this.models = models;
        this.outbound = outbound;
        this.provider =
                models.url()
                        .filter(_ -> outbound.missing().isEmpty())
                        .map(url -> outbound.upstream("model provider", url))
                        .map(server -> new ModelProvider(server, models.key()));
        this.tools = tools;
    }

    /**
     * The room.
     *
     * @param sources of contracts
     */
    public static Room room(
            AiModels models,
            ContractSources sources,
            Outbound outbound,
            Toolbox tools,
            RandomGenerator random) {
        AiRoom room = new AiRoom(models, outbound, tools);
        Optional<Chat> chat = room.chat(Kind.CHAT);
        Optional<Chat> linguist = room.chat(Kind.LANGUAGE);
        AiTexts texts = new AiTexts(chat, linguist, random);
        AiContracts contracts = new AiContracts(sources, chat);
        return Room.of(
                        "ai",
                        "Language, pictures, speech: by offline engines, or the operator's models")
                .limits(AiLimits.values())
                .sells(
                        room.tool("/api/ai/dad-joke", Shape.nothing(), AiTexts.Joke.class)
                                .says("Tells a joke that a father would.")
                                .does(room.does(chat, _ -> texts.joke())),
                        room.tool("/api/ai/summarize", ToSummarize.SHAPE, AiTexts.Summary.class)
                                .says("Sums a text up.")
                                .example(
                                        "{\"text\": \"The tide rose. By noon the harbour was full, and the boats left.\", \"max_length\": 20}")
                                .does(room.does(chat, texts::summarize)),
                        room.tool("/api/ai/sentiment", ToJudge.SHAPE, AiTexts.Sentiment.class)
                                .says("Says whether a text is for or against something.")
                                .example("{\"text\": \"A wonderful day!\", \"detailed\": true}")
                                .does(room.does(chat, texts::sentiment)),
                        room.tool("/api/ai/keywords", ToIndex.SHAPE, AiTexts.Keywords.class)
                                .says("Finds what a text is about.")
                                .example(
                                        "{\"text\": \"Group commit lets many writers share one fsync.\", \"count\": 3}")
                                .does(room.does(chat, texts::keywords)),
                        room.tool("/api/ai/language-detect", AiInputs.TEXT, AiTexts.Language.class)
                                .says("Says which language a text is in.")
                                .example("{\"text\": \"Wo ist der Bahnhof, bitte?\"}")
                                .does(room.does(linguist, texts::language)),
                        room.tool("/api/ai/question-answer", ToAnswer.SHAPE, AiTexts.Answered.class)
                                .says("Finds the answer to a question in a text.")
                                .example(
                                        "{\"context\": \"The library opens at nine. It closes at five.\", \"question\": \"When does the library open?\"}")
                                .does(room.does(chat, texts::answer)),
                        room.modelled(
                                        "/api/ai/translate",
                                        ToTranslate.SHAPE,
                                        AiTexts.Translation.class)
                                .says("Translates a text.")
                                .example("{\"text\": \"Good morning\", \"target\": \"es\"}")
                                .does(room.does(chat, texts::translate)),
                        room.modelled(
                                        "/api/ai/paraphrase",
                                        ToReword.SHAPE,
                                        AiTexts.Paraphrase.class)
                                .says("Words a text anew.")
                                .example("{\"text\": \"Good morning\", \"style\": \"formal\"}")
                                .does(room.does(chat, texts::paraphrase)),
                        room.modelled(
                                        "/api/ai/grammar-check",
                                        AiInputs.SHORT_TEXT,
                                        AiTexts.Grammar.class)
                                .says("Corrects a text.")
                                .example("{\"text\": \"I has a dream\"}")
                                .does(room.does(chat, texts::grammar)),
                        contracts.endpoint(),
                        room.priced(
                                        "/api/ai/image-describe",
                                        ToSee.SHAPE,
                                        Gives.json(AiMedia.Description.class),
                                        Tier.HEAVY_AI,
                                        Kind.VISION)
                                .maxBodyBytes(IMAGE_BODY_BYTES)
                                .methods("POST")
                                .says("Says what a picture shows.")
                                .example("{\"image\": \"" + ONE_PIXEL + "\"}")
                                .does(call -> Reply.of(room.media().describe(call.input()))),
                        room.priced(
                                        "/api/ai/generate-image",
                                        AiInputs.PROMPT,
                                        Gives.content(),
                                        Tier.HEAVY_AI,
                                        Kind.IMAGE)
                                .says("Draws a picture.")
                                .example("{\"prompt\": \"A lighthouse in fog\"}")
                                .does(call -> room.media().draw(call.input())),
                        room.priced(
                                        "/api/ai/tts",
                                        ToSpeak.SHAPE,
                                        Gives.json(AiMedia.Speech.class),
                                        Tier.HEAVY_AI,
                                        Kind.SPEECH)
                                .says("Speaks a text: MP3 in base64.")
                                .example("{\"text\": \"Good morning\"}")
                                .does(call -> Reply.of(room.media().speak(call.input()))));
    }

    private static final String ONE_PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private AiMedia media() {
        return new AiMedia(models, provider.orElseThrow());
    }

    /** A model of that kind, where there is one. */
    private Optional<Chat> chat(Kind kind) {
        return provider.flatMap(server -> models.name(kind).map(name -> new Chat(server, name)));
    }

    /** What there is an offline engine for. */
    private <I, O> Endpoint.Draft<I, O, Endpoint.Pure<I, O>> tool(
            String path, Shape<I> takes, Class<O> gives) {
        return draft(path, takes, Gives.json(gives), Tier.AI);
    }

    /** What a chat model does or nobody. */
    private <I, O> Endpoint.Draft<I, O, Endpoint.Pure<I, O>> modelled(
            String path, Shape<I> takes, Class<O> gives) {
        return priced(path, takes, Gives.json(gives), Tier.AI, Kind.CHAT);
    }

    private <I, O> Endpoint.Draft<I, O, Endpoint.Pure<I, O>> priced(
            String path, Shape<I> takes, Gives<O> gives, Tier tier, Kind kind) {
        return draft(path, takes, gives, tier)
                .needs(outbound.missing().or(() -> models.missing(kind)))
                .takesTurn();
    }

    private <I, O> Endpoint.Draft<I, O, Endpoint.Pure<I, O>> draft(
            String path, Shape<I> takes, Gives<O> gives, Tier tier) {
        Endpoint.Draft<I, O, Endpoint.Pure<I, O>> draft =
                Endpoint.pure(path, takes, gives).costs(tier).aboutNothing();
        return provider.isPresent() ? draft.costlyToPrepare().fails(Upstream.FAILURES) : draft;
    }

    /** The offline engines compute; who waits for a model does not. */
    private <I, O> Endpoint.Pure<I, O> does(Optional<Chat> model, Function<I, O> work) {
        return call ->
                model.isPresent()
                        ? Reply.of(work.apply(call.input()))
                        : tools.computed(() -> work.apply(call.input()));
    }
}
