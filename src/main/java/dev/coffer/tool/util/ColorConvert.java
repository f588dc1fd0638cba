package dev.coffer.tool.util;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Rgb;
import dev.coffer.tool.Toolbox;

import java.math.BigDecimal;
import java.util.Locale;

/** A colour in all its forms. */
final class ColorConvert {

    record Color(
            String input,
            String hex,
            String hexUppercase,
            Rgb.Parts rgb,
            Rgb.Hsl hsl,
            String rgba,
            double luminance,
            boolean isLight) {}

    private ColorConvert() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.tool(
                "/api/util/color-convert",
                Shape.of(
                        color -> color,
                        Field.text(
                                "color",
                                1,
                                UtilLimits.SHORT_TEXT_CHARS,
                                "A colour of CSS: a name, #RRGGBB, rgb() or hsl().")),
                Color.class,
                "Writes a colour in hex, RGB and HSL, and says how light it is.",
                "{\"color\": \"rebeccapurple\"}",
                ColorConvert::color);
    }

    private static Color color(String text) {
        ColorText color =
                ColorText.parse(text)
                        .orElseThrow(() ->
                                Problem.invalid(
                                        "color",
                                        "must be a colour's name, #RGB, #RRGGBB, rgb() or hsl()"));
        Rgb rgb = color.rgb();
        String alpha = BigDecimal.valueOf(color.alpha()).stripTrailingZeros().toPlainString();
        return new Color(
                text,
                rgb.hex(),
                rgb.hex().toUpperCase(Locale.ROOT),
                rgb.parts(),
                rgb.hsl(),
                "rgba(%d, %d, %d, %s)".formatted(rgb.r(), rgb.g(), rgb.b(), alpha),
                Math.round(100 * rgb.luminance()) / 100.0,
                rgb.isLight());
    }
}
