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
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** JSON as this service speaks it: strict in, flat and without nulls out. */
public final class Json {

    /** Instants in answers: UTC with milliseconds. */
    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(Limits.JSON_DEPTH)
                                    .maxNumberLength(Limits.JSON_NUMBER_CHARS)
                                    .maxStringLength((int) Limits.LARGEST_BODY_BYTES)
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
                            i -> i.withValueInclusion(JsonInclude.Include.NON_NULL))
                    .addModule(module())
                    .build();

    private Json() {}

    public static byte[] write(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    /** An instant as answers show it. */
    public static String instant(long epochMs) {
        return INSTANT.format(Instant.ofEpochMilli(epochMs));
    }

    static JsonParser parser(byte[] body) {
        return BODY_FACTORY.createParser(ObjectReadContext.empty(), body);
    }

    private static JacksonModule module() {
        return new SimpleModule("coffer")
                .addSerializer(
                        new StdSerializer<Instant>(Instant.class) {
                            @Override
                            public void serialize(
                                    Instant at, JsonGenerator out, SerializationContext context) {
                                out.writeString(INSTANT.format(at));
                            }
                        })
                .addSerializer(
                        new StdSerializer<RawJson>(RawJson.class) {
                            @Override
                            public void serialize(
                                    RawJson json, JsonGenerator out, SerializationContext context) {
                                out.writeRawValue(new String(json.bytes(), StandardCharsets.UTF_8));
                            }
                        });
    }
}
