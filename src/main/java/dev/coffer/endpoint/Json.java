package dev.coffer.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.jsonFormatVisitors.JsonValueFormat;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** JSON as this service speaks it: strict in, flat and without nulls out. */
public final class Json {

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(Limits.JSON_DEPTH.whole())
                                    .maxNumberLength(Limits.JSON_NUMBER_CHARS.whole())
                                    .maxStringLength(Limits.LARGEST_BODY_BYTES.whole())
                                    .build())
                    .build();

    /**
     * For bodies: duplicates of fields are found by {@link Shape}, those inside values are kept.
     */
    private static final JsonFactory BODY_FACTORY =
            FACTORY.rebuild().disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /**
     * Writes answers, and reads JSON that is not an endpoint's input (payment headers). Jackson's
     * own defaults would turn 1.7 into 1 and "5" into 5.
     */
    public static final JsonMapper MAPPER =
            JsonMapper.builder(FACTORY)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .changeDefaultPropertyInclusion(
                            i -> i.withValueInclusion(JsonInclude.Include.NON_ABSENT))
                    .addModule(module())
                    .build();

    private Json() {}

    public static byte[] write(Object value) {
        return gathered(value).bytes();
    }

    /** The same, before it is made one array. */
    public static Gathered gathered(Object value) {
        Gathered out = new Gathered();
        MAPPER.writeValue(out, value);
        return out;
    }

    /** An instant as answers show it: UTC with milliseconds. By hand: three stand in one answer. */
    public static String instant(long epochMs) {
        LocalDateTime at =
                LocalDateTime.ofEpochSecond(
                        Math.floorDiv(epochMs, 1000L),
                        (int) Math.floorMod(epochMs, 1000L) * 1_000_000,
                        ZoneOffset.UTC);
        byte[] text = "0000-00-00T00:00:00.000Z".getBytes(StandardCharsets.ISO_8859_1);
        digits(text, 4, at.getYear());
        digits(text, 7, at.getMonthValue());
        digits(text, 10, at.getDayOfMonth());
        digits(text, 13, at.getHour());
        digits(text, 16, at.getMinute());
        digits(text, 19, at.getSecond());
        digits(text, 23, at.getNano() / 1_000_000);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** Writes a number so that it ends before an index; years have four digits here. */
    private static void digits(byte[] text, int end, int number) {
        int rest = number;
        for (int i = end - 1; rest > 0; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** Of JSON that keeps the bytes that came: it tells where in them it stands. */
    public static JsonParser parser(byte[] body) {
        return BODY_FACTORY.createParser(ObjectReadContext.empty(), body);
    }

    private static JacksonModule module() {
        return new SimpleModule("coffer")
                .addSerializer(
                        new StdSerializer<Instant>(Instant.class) {
                            @Override
                            public void serialize(
                                    Instant at, JsonGenerator out, SerializationContext context) {
                                out.writeString(instant(at.toEpochMilli()));
                            }

                            @Override
                            public void acceptJsonFormatVisitor(
                                    JsonFormatVisitorWrapper visitor, JavaType type) {
                                visitStringFormat(visitor, type, JsonValueFormat.DATE_TIME);
                            }
                        })
                .addSerializer(
                        new StdSerializer<RawJson>(RawJson.class) {
                            @Override
                            public void serialize(
                                    RawJson json, JsonGenerator out, SerializationContext context) {
                                out.writeRawValue(new RawText(json.bytes()));
                            }

                            @Override
                            public void acceptJsonFormatVisitor(
                                    JsonFormatVisitorWrapper visitor, JavaType type) {
                                visitor.expectAnyFormat(type);
                            }
                        });
    }
}
