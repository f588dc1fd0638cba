package dev.coffer.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a QR code off its SVG: draws what the one path says, four pixels a module. */
public final class QrScanner {

    private static final int MODULE = 4;

    private QrScanner() {}

    public static String scanned(String svg) {
        Matcher box = Pattern.compile("viewBox=\"0 0 (\\d+) \\1\"").matcher(svg);
        assertThat(box.find()).isTrue();
        int size = MODULE * Integer.parseInt(box.group(1));
        int[] pixels = new int[size * size];
        Arrays.fill(pixels, 0xffffff);
        Matcher run = Pattern.compile("M(\\d+) (\\d+)\\.5h(\\d+)").matcher(svg);
        while (run.find()) {
            int x = MODULE * Integer.parseInt(run.group(1));
            int y = MODULE * Integer.parseInt(run.group(2));
            for (int row = y; row < y + MODULE; row++) {
                int from = row * size + x;
                Arrays.fill(pixels, from, from + MODULE * Integer.parseInt(run.group(3)), 0);
            }
        }
        RGBLuminanceSource image = new RGBLuminanceSource(size, size, pixels);
        try {
            return new QRCodeReader()
                    .decode(new BinaryBitmap(new HybridBinarizer(image)))
                    .getText();
        } catch (ReaderException e) {
            throw new AssertionError(svg, e);
        }
    }
}
