package dev.coffer.tool.util;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Figures;
import dev.coffer.tool.Texts;
import dev.coffer.tool.Toolbox;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/** A number of bytes as people read it. */
final class ByteSizes {

    record Wanted(long bytes, boolean binary, long precision) {
        static final Shape<Wanted> SHAPE =
                Shape.of(
                        Wanted::new,
                        Field.whole("bytes", 0, Long.MAX_VALUE, "How many bytes."),
                        Field.flag("binary", "In steps of 1024: KiB, MiB."),
                        Texts.clamped("precision", 0, 10, 2, "Decimal places."));
    }

    record Conversions(
            long bytes,
            BigDecimal kilobytes,
            BigDecimal megabytes,
            BigDecimal gigabytes,
            BigDecimal kibibytes,
            BigDecimal mebibytes,
            BigDecimal gibibytes) {
        static Conversions of(long bytes) {
            return new Conversions(
                    bytes,
                    in(bytes, 1000, 1, 3),
                    in(bytes, 1000, 2, 3),
                    in(bytes, 1000, 3, 6),
                    in(bytes, 1024, 1, 3),
                    in(bytes, 1024, 2, 3),
                    in(bytes, 1024, 3, 6));
        }

        private static BigDecimal in(long bytes, int base, int power, int places) {
            return Figures.rounded(exact(bytes, base, power), places);
        }
    }

    record Formatted(
            long bytes,
            String formatted,
            BigDecimal value,
            String unit,
            boolean binary,
            Optional<Conversions> conversions) {}

    private static final List<String> DECIMAL = List.of("B", "KB", "MB", "GB", "TB", "PB", "EB");
    private static final List<String> BINARY =
            List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");

    private ByteSizes() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.tool(
                "/api/util/bytes-format",
                Wanted.SHAPE,
                Formatted.class,
                "Writes a number of bytes with a fitting unit.",
                "{\"bytes\": 1536, \"binary\": true}",
                ByteSizes::formatted);
    }

    private static BigDecimal exact(long bytes, int base, int power) {
        return BigDecimal.valueOf(bytes)
                .divide(BigDecimal.valueOf(base).pow(power), MathContext.DECIMAL128);
    }

    private static Formatted formatted(Wanted in) {
        if (in.bytes() == 0) {
            return new Formatted(0, "0 B", BigDecimal.ZERO, "B", in.binary(), Optional.empty());
        }
        int base = in.binary() ? 1024 : 1000;
        int power = 0;
        BigDecimal value = shown(in, base, power);
        // What rounding makes a whole unit is one: 999,999 bytes are 1.00 MB.
        while (value.compareTo(BigDecimal.valueOf(base)) >= 0 && power < DECIMAL.size() - 1) {
            value = shown(in, base, ++power);
        }
        String unit = (in.binary() ? BINARY : DECIMAL).get(power);
        return new Formatted(
                in.bytes(),
                value.toPlainString() + " " + unit,
                Figures.whole(value),
                unit,
                in.binary(),
                Optional.of(Conversions.of(in.bytes())));
    }

    private static BigDecimal shown(Wanted in, int base, int power) {
        return exact(in.bytes(), base, power).setScale((int) in.precision(), RoundingMode.HALF_UP);
    }
}
