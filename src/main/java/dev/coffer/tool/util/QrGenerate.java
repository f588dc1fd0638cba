package dev.coffer.tool.util;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.room.QrCode;
import dev.coffer.tool.Texts;
import dev.coffer.tool.Toolbox;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** QR codes as SVG, with error correction M. */
final class QrGenerate {

    private static final int COLOR_CHARS = 32;

    record Look(long size, long margin, String dark, String light) {
        static final Shape<Look> SHAPE =
                Shape.of(
                        Look::new,
                        Texts.clamped("size", 50, 1000, 200, "Width and height."),
                        Texts.clamped("margin", 0, 10, 2, "Empty modules around it."),
                        color("dark", "#000000"),
                        color("light", "#ffffff"));

        private static Field<String> color(String name, String usual) {
            return Field.text(name, 1, COLOR_CHARS, "A colour: #RRGGBB.")
                    .map(text -> {
                        if (!text.matches("#[0-9A-Fa-f]{6}")) {
                            throw Problem.invalid(name, "must be #RRGGBB");
                        }
                        return text;
                    })
                    .orElse(usual);
        }
    }

    record Wanted(String data, String format, Look look) {
        static final Shape<Wanted> SHAPE =
                Shape.of(
                        Wanted::new,
                        Field.text("data", 1, UtilLimits.QR_DATA_CHARS, "What it holds."),
                        Texts.choice(
                                "format", "The picture itself, or JSON with it.", "svg", "base64"),
                        Look.SHAPE);
    }

    record Encoded(String base64, String mimeType, long size) {}

    private QrGenerate() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.heavy(
                "/api/util/qr-generate",
                Wanted.SHAPE,
                new Gives<>(Object.class, List.of(Encoded.class)),
                "Draws a QR code: as SVG, or as JSON with it.",
                "{\"data\": \"https://example.com\", \"format\": \"base64\"}",
                QrGenerate::drawn);
    }

    @SuppressWarnings("unchecked") // What it answers is a picture or a record.
    private static Reply<Object> drawn(Call<Wanted> call) {
        return (Reply<Object>) drawn(call.input(), call.tokenType().orElse("STX"));
    }

    private static Reply<?> drawn(Wanted in, String tokenType) {
        Look look = in.look();
        QrCode code =
                new QrCode(
                        Optional.of(look.size()), (int) look.margin(), look.dark(), look.light());
        try {
            if (in.format().equals("base64")) {
                return Reply.of(new Encoded(code.dataUri(in.data()), QrCode.TYPE, look.size()));
            }
            byte[] svg = Texts.utf8(code.svg(in.data()));
            return new Reply.Content(200, QrCode.TYPE, svg, Map.of("X-Token-Type", tokenType));
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("data", "must fit into one code: 2,331 bytes of UTF-8 at most");
        }
    }
}
