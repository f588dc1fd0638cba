package dev.coffer.state.paste;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/** Where pastes begin and end, and whose they are. */
class PasteLifeTest {

    /** Gives the same code again and again, once it is told to. */
    private static final class Stuck implements RandomGenerator {
        private final SecureRandom random = new SecureRandom();
        private final AtomicBoolean stuck = new AtomicBoolean();

        @Override
        public long nextLong() {
            return random.nextLong();
        }

        @Override
        public int nextInt(int bound) {
            return stuck.get() ? 0 : random.nextInt(bound);
        }
    }

    private final Stuck random = new Stuck();
    private final Service service = Service.off(random);
    private final Service.Client alice = service.payer("ALICE");
    private final Service.Client bob = service.payer("BOB");

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void aPasteEndsByTheClock() {
        Answered created = create(alice, "{\"content\":\"x\",\"ttl\":60}");
        String code = created.at("code").asString();
        assertThat(Instant.parse(created.at("expiresAt").asString()))
                .isEqualTo(service.clock().instant().plusSeconds(60));
        service.clock().advance(Duration.ofMillis(59_999));
        bob.get("/api/paste/get?code=" + code).expect(200);
        service.anyone().get("/p/" + code).expect(200);
        service.clock().advance(Duration.ofMillis(1));
        bob.get("/api/paste/get?code=" + code).expect(404, "not_found");
        service.anyone().get("/p/" + code).expect(404, "not_found");
        alice.post("/api/paste/delete", "{\"code\":\"" + code + "\"}").expect(404, "not_found");
        assertThat(alice.get("/api/paste/list").at("count").asInt()).isZero();
    }

    @Test
    void aWeekIsWhatItLivesAndAMonthTheLongest() {
        assertThat(lifeSeconds("{\"content\":\"x\"}")).isEqualTo(604_800);
        assertThat(lifeSeconds("{\"content\":\"x\",\"ttl\":2592000}")).isEqualTo(2_592_000);
        assertThat(lifeSeconds("{\"content\":\"x\",\"ttl\":2592001}")).isEqualTo(2_592_000);
        assertThat(lifeSeconds("{\"content\":\"x\",\"ttl\":3153600000}")).isEqualTo(2_592_000);
    }

    private long lifeSeconds(String json) {
        Instant end = Instant.parse(create(alice, json).at("expiresAt").asString());
        return Duration.between(service.clock().instant(), end).toSeconds();
    }

    @Test
    void theCodeOfAnExpiredPasteMayBeAnothersNext() {
        random.stuck.set(true);
        String code = create(alice, "{\"content\":\"first\",\"ttl\":60}").at("code").asString();
        // Whoever draws a code that is taken, and no other, is told to come again.
        bob.post("/api/paste/create", "{\"content\":\"second\"}").expect(503, "no_free_code");
        assertThat(bob.get("/api/account").at("usage").size()).isZero();

        service.clock().advance(Duration.ofSeconds(60));
        assertThat(create(bob, "{\"content\":\"second\",\"ttl\":600}").at("code").asString())
                .isEqualTo(code);
        service.sweep();
        Answered got = alice.get("/api/paste/get?code=" + code).expect(200);
        assertThat(got.at("content").asString()).isEqualTo("second");
        assertThat(got.at("createdBy").asString()).isEqualTo("BOB");
        alice.post("/api/paste/delete", "{\"code\":\"" + code + "\"}").expect(403, "not_owner");
        assertThat(usage(alice)).isEqualTo("0 rows, 0 bytes");
        assertThat(usage(bob)).isEqualTo("1 rows, 6 bytes");

        service.clock().advance(Duration.ofSeconds(600));
        create(bob, "{\"content\":\"third one\"}");
        assertThat(usage(bob)).isEqualTo("1 rows, 9 bytes");
    }

    @Test
    void theSweeperGivesBackWhatExpiredPastesUsed() {
        create(alice, "{\"content\":\"12345\",\"ttl\":60}");
        create(alice, "{\"content\":\"\u00e4\",\"ttl\":600}");
        assertThat(usage(alice)).isEqualTo("2 rows, 7 bytes");
        service.clock().advance(Duration.ofSeconds(60));
        service.sweep();
        assertThat(usage(alice)).isEqualTo("1 rows, 2 bytes");
    }

    @Test
    void onlyItsOwnerDeletesIt() {
        String code = create(alice, "{\"content\":\"x\"}").at("code").asString();
        String json = "{\"code\":\"" + code + "\"}";
        Answered refused = bob.post("/api/paste/delete", json).expect(403, "not_owner");
        assertThat(refused.at("paste").asString()).isEqualTo(code);
        bob.get("/api/paste/get?code=" + code).expect(200);
        alice.post("/api/paste/delete", json).expect(200);
        bob.get("/api/paste/get?code=" + code).expect(404);
        bob.post("/api/paste/delete", json).expect(404, "not_found");
    }

    @Test
    void theListHasAllOnceAndTheNewestFirst() {
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            codes.addFirst(create(alice, "{\"content\":\"x\"}").at("code").asString());
            create(bob, "{\"content\":\"x\"}");
        }
        for (int limit : List.of(1, 7, 24, 25, 26)) {
            List<String> seen = new ArrayList<>();
            String cursor = "";
            boolean complete = false;
            while (!complete) {
                Answered page = alice.get("/api/paste/list?limit=" + limit + cursor).expect(200);
                page.at("pastes").forEach(p -> seen.add(p.path("code").asString()));
                complete = page.at("complete").asBoolean();
                cursor = "&cursor=" + page.at("cursor").asString("");
            }
            assertThat(seen).as("pages of %d", limit).isEqualTo(codes);
        }
    }

    @Test
    void codesDifferAndUnguessableOnesAreLong() {
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            codes.add(
                    create(alice, "{\"content\":\"x\",\"unguessable\":true}")
                            .at("code")
                            .asString());
        }
        assertThat(codes)
                .doesNotHaveDuplicates()
                .allMatch(code -> code.matches("[a-hjkmnp-z2-9]{26}"));
        bob.get("/api/paste/" + codes.getFirst()).expect(200);
        service.anyone().get("/p/" + codes.getFirst()).expect(200);
    }

    @Test
    void pastesSurviveARestart() {
        String code =
                create(alice, "{\"content\":\"still here\",\"burn\":true}").at("code").asString();
        service.restart();
        assertThat(bob.get("/api/paste/get?code=" + code).expect(200).at("content").asString())
                .isEqualTo("still here");
    }

    private static Answered create(Service.Client owner, String json) {
        return owner.post("/api/paste/create", json).expect(200);
    }

    private static String usage(Service.Client owner) {
        var paste = owner.get("/api/account").expect(200).at("usage").path(0);
        return paste.path("rows").asLong() + " rows, " + paste.path("bytes").asLong() + " bytes";
    }
}
