package dev.coffer.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;

import tools.jackson.databind.JsonNode;

/** The form that every refusal has. */
public final class Problems {

    private Problems() {}

    public static void check(Answered answered) {
        assertThat(answered.header("Content-Type"))
                .as("type of %s", answered.text())
                .isEqualTo("application/problem+json");
        JsonNode problem = answered.json();
        assertThat(problem.path("status").asInt(0)).isEqualTo(answered.status());
        assertThat(problem.path("code").asString(""))
                .as("code of %s", problem)
                .matches("[a-z][a-z0-9_]+");
        assertThat(problem.path("type").asString(""))
                .isEqualTo("/docs/errors#" + problem.path("code").asString(""));
        assertThat(problem.path("title").asString("")).isNotEmpty();
        assertThat(problem.path("detail").asString("")).isNotEmpty();
        assertThat(problem.path("error")).isEqualTo(problem.path("detail"));
        assertThat(problem.path("charged").isBoolean()).isTrue();
        assertThat(problem.path("charged").asBoolean()).isFalse();
        assertThat(problem.path("requestId").asString(""))
                .isNotEmpty()
                .isEqualTo(answered.header("X-Request-Id"));
        assertThat(problem.path("retryable").isBoolean()).isTrue();
        if (problem.path("retryable").asBoolean()) {
            assertThat(problem.path("retryAfterMs").isIntegralNumber()).isTrue();
            assertThat(answered.header("Retry-After")).matches("\\d+");
        }
    }
}
