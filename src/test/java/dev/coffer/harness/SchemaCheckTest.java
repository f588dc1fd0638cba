package dev.coffer.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Endpoint;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.util.List;

/** The check of answers finds what is wrong with one. */
class SchemaCheckTest {

    private static List<String> faults(String path, String answer) {
        Endpoint<?, ?> endpoint =
                Pebbles.sold().stream()
                        .flatMap(room -> room.endpoints().stream())
                        .filter(each -> each.path().equals(path))
                        .findFirst()
                        .orElseThrow();
        return SchemaCheck.faults(endpoint, new JsonMapper().readTree(answer));
    }

    private static void good(String path, String answer) {
        assertThat(faults(path, answer)).as(answer).isEmpty();
    }

    private static void bad(String path, String answer) {
        assertThat(faults(path, answer)).as(answer).hasSize(1);
    }

    @Test
    void everyFieldIsThereWithItsType() {
        String path = "/api/pebble/find";
        good(path, "{\"name\":\"a\",\"weight\":1,\"tokenType\":\"STX\"}");
        good(
                path,
                "{\"name\":\"a\",\"weight\":1,\"expiresAt\":\"2026-01-01T00:00:00.000Z\",\"tokenType\":\"STX\"}");
        bad(path, "{\"name\":\"a\",\"weight\":1}");
        bad(path, "{\"weight\":1,\"tokenType\":\"STX\"}");
        bad(path, "{\"name\":1,\"weight\":1,\"tokenType\":\"STX\"}");
        bad(path, "{\"name\":\"a\",\"weight\":1.5,\"tokenType\":\"STX\"}");
        bad(path, "{\"name\":\"a\",\"weight\":1,\"colour\":2,\"tokenType\":\"STX\"}");
        bad(path, "{\"name\":\"a\",\"weight\":1,\"expiresAt\":\"today\",\"tokenType\":\"STX\"}");
    }

    @Test
    void anAnswerIsOneOfItsKinds() {
        String path = "/api/kv/delete";
        String one = "{\"success\":true,\"deleted\":\"k\",\"visibility\":\"private\",";
        String many = "{\"success\":true,\"deletedCount\":2,\"complete\":true,";
        good(path, one + "\"tokenType\":\"STX\"}");
        good(path, many + "\"tokenType\":\"STX\"}");
        bad(path, one + "\"deletedCount\":2,\"tokenType\":\"STX\"}");
        bad(path, "{\"success\":true,\"tokenType\":\"STX\"}");
    }

    @Test
    void whatIsWithinIsLookedAtToo() {
        String path = "/api/kv/list";
        String end = ",\"count\":0,\"complete\":true,\"tokenType\":\"STX\"}";
        good(path, "{\"keys\":[\"k\"],\"entries\":[]" + end);
        bad(path, "{\"keys\":[1],\"entries\":[]" + end);
        bad(path, "{\"keys\":{},\"entries\":[]" + end);
        bad(
                path,
                """
                {"keys": [], "entries": [{"key": "k", "visibility": "private", "bytes": 1,
                    "createdAt": "2026-01-01T00:00:00.000Z", "revision": 1, "more": 1}]
                """
                        + end);
    }
}
