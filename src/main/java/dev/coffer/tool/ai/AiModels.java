package dev.coffer.tool.ai;

import dev.coffer.outbound.Upstream;

import java.net.URI;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The models that an operator has: where, by which key, and what each kind is called there.
 *
 * @param url as {@code https://api.openai.com/v1}; empty for none at all
 * @param key of the provider, if it wants one
 * @param names of those kinds that there are
 */
public record AiModels(Optional<URI> url, Optional<String> key, Map<Kind, String> names) {

    /** What a model is for, and the usual one. */
    public enum Kind {
        /** Reads and writes texts. */
        CHAT("gpt-4o-mini"),
        /** Tells languages apart, in the place of the offline engine; there is no usual one. */
        LANGUAGE(""),
        /** Looks at pictures. */
        VISION("gpt-4o-mini"),
        /** Makes pictures. */
        IMAGE("dall-e-3"),
        /** Speaks. */
        SPEECH("tts-1");

        private final String usual;

        Kind(String usual) {
            this.usual = usual;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Without a provider: what can be done offline is, and the rest is not configured. */
    public static final AiModels NONE = new AiModels(Optional.empty(), Optional.empty(), Map.of());

    /**
     * Of a provider.
     *
     * @param settings models other than the usual ones, as {@code chat=llama-3.3-70b}; {@code
     *     image=} for none
     * @throws IllegalArgumentException with what is wrong
     */
    public static AiModels at(String url, Optional<String> key, List<String> settings) {
        URI base = Upstream.required("--ai-url", url);
        Map<Kind, String> names = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            names.put(kind, kind.usual);
        }
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            Kind kind =
                    Arrays.stream(Kind.values())
                            .filter(k -> parts.length == 2 && k.label().equals(parts[0]))
                            .findFirst()
                            .orElseThrow(() ->
                                    new IllegalArgumentException(
                                            "not <kind>=<model>: %s; kinds: %s"
                                                    .formatted(setting, kinds())));
            names.put(kind, parts[1].strip());
        }
        names.values().removeIf(String::isEmpty);
        return new AiModels(Optional.of(base), key, names);
    }

    private static String kinds() {
        return Arrays.stream(Kind.values()).map(Kind::label).collect(Collectors.joining(", "));
    }

    /** The option that a kind of model needs, where there is none. */
    Optional<String> missing(Kind kind) {
        if (url.isEmpty()) {
            return Optional.of("--ai-url URL");
        }
        return names.containsKey(kind)
                ? Optional.empty()
                : Optional.of("--ai-model " + kind.label() + "=MODEL");
    }

    Optional<String> name(Kind kind) {
        return Optional.ofNullable(names.get(kind));
    }

    /** The key is nobody's to read. */
    @Override
    public String toString() {
        return "AiModels[" + url + ", " + names + "]";
    }
}
