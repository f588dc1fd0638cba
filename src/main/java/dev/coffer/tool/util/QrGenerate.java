package dev.coffer.tool.util;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Texts;
import dev.coffer.tool.Toolbox;

import java.util.Base64;
import java.util.List;
import java.util.Map;

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

    private static final String SVG = "image/svg+xml";

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
        byte[] svg = Texts.utf8(svg(in));
        if (in.format().equals("svg")) {
            return new Reply.Content(200, SVG, svg, Map.of("X-Token-Type", tokenType));
        }
        String data = "data:" + SVG + ";base64," + Base64.getEncoder().encodeToString(svg);
        return Reply.of(new Encoded(data, SVG, in.look().size()));
    }

    private static String svg(Wanted in) {
        BitMatrix modules = modules(in.data());
        int margin = (int) in.look().margin();
        int width = modules.getWidth() + 2 * margin;
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < modules.getHeight(); y++) {
            int x = 0;
            while (x < modules.getWidth()) {
                int end = x;
                while (end < modules.getWidth() && modules.get(end, y)) {
                    end++;
                }
                if (end > x) {
                    path.append('M').append(x + margin).append(' ').append(y + margin);
                    path.append('h').append(end - x).append("v1H").append(x + margin).append('z');
                }
                x = end + 1;
            }
        }
        return """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" \
        shape-rendering="crispEdges"><path fill="%s" d="M0 0h%dv%dH0z"/><path fill="%s" d="%s"/></svg>
        """
                .formatted(
                        in.look().size(),
                        in.look().size(),
                        width,
                        width,
                        in.look().light(),
                        width,
                        width,
                        in.look().dark(),
                        path);
    }

    private static BitMatrix modules(String data) {
        Map<EncodeHintType, Object> hints =
                Map.of(
                        EncodeHintType.ERROR_CORRECTION,
                        ErrorCorrectionLevel.M,
                        EncodeHintType.CHARACTER_SET,
                        "UTF-8",
                        EncodeHintType.MARGIN,
                        0);
        try {
            return new QRCodeWriter().encode(data, BarcodeFormat.QR_CODE, 0, 0, hints);
        } catch (WriterException | IllegalArgumentException e) {
            throw Problem.invalid("data", "must fit into one code: 2,331 bytes of UTF-8 at most");
        }
    }
}
