package dev.coffer.scenario;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Pricing;
import dev.coffer.endpoint.Tier;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One request and what must come of it. In texts {@code {me}} is the caller's address and {@code
 * {other}} another payer's; {@code {name}} is what an earlier step's answer had there.
 *
 * @param steps requests that come before, each by the caller or the other payer, and succeed
 * @param known whether the caller says who it is
 * @param part what the JSON body must hold, see {@link JsonPart}; empty if it is not looked at
 * @param text what the body must hold as text
 * @param forbidden what neither body nor headers may hold
 * @param charge what is debited
 */
public record Scenario(
        String name,
        List<Step> steps,
        boolean known,
        String method,
        String path,
        byte[] body,
        List<String> headers,
        int status,
        String part,
        Map<String, String> answerHeaders,
        List<String> forbidden,
        Charge charge) {

    /** What a call costs, by its tier. */
    public enum Charge {
        NONE(0),
        READ(500),
        SIMPLE(1000),
        AI(3000),
        HEAVY_AI(10_000),
        WRITE(1000),
        WRITE_LARGE(5000);

        private final long microStx;

        Charge(long microStx) {
            this.microStx = microStx;
        }

        /** What a call of an endpoint costs that costs the same each time. */
        public static Charge of(Endpoint<?, ?> endpoint) {
            if (!(endpoint.access() instanceof Access.Paid<?>(Pricing.Flat<?>(Tier tier), _))) {
                return NONE;
            }
            return switch (tier) {
                case SIMPLE -> SIMPLE;
                case AI, STORAGE_AI -> AI;
                case HEAVY_AI -> HEAVY_AI;
                case STORAGE_READ -> READ;
                case STORAGE_WRITE -> WRITE;
                case STORAGE_WRITE_LARGE -> WRITE_LARGE;
            };
        }

        /** In the asset's smallest unit. */
        public long in(String asset) {
            return asset.equals("sBTC") ? microStx / 10 : microStx;
        }
    }

    public record Step(boolean byOther, String path, String json) {}

    private static final JsonMapper JSON = new JsonMapper();

    public static Scenario request(String name, String method, String path, String body) {
        return new Scenario(
                name,
                List.of(),
                true,
                method,
                path,
                body.getBytes(StandardCharsets.UTF_8),
                List.of(),
                200,
                "",
                Map.of(),
                List.of(),
                Charge.NONE);
    }

    public static Scenario get(String name, String path) {
        return request(name, "GET", path, "");
    }

    public static Scenario post(String name, String path, String json) {
        return request(name, "POST", path, json);
    }

    /** The same as JSON by POST and as a query by GET. */
    public List<Scenario> bothWays() {
        StringBuilder query = new StringBuilder();
        JsonNode input = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
        input.properties()
                .forEach(field ->
                        query.append(query.isEmpty() ? '?' : '&')
                                .append(field.getKey())
                                .append('=')
                                .append(encoded(field.getValue().asString())));
        return List.of(
                this.named(name + " (POST)"),
                new Scenario(
                        name + " (GET)",
                        steps,
                        known,
                        "GET",
                        path + query,
                        new byte[0],
                        headers,
                        status,
                        part,
                        answerHeaders,
                        forbidden,
                        charge));
    }

    /** Keeps the places that the runner fills in. */
    private static String encoded(String text) {
        return text.matches("\\{\\w+\\}.*")
                ? text
                : URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    public Scenario named(String other) {
        return new Scenario(
                other,
                steps,
                known,
                method,
                path,
                body,
                headers,
                status,
                part,
                answerHeaders,
                forbidden,
                charge);
    }

    public Scenario bytes(byte[] other) {
        return new Scenario(
                name,
                steps,
                known,
                method,
                path,
                other,
                headers,
                status,
                part,
                answerHeaders,
                forbidden,
                charge);
    }

    /** After the caller did this. */
    public Scenario after(String stepPath, String json) {
        return step(new Step(false, stepPath, json));
    }

    /** After another payer did this. */
    public Scenario afterOther(String stepPath, String json) {
        return step(new Step(true, stepPath, json));
    }

    private Scenario step(Step step) {
        List<Step> more = new ArrayList<>(steps);
        more.add(step);
        return new Scenario(
                name,
                more,
                known,
                method,
                path,
                body,
                headers,
                status,
                part,
                answerHeaders,
                forbidden,
                charge);
    }

    public Scenario byNobody() {
        return new Scenario(
                name,
                steps,
                false,
                method,
                path,
                body,
                headers,
                status,
                part,
                answerHeaders,
                forbidden,
                charge);
    }

    public Scenario with(String header, String value) {
        List<String> more = new ArrayList<>(headers);
        more.add(header);
        more.add(value);
        return new Scenario(
                name,
                steps,
                known,
                method,
                path,
                body,
                more,
                status,
                part,
                answerHeaders,
                forbidden,
                charge);
    }

    public Scenario gives(int expected, String json) {
        return new Scenario(
                name,
                steps,
                known,
                method,
                path,
                body,
                headers,
                expected,
                json,
                answerHeaders,
                forbidden,
                charge);
    }

    /** Refused with this code. */
    public Scenario refused(int expected, String code) {
        return gives(expected, "{\"code\": \"%s\"}".formatted(code));
    }

    /** Refused because of a field. */
    public Scenario invalid(String field) {
        return gives(400, "{\"code\": \"invalid_input\", \"field\": \"%s\"}".formatted(field));
    }

    /** The answer has a header with a value that holds this. */
    public Scenario header(String header, String value) {
        Map<String, String> more = new java.util.LinkedHashMap<>(answerHeaders);
        more.put(header, value);
        return new Scenario(
                name, steps, known, method, path, body, headers, status, part, more, forbidden,
                charge);
    }

    public Scenario never(String... texts) {
        return new Scenario(
                name,
                steps,
                known,
                method,
                path,
                body,
                headers,
                status,
                part,
                answerHeaders,
                List.of(texts),
                charge);
    }

    public Scenario costs(Charge what) {
        return new Scenario(
                name,
                steps,
                known,
                method,
                path,
                body,
                headers,
                status,
                part,
                answerHeaders,
                forbidden,
                what);
    }

    @Override
    public String toString() {
        return name;
    }
}
