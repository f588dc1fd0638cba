package dev.coffer.state.sql;

import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Lists;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Shape;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the SQL endpoints take. */
final class SqlInputs {

    private static final Field<String> QUERY =
            Field.text("query", 1, SqlLimits.SQL_CHARS, "One statement in SQLite's language.");

    /** Bodies of many statements are bounded by the endpoint. */
    private static final long PARAMS_BYTES = 1 << 20;

    private static final Field<Optional<RawJson>> PARAMS =
            Field.writtenJson(
                            "params",
                            PARAMS_BYTES,
                            "Values for its parameters: a list, or an object by name. Texts, numbers, true and false as 1 and 0, null, and {\"base64\": ...} for a blob.")
                    .optional();

    private static final Field<Optional<Long>> EXPECT_ROWS =
            Field.whole(
                            "expectRows",
                            0,
                            Integer.MAX_VALUE,
                            "How many rows it must change, or give if it only reads; if not, nothing is kept.")
                    .optional();

    record Query(SqlStatement statement) {
        static final Shape<Query> SHAPE =
                Shape.of((query, params) -> new Query(bound(query, params)), QUERY, PARAMS);
    }

    /** A statement of a list, and how many rows it must be about. */
    record Step(SqlStatement statement, Optional<Long> expectRows) {
        static final Shape<Step> SHAPE =
                Shape.of(
                        (query, params, rows) -> new Step(bound(query, params), rows),
                        QUERY,
                        PARAMS,
                        EXPECT_ROWS);
    }

    /**
     * @param several whether they were given as a list, and are answered as one
     */
    record Execute(List<Step> steps, boolean several) {
        static final Shape<Execute> SHAPE =
                Shape.of(
                        Execute::of,
                        Lists.objects(
                                        "statements",
                                        1,
                                        SqlLimits.SQL_STATEMENTS.whole(),
                                        Step.SHAPE,
                                        "In place of one: several, all or none of which are done.")
                                .optional(),
                        QUERY.optional(),
                        PARAMS);

        private static Execute of(
                Optional<List<Step>> statements, Optional<String> query, Optional<RawJson> params) {
            if (statements.isPresent() == query.isPresent()) {
                throw Problem.invalid("query", "or `statements` is required, one of them");
            }
            if (statements.isPresent() && params.isPresent()) {
                throw Problem.invalid("params", "belongs into each of the `statements`");
            }
            return statements
                    .map(steps -> new Execute(steps, true))
                    .orElseGet(() ->
                            new Execute(
                                    List.of(
                                            new Step(
                                                    bound(query.orElseThrow(), params),
                                                    Optional.empty())),
                                    false));
        }

        List<SqlStatement> statements() {
            return steps.stream().map(Step::statement).toList();
        }
    }

    private SqlInputs() {}

    private static SqlStatement bound(String query, Optional<RawJson> params) {
        if (params.isEmpty()) {
            return SqlStatement.of(query, List.of());
        }
        JsonNode given;
        try {
            given = Json.MAPPER.readTree(params.get().bytes());
        } catch (JacksonException e) {
            throw Problem.invalid("params", "must be JSON, without a name twice");
        }
        if (given.isArray()) {
            List<Object> values = new ArrayList<>();
            given.forEach(value -> values.add(value(value)));
            return SqlStatement.of(query, values);
        }
        if (!given.isObject()) {
            throw Problem.invalid("params", "must be a list, or an object by name");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        given.properties().forEach(each -> values.put(each.getKey(), value(each.getValue())));
        return new SqlStatement(query, true, values);
    }

    private static Object value(JsonNode value) {
        if (value.isNull()) {
            return SqlStatement.NULL;
        }
        if (value.isString()) {
            return text(value.asString());
        }
        if (value.isBoolean()) {
            return value.booleanValue() ? 1L : 0L;
        }
        if (value.isIntegralNumber()) {
            if (!value.canConvertToLong()) {
                throw Problem.invalid(
                        "params", "has a whole number beyond 64 bits; give it as a text");
            }
            return value.longValue();
        }
        if (value.isNumber()) {
            return value.doubleValue();
        }
        JsonNode base64 = value.path("base64");
        if (value.isObject() && value.size() == 1 && base64.isString()) {
            try {
                return Base64.getDecoder().decode(base64.asString());
            } catch (IllegalArgumentException e) {
                throw Problem.invalid("params", "has a blob that is not base64");
            }
        }
        throw Problem.invalid(
                "params",
                "takes texts, numbers, true, false, null and {\"base64\": ...}; give other JSON as a text");
    }

    private static String text(String text) {
        boolean torn = text.codePoints().anyMatch(c -> c == 0 || c >= 0xd800 && c <= 0xdfff);
        if (torn) {
            throw Problem.invalid("params", "has a text with NUL or half a pair in it");
        }
        return text;
    }
}
