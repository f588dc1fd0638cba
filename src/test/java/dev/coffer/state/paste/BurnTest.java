package dev.coffer.state.paste;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A paste that burns is given to exactly one reader. */
class BurnTest {

    private static final int READERS = 32;
    private static final String SECRET = "the launch code";

    private final Service service = Service.devnet();
    private final Service.Client alice = service.payer("alice");

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void oneOfManyReadersGetsIt() {
        for (int round = 0; round < 5; round++) {
            String code = burning();
            List<Answered> answers =
                    Call.together(
                            READERS,
                            i ->
                                    i % 2 == 0
                                            ? alice.get("/api/paste/get?code=" + code)
                                            : alice.get("/api/paste/" + code));
            checkOneGotIt(answers, 200);
        }
    }

    @Test
    void oneOfManyOnThePageGetsIt() {
        String code = burning();
        checkOneGotIt(Call.together(READERS, _ -> service.anyone().post("/p/" + code, "")), 200);
    }

    @Test
    void oneOfManyOnBothFacesGetsIt() {
        service.payer("bob");
        String code = burning();
        checkOneGotIt(
                Call.together(
                        READERS,
                        i ->
                                switch (i % 3) {
                                    case 0 -> service.anyone().post("/p/" + code, "");
                                    case 1 -> alice.get("/api/paste/get?code=" + code);
                                    default -> service.payer("bob").get("/api/paste/" + code);
                                }),
                200);
    }

    @Test
    void onlyTheReaderWhoGotItPays() {
        String code = burning();
        long before = balance();
        List<Answered> answers =
                Call.together(READERS, _ -> alice.get("/api/paste/get?code=" + code));
        checkOneGotIt(answers, 200);
        assertThat(before - balance()).isEqualTo(500);
    }

    @Test
    void nothingIsShownBeforeSomebodySaysSo() {
        String code = burning();
        for (String accept : List.of("*/*", "text/html", "text/plain", "application/json")) {
            Answered asked = service.anyone().get("/p/" + code, "Accept", accept).expect(200);
            assertThat(asked.text()).doesNotContain(SECRET);
            service.anyone().send("HEAD", "/p/" + code, new byte[0], "Accept", accept).expect(200);
            service.anyone().send("OPTIONS", "/p/" + code, new byte[0]).expect(204);
        }
        alice.send("HEAD", "/api/paste/" + code, new byte[0]).expect(200);
        alice.send("HEAD", "/api/paste/get?code=" + code, new byte[0]).expect(200);
        assertThat(alice.get("/api/paste/list").text()).contains(code).doesNotContain(SECRET);
        Answered page = service.anyone().get("/p/" + code, "Accept", "text/html");
        assertThat(page.text()).contains("<form method=\"post\"");
        assertThat(
                        service.anyone()
                                .post("/p/" + code, "", "Accept", "text/html")
                                .expect(200)
                                .text())
                .contains(SECRET);
        service.anyone().get("/p/" + code).expect(404, "not_found");
    }

    @Test
    void itIsGoneForItsOwnerTooAndSoIsItsUse() {
        String code = burning();
        service.anyone().post("/p/" + code, "").expect(200);
        alice.get("/api/paste/get?code=" + code).expect(404);
        alice.post("/api/paste/delete", "{\"code\":\"" + code + "\"}").expect(404);
        assertThat(alice.get("/api/paste/list").at("count").asInt()).isZero();
        var usage = alice.get("/api/account").at("usage").path(0);
        assertThat(usage.path("rows").asInt()).isZero();
        assertThat(usage.path("bytes").asInt()).isZero();
    }

    @Test
    void noCopyIsKeptForARepetition() {
        String code = burning();
        String[] key = {"Idempotency-Key", "once"};
        String target = "/api/paste/get?code=" + code;
        assertThat(alice.get(target, key).expect(200).text()).contains(SECRET);
        long before = balance();
        Answered again = alice.get(target, key).expect(410, "paste_burnt");
        assertThat(again.at("charged").asBoolean()).isTrue();
        assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
        assertThat(balance()).isEqualTo(before);
        // PostgreSQL shows bytes in hexadecimal digits.
        String kept = service.query("select cast(body as text) from answer").toString();
        assertThat(kept).containsAnyOf("paste_burnt", hex("paste_burnt"));
        assertThat(kept).doesNotContain(SECRET, hex(SECRET));
    }

    @Test
    void theRepetitionOfAPaymentHasItsReceipt() {
        Payer payer = Payer.funded(service);
        String[] payment =
                X402.keyed(
                        "known to the payer alone",
                        X402.v2(Asset.STX, 500, payer.pays(Asset.STX, 500, 0)));
        String target = "/api/paste/get?code=" + burning();
        service.get(target, payment).expect(200);
        Answered again = service.get(target, payment).expect(410, "paste_burnt");
        assertThat(again.at("charged").asBoolean()).isTrue();
        assertThat(again.decoded("PAYMENT-RESPONSE").path("success").asBoolean()).isTrue();
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private String burning() {
        return alice.post("/api/paste/create", "{\"content\":\"" + SECRET + "\",\"burn\":true}")
                .expect(200)
                .at("code")
                .asString();
    }

    private long balance() {
        return alice.read("/api/account").path("balances").path("STX").asLong();
    }

    private static void checkOneGotIt(List<Answered> answers, int status) {
        Map<Integer, Long> byStatus =
                answers.stream()
                        .collect(Collectors.groupingBy(Answered::status, Collectors.counting()));
        assertThat(byStatus).isEqualTo(Map.of(status, 1L, 404, READERS - 1L));
        Map<Boolean, Long> shown =
                answers.stream()
                        .map(a -> a.text().contains(SECRET))
                        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(shown).isEqualTo(Map.of(true, 1L, false, READERS - 1L));
    }
}
