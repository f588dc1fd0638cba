package dev.coffer.tool.util;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Texts;
import dev.coffer.tool.Toolbox;

import org.jsoup.nodes.Entities;

import java.util.Base64;
import java.util.Optional;

/** A picture that holds the place of another. */
final class PlaceholderImage {

    record Wanted(long width, long height, String color, Optional<String> text) {
        static final Shape<Wanted> SHAPE =
                Shape.of(
                        Wanted::new,
                        Texts.clamped("width", 1, 1000, 200, "Pixels."),
                        Texts.clamped("height", 1, 1000, 200, "Pixels."),
                        Field.text("color", 1, 16, "#RGB or #RRGGBB.")
                                .map(PlaceholderImage::color)
                                .orElse("#cccccc"),
                        Field.text("text", 0, UtilLimits.SHORT_TEXT_CHARS, "Its label; its size.")
                                .optional());
    }

    record Image(
            String base64,
            String dataUri,
            long width,
            long height,
            String color,
            String text,
            String format) {}

    private PlaceholderImage() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.tool(
                "/api/util/base64-image",
                Wanted.SHAPE,
                Image.class,
                "Draws a coloured rectangle with a label, as SVG.",
                "{\"width\": 300, \"height\": 150, \"color\": \"#336699\"}",
                PlaceholderImage::image);
    }

    private static String color(String text) {
        if (!text.matches("#(?:[0-9A-Fa-f]{3}){1,2}")) {
            throw Problem.invalid("color", "must be #RGB or #RRGGBB");
        }
        return text;
    }

    private static Image image(Wanted in) {
        String text = in.text().orElse(in.width() + "\u00d7" + in.height());
        boolean light = ColorText.parse(in.color()).map(c -> c.rgb().isLight()).orElse(true);
        String svg =
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d">\
                <rect width="100%%" height="100%%" fill="%3$s"/>\
                <text x="50%%" y="50%%" fill="%4$s" font-family="sans-serif" font-size="%5$d" \
                text-anchor="middle" dominant-baseline="middle">%6$s</text></svg>\
                """
                        .formatted(
                                in.width(),
                                in.height(),
                                in.color(),
                                light ? "#333333" : "#ffffff",
                                Math.max(1, Math.min(in.width(), in.height()) / 6),
                                Entities.escape(text).replace("&nbsp;", "&#160;"));
        String base64 = Base64.getEncoder().encodeToString(Texts.utf8(svg));
        return new Image(
                base64,
                "data:image/svg+xml;base64," + base64,
                in.width(),
                in.height(),
                in.color(),
                text,
                "svg");
    }
}
