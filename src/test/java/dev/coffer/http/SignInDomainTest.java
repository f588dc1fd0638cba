package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.EvmWallet;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.SignsIn;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

/** What is signed is for the service as its operator names it: a Host header is anybody's word. */
class SignInDomainTest {

    @Test
    void withoutAPublicUrlItIsWhereItListens() throws Exception {
        try (Service service = Service.devnet();
                Wiretap wire = new Wiretap(service.port())) {
            String evil = "GET /api/account HTTP/1.1\r\nHost: evil.example\r\n\r\n";
            assertThat(wire.say(evil).hear().body())
                    .contains("\"domain\":\"127.0.0.1:%d\"".formatted(service.port()))
                    .doesNotContain("evil.example");
        }
    }

    @Test
    void withOneItIsThat() {
        try (Service service = Service.devnet()) {
            service.restartAt("https://coffer.example/");
            Answered refused = service.get("/api/account").expect(401);
            JsonNode info = EvmWallet.challenge(refused).path("info");
            assertThat(info.path("domain").asString()).isEqualTo("coffer.example");
            assertThat(info.path("uri").asString()).isEqualTo("https://coffer.example");
            EvmWallet wallet = EvmWallet.random();
            service.post(SignsIn.PATH, "", wallet.answers(refused)).expect(200);
            Payer payer = Payer.poor(service);
            JsonNode asked = SignsIn.asked(service, payer.address());
            assertThat(asked.path("message").asString())
                    .startsWith("coffer.example wants you to sign in with your Stacks account:\n");
            for (SignsIn how : SignsIn.values()) {
                JsonNode again = SignsIn.asked(service, payer.address());
                service.post(SignsIn.PATH, how.body(again, payer.wallet())).expect(200);
            }
        }
    }
}
