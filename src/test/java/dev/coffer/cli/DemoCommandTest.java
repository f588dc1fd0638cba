package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DemoCommandTest {

    @Test
    void everyStepIsRightAndFitsAHundredColumns() {
        Cli demo = Cli.run("demo");

        assertThat(demo.err()).isEmpty();
        assertThat(demo.exit()).isZero();
        assertThat(demo.out())
                .contains("402 payment_required, pay 1000 uSTX")
                .contains("Coffer-Charge: 1000 uSTX")
                .contains("404 not_found")
                .contains("Idempotent-Replay: true")
                .contains("1,000 times 200")
                .contains("403 cap_reached, not charged: Bob has spent 1000 of 1000 uSTX")
                .contains("an empty client: GET /api/account/sign-in?address=ST")
                .contains("412 fenced_off")
                .contains("\"attempt\":2")
                .contains("\"completed\":true")
                .contains("302, Location: https://example.com/docs?page=2")
                .contains("{\"clicks\":1,\"visitors\":1,")
                .contains("{\"rows\":[{\"on_what\":\"sql\",\"s\":1500}]")
                .contains("200, Coffer-Charge: 1000 uSTX: hit false")
                .contains("200, Coffer-Charge: 500 uSTX: hit true, value 42")
                .contains("404 not_found of operation 1, nothing charged")
                .contains("200 wish: \"Ann dreams of a green bicycle.\"")
                .contains("503 not_configured: give `serve` --ai-url URL")
                .contains("All as it should be");
        assertThat(demo.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(101));
    }
}
