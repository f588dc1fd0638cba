package dev.coffer.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a statement says of a time adds up, and two times that meet share nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatementTest {

    private static final int STEPS = 40;
    private static final int PERIODS = 60;

    private final Random random = new Random(20_261_125);
    private final Service service = Service.with(Config.Money.DEVNET);
    private final Instant begin = service.clock().instant();
    private final Payer payer = Payer.funded(service);

    @BeforeAll
    void someHours() {
        for (int i = 0; i < STEPS; i++) {
            if (i % 8 == 0) {
                payer.deposit(Asset.values()[random.nextInt(3)], 5_000 + random.nextInt(5_000));
            }
            String body = "{\"key\":\"k%d\",\"value\":1}".formatted(random.nextInt(5));
            payer.post("/api/kv/set", body);
            payer.get("/api/kv/get?key=k1");
            service.clock().advance(Duration.ofMinutes(random.nextInt(70)));
        }
    }

    @AfterAll
    void end() {
        service.close();
    }

    private JsonNode statement(Instant from, Instant to, String more) {
        return payer.read("/api/account/statement?from=%s&to=%s%s".formatted(from, to, more));
    }

    private Instant anyTime() {
        long hours = ChronoUnit.MINUTES.between(begin, service.clock().instant()) + 180;
        return begin.plus(Duration.ofMinutes(random.nextLong(hours) - 60));
    }

    @Test
    void timesThatMeetShareNothingAndMissNothing() {
        for (int i = 0; i < PERIODS; i++) {
            List<Instant> times = new ArrayList<>(List.of(anyTime(), anyTime(), anyTime()));
            times.sort(null);
            JsonNode first = statement(times.get(0), times.get(1), "&limit=1000");
            JsonNode second = statement(times.get(1), times.get(2), "&limit=1000");
            JsonNode both = statement(times.get(0), times.get(2), "&limit=1000");
            List.of(first, second, both).forEach(Payer::addsUp);
            assertThat(first.path("to")).isEqualTo(second.path("from"));
            assertThat(first.path("closing")).isEqualTo(second.path("opening"));
            assertThat(first.path("opening")).isEqualTo(both.path("opening"));
            assertThat(second.path("closing")).isEqualTo(both.path("closing"));
            for (String lines : List.of("credits", "charges")) {
                List<JsonNode> joined = new ArrayList<>();
                first.path(lines).forEach(joined::add);
                second.path(lines).forEach(joined::add);
                assertThat(both.path(lines)).containsExactlyElementsOf(joined);
            }
        }
    }

    @Test
    void pagesAreTheWhole() {
        Instant now = service.clock().instant();
        JsonNode whole = statement(begin, now, "&limit=1000");
        for (int limit : new int[] {1, 3, 7}) {
            List<JsonNode> credits = new ArrayList<>();
            List<JsonNode> charges = new ArrayList<>();
            String cursor = "";
            JsonNode page;
            do {
                page = statement(begin, now, "&limit=" + limit + cursor);
                page.path("credits").forEach(credits::add);
                page.path("charges").forEach(charges::add);
                assertThat(page.path("closing")).isEqualTo(whole.path("closing"));
                cursor = "&cursor=" + page.path("cursor").asString("");
            } while (!page.path("complete").asBoolean());
            assertThat(whole.path("credits")).containsExactlyElementsOf(credits);
            assertThat(whole.path("charges")).containsExactlyElementsOf(charges);
        }
    }

    @Test
    void whatIsLeftOutIsTheDayThatEndsWithThisHour() {
        JsonNode day = payer.read("/api/account/statement?limit=1000");
        Instant hour = service.clock().instant().truncatedTo(ChronoUnit.HOURS);
        assertThat(Instant.parse(day.path("to").stringValue())).isEqualTo(hour.plusSeconds(3600));
        assertThat(Instant.parse(day.path("from").stringValue()))
                .isEqualTo(hour.plusSeconds(3600).minus(Duration.ofDays(1)));
        JsonNode account = payer.read("/api/account");
        assertThat(day.path("closing")).isEqualTo(account.path("balances"));
    }
}
