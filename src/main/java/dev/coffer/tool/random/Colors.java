package dev.coffer.tool.random;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Rgb;
import dev.coffer.tool.Texts;
import dev.coffer.tool.Toolbox;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Colours. */
final class Colors {

    record Wanted(String format, long count) {
        static final Shape<Wanted> SHAPE =
                Shape.of(
                        Wanted::new,
                        Texts.choice("format", "How to write them.", "all", "hex", "rgb", "hsl"),
                        Texts.clamped("count", 1, 20, 1, "How many."));
    }

    record Color(Optional<String> hex, Optional<Rgb.Parts> rgb, Optional<Rgb.Hsl> hsl) {}

    /** One colour is an object, several are a list, as older clients have it. */
    record Drawn(RawJson colors, long count) {}

    private Colors() {}

    static Endpoint<?, ?> of(Toolbox tools, RandomGenerator random) {
        return tools.tool(
                "/api/random/color",
                Wanted.SHAPE,
                Drawn.class,
                "Draws colours.",
                "{\"format\": \"hex\", \"count\": 3}",
                in -> {
                    List<Color> colors =
                            Stream.generate(() -> new Rgb(random.nextInt(1 << 24)))
                                    .limit(in.count())
                                    .map(rgb -> color(rgb, in.format()))
                                    .toList();
                    Object shown = in.count() == 1 ? colors.getFirst() : colors;
                    return new Drawn(new RawJson(Json.write(shown)), in.count());
                });
    }

    private static Color color(Rgb rgb, String format) {
        boolean all = format.equals("all");
        return new Color(
                Optional.of(rgb.hex()).filter(_ -> all || format.equals("hex")),
                Optional.of(rgb.parts()).filter(_ -> all || format.equals("rgb")),
                Optional.of(rgb.hsl()).filter(_ -> all || format.equals("hsl")));
    }
}
