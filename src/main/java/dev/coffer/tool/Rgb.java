package dev.coffer.tool;

/**
 * A colour of 24 bits.
 *
 * @param code red, green and blue, eight bits each
 */
public record Rgb(int code) {

    /** Its parts, 0 to 255, and as CSS has it. */
    public record Parts(int r, int g, int b, String string) {}

    /** Hue in degrees below 360, saturation and lightness in percent, and as CSS has it. */
    public record Hsl(int h, int s, int l, String string) {}

    public static Rgb of(int r, int g, int b) {
        return new Rgb(r << 16 | g << 8 | b);
    }

    /** Of hue, saturation and lightness, the latter two from 0 to 1 (CSS Color 3, 4.2.4). */
    public static Rgb ofHsl(double h, double s, double l) {
        double most = l <= 0.5 ? l * (1 + s) : l + s - l * s;
        double least = 2 * l - most;
        double turn = h / 360;
        return of(
                channel(least, most, turn + 1.0 / 3),
                channel(least, most, turn),
                channel(least, most, turn - 1.0 / 3));
    }

    private static int channel(double least, double most, double turn) {
        double t = turn < 0 ? turn + 1 : turn > 1 ? turn - 1 : turn;
        double value =
                6 * t < 1
                        ? least + (most - least) * 6 * t
                        : 2 * t < 1
                                ? most
                                : 3 * t < 2 ? least + (most - least) * (2.0 / 3 - t) * 6 : least;
        return (int) Math.round(255 * value);
    }

    public int r() {
        return code >> 16 & 255;
    }

    public int g() {
        return code >> 8 & 255;
    }

    public int b() {
        return code & 255;
    }

    public String hex() {
        return "#%06x".formatted(code);
    }

    public Parts parts() {
        return new Parts(r(), g(), b(), "rgb(%d, %d, %d)".formatted(r(), g(), b()));
    }

    public Hsl hsl() {
        double most = Math.max(r(), Math.max(g(), b())) / 255.0;
        double least = Math.min(r(), Math.min(g(), b())) / 255.0;
        double range = most - least;
        double light = (most + least) / 2;
        double saturation = range == 0 ? 0 : range / (1 - Math.abs(2 * light - 1));
        double hue = 0;
        if (range > 0) {
            double red = r() / 255.0;
            double green = g() / 255.0;
            double blue = b() / 255.0;
            hue =
                    most == red
                            ? (green - blue) / range + 6
                            : most == green ? (blue - red) / range + 2 : (red - green) / range + 4;
        }
        int h = (int) (Math.round(60 * hue) % 360);
        int s = (int) Math.round(100 * saturation);
        int l = (int) Math.round(100 * light);
        return new Hsl(h, s, l, "hsl(%d, %d%%, %d%%)".formatted(h, s, l));
    }

    /** How light it looks, from 0 to 1 (Rec. 601). */
    public double luminance() {
        return (0.299 * r() + 0.587 * g() + 0.114 * b()) / 255;
    }

    public boolean isLight() {
        return luminance() * 255 > 128;
    }
}
