package dev.coffer.harness;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

/** What a service answered. */
public record Answered(int status, HttpHeaders headers, byte[] body) {

    private static final JsonMapper JSON = new JsonMapper();

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

    public String code() {
        return at("code").asString("");
    }

    /** A header, or an empty text. */
    public String header(String name) {
        return headers.firstValue(name).orElse("");
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
