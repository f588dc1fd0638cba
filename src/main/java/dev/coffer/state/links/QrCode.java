package dev.coffer.state.links;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A text as a QR code (ISO 18004, level M) in SVG: one path, on white, with its margin. */
final class QrCode {

    /** Modules: the quiet zone that the standard asks for. */
    private static final int MARGIN = 4;

    private QrCode() {}

    static String svg(String text) {
        ByteMatrix modules;
        try {
            modules = Encoder.encode(text, ErrorCorrectionLevel.M).getMatrix();
        } catch (WriterException e) {
            throw new IllegalArgumentException("too long for a QR code", e);
        }
        int size = modules.getWidth() + 2 * MARGIN;
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < modules.getHeight(); y++) {
            for (int x = 0; x < modules.getWidth(); x++) {
                int from = x;
                while (x < modules.getWidth() && modules.get(x, y) == 1) {
                    x++;
                }
                if (x > from) {
                    path.append("M%d %d.5h%d".formatted(from + MARGIN, y + MARGIN, x - from));
                }
            }
        }
        return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %1$d" shape-rendering="crispEdges">\
        <rect width="%1$d" height="%1$d" fill="#fff"/><path stroke="#000" d="%2$s"/></svg>\
        """
                .formatted(size, path);
    }

    static String dataUri(String text) {
        byte[] svg = svg(text).getBytes(StandardCharsets.US_ASCII);
        return "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(svg);
    }
}
