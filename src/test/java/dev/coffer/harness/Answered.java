package dev.coffer.harness;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What a service answered. */
public record Answered(int status, HttpHeaders headers, byte[] body) {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    public JsonNode json() {
        return JSON.readTree(body);
    }

    /** A field at the top of the JSON body. */
    public JsonNode at(String field) {
        return json().path(field);
    }

    /** Of a problem; an empty text of what is none. */
    public String code() {
        return header("Content-Type").contains("json") ? at("code").asString("") : "";
    }

    /** A header, or an empty text if it is not there; one that is there is never empty. */
    public String header(String name) {
        headers.firstValue(name).ifPresent(value -> assertThat(value).as(name).isNotEmpty());
        return headers.firstValue(name).orElse("");
    }

    /** A header that holds base64 of JSON. */
    public JsonNode decoded(String name) {
        return JSON.readTree(Base64.getDecoder().decode(headers.firstValue(name).orElseThrow()));
    }

    public Answered expect(int wanted) {
        assertThat(status).as("status; the body is %s", brief()).isEqualTo(wanted);
        return this;
    }

    public Answered expect(int wanted, String code) {
        expect(wanted);
        assertThat(code()).as("code of %s", brief()).isEqualTo(code);
        return this;
    }

    private String brief() {
        String text = text();
        return text.length() > 500 ? text.substring(0, 500) + "..." : text;
    }
}
