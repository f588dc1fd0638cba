package dev.coffer.tool.ai;

import dev.coffer.endpoint.Reply;
import dev.coffer.tool.ai.AiInputs.ToSee;
import dev.coffer.tool.ai.AiInputs.ToSpeak;
import dev.coffer.tool.ai.AiModels.Kind;
import dev.coffer.tool.ai.ModelProvider.Question;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pictures and speech: by a model, or not at all. */
final class AiMedia {

    record Description(String description, List<String> tags) {}

    record Speech(String audio) {}

    private static final int TAGS = 5;
    private static final Pattern TAG_LINE = Pattern.compile("(?im)^\\W*tags\\W*:\\s*(.+)$");

    /** What the usual speaker of each language is called. */
    private static final Map<String, String> SPEAKERS = Map.of("en", "alloy", "es", "nova");

    private final AiModels models;
    private final ModelProvider provider;

    AiMedia(AiModels models, ModelProvider provider) {
        this.models = models;
        this.provider = provider;
    }

    private String model(Kind kind) {
        return models.name(kind).orElseThrow();
    }

    Description describe(ToSee in) {
        String task =
                "Look at the picture for what `prompt` asks. Answer with one paragraph, and below it a line"
                        + " `Tags:` with up to five tags, separated by commas.";
        String said =
                provider.chat(
                        model(Kind.VISION),
                        new Question(
                                task,
                                Map.of("prompt", in.prompt()),
                                Optional.of(in.image().dataUri()),
                                512,
                                0.3));
        Matcher line = TAG_LINE.matcher(said);
        List<String> tags =
                line.find()
                        ? Arrays.stream(line.group(1).split(","))
                                .map(tag -> tag.strip().replaceAll("^[#*\"]+|[.*\"]+$", ""))
                                .filter(tag -> !tag.isEmpty())
                                .limit(TAGS)
                                .toList()
                        : List.of();
        String description = TAG_LINE.matcher(said).replaceAll("").strip();
        if (description.isEmpty()) {
            throw provider.failed();
        }
        return new Description(description, tags);
    }

    Speech speak(ToSpeak in) {
        String voice = in.speaker().orElseGet(() -> SPEAKERS.getOrDefault(in.lang(), ""));
        byte[] spoken = provider.speech(model(Kind.SPEECH), voice, in.text());
        return new Speech(Base64.getEncoder().encodeToString(spoken));
    }

    /** The bytes as they are, called what they are. */
    Reply<Reply.Content> draw(String prompt) {
        Picture made =
                Picture.ofBytes(provider.image(model(Kind.IMAGE), prompt))
                        .orElseThrow(provider::failed);
        return new Reply.Content(
                200, made.type(), made.bytes(), Map.of("Cache-Control", "private, no-store"));
    }
}
