package dev.coffer.room;

import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * How a text is drawn as a QR code (ISO 18004, level M) in SVG: one path, on a ground, with its
 * margin.
 *
 * @param pixels width and height; as large as there is room if empty
 * @param margin in modules, of which the standard asks for 4
 * @param dark a colour of CSS, without anything to be escaped
 * @param light the same, of the ground
 */
public record QrCode(Optional<Long> pixels, int margin, String dark, String light) {

    public static final String TYPE = "image/svg+xml";

    public static final QrCode USUAL = new QrCode(Optional.empty(), 4, "#000", "#fff");

    /**
     * Draws it.
     *
     * @return SVG, of ASCII alone
     * @throws IllegalArgumentException if the text is too long: 2,331 bytes of UTF-8 fit in any
     *     case
     */
    public String svg(String text) {
        ByteMatrix modules;
        try {
            modules = Encoder.encode(text, ErrorCorrectionLevel.M, hints(text)).getMatrix();
        } catch (WriterException e) {
            throw new IllegalArgumentException("too long for a QR code", e);
        }
        int size = modules.getWidth() + 2 * margin;
        return """
        <svg xmlns="http://www.w3.org/2000/svg"%1$s viewBox="0 0 %2$d %2$d" shape-rendering="crispEdges">\
        <rect width="%2$d" height="%2$d" fill="%3$s"/><path stroke="%4$s" d="%5$s"/></svg>\
        """
                .formatted(
                        pixels.map(" width=\"%1$d\" height=\"%1$d\""::formatted).orElse(""),
                        size,
                        light,
                        dark,
                        path(modules));
    }

    /** Where ASCII alone does not do, it says that it is UTF-8. */
    private static Map<EncodeHintType, ?> hints(String text) {
        boolean ascii = text.chars().allMatch(c -> c < 128);
        return ascii ? Map.of() : Map.of(EncodeHintType.CHARACTER_SET, "UTF-8");
    }

    /** A stroke for each row of dark modules beside each other. */
    private StringBuilder path(ByteMatrix modules) {
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < modules.getHeight(); y++) {
            for (int x = 0; x < modules.getWidth(); x++) {
                int from = x;
                while (x < modules.getWidth() && modules.get(x, y) == 1) {
                    x++;
                }
                if (x > from) {
                    path.append('M').append(from + margin).append(' ').append(y + margin);
                    path.append(".5h").append(x - from);
                }
            }
        }
        return path;
    }

    /** The same as a URL of itself. */
    public String dataUri(String text) {
        byte[] svg = svg(text).getBytes(StandardCharsets.US_ASCII);
        return "data:" + TYPE + ";base64," + Base64.getEncoder().encodeToString(svg);
    }
}
