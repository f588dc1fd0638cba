package dev.coffer.tool.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.StandIns;
import dev.coffer.stacks.ClarityValue;
import dev.coffer.stacks.MalformedBytes;
import dev.coffer.stacks.StacksMessage;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who does not pay as an entry's owner does nothing to it without what the owner's wallet signed
 * for exactly that, once and lately.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnershipTest {

    private final Service service = Service.devnet();
    private final Service.Client owner = service.payer("owner");
    private final Service.Client agent = service.payer("agent");

    @AfterAll
    void close() {
        service.close();
    }

    private static String url(String name) {
        return StandIns.PAID + "/" + name;
    }

    private void register(String name) {
        owner.post(
                        "/api/registry/register",
                        "{\"url\":\"%s\",\"name\":\"n\",\"description\":\"d\"}"
                                .formatted(url(name)))
                .expect(200);
    }

    /** The agent asks, for the owner. */
    private Answered asks(String action, String name, String more) {
        return agent.post(
                "/api/registry/" + action,
                "{\"url\":\"%s\",\"owner\":\"%s\"%s}".formatted(url(name), owner.address(), more));
    }

    private static String signed(JsonNode challenge, String wallet) {
        byte[] hash =
                StacksMessage.structuredHash(
                        (ClarityValue.Tuple) value(challenge.path("domainHex")),
                        value(challenge.path("messageHex")));
        return ",\"challengeId\":%s,\"signature\":\"%s\""
                .formatted(
                        challenge.path("challengeId"),
                        Payer.named(null, wallet).wallet().signMessage(hash).hex());
    }

    private static ClarityValue value(JsonNode hex) {
        try {
            return ClarityValue.parse(HexFormat.of().parseHex(hex.asString()));
        } catch (MalformedBytes e) {
            throw new AssertionError(e);
        }
    }

    private void refused(Answered answered) {
        answered.expect(403);
        assertThat(answered.code()).isEqualTo("ownership_unproven");
    }

    @Test
    void aSignatureRemovesWhatItNamesOnce() {
        register("one");
        register("two");
        JsonNode asked = asks("delete", "one", "").expect(200).json();
        assertThat(asked.path("requiresSignature").asBoolean()).isTrue();
        JsonNode challenge = asked.path("challenge");
        String proof = signed(challenge, "owner");
        refused(asks("delete", "one", signed(challenge, "agent")));
        refused(asks("delete", "two", proof));
        refused(asks("update", "one", ",\"name\":\"x\"" + proof));
        asks("delete", "one", proof).expect(200);
        register("one");
        refused(asks("delete", "one", proof));
    }

    @Test
    void aTransferIsToWhomItNames() {
        register("moved");
        String to = ",\"newOwner\":\"" + agent.address() + "\"";
        JsonNode asked = asks("transfer", "moved", to).expect(200).json();
        assertThat(asked.at("/transferDetails/newOwner").asString()).isEqualTo(agent.address());
        String proof = signed(asked.path("challenge"), "owner");
        String other = ",\"newOwner\":\"SP000000000000000000002Q6VF78\"";
        refused(asks("transfer", "moved", other + proof));
        JsonNode moved = asks("transfer", "moved", to + proof).expect(200).json();
        assertThat(moved.at("/entry/owner").asString()).isEqualTo(agent.address());
        assertThat(moved.path("verifiedBy").asString()).isEqualTo("signature");
    }

    @Test
    void aChangeIsTheOneThatWasSigned() {
        register("said");
        Answered bare = asks("update", "said", ",\"name\":\"Rain\"");
        refused(bare);
        String proof = signed(bare.json().path("challenge"), "owner");
        refused(asks("update", "said", ",\"name\":\"Scam\"" + proof));
        asks("update", "said", ",\"name\":\"Rain\"" + proof).expect(200);
    }

    @Test
    void aChallengeIsOverAfterFiveMinutes() {
        register("late");
        String proof =
                signed(asks("delete", "late", "").expect(200).json().path("challenge"), "owner");
        service.clock().advance(Duration.ofMinutes(5));
        refused(asks("delete", "late", proof));
    }

    @Test
    void anOwnersListIsReadByItsSignature() {
        register("listed");
        String body = "{\"owner\":\"%s\"%s}";
        Answered bare =
                agent.post("/api/registry/my-endpoints", body.formatted(owner.address(), ""));
        refused(bare);
        String proof = signed(bare.json().path("challenge"), "owner");
        String asked = body.formatted(owner.address(), proof);
        JsonNode listed = agent.post("/api/registry/my-endpoints", asked).expect(200).json();
        assertThat(listed.path("authenticatedBy").asString()).isEqualTo("signature");
        assertThat(listed.at("/entries").valueStream().map(e -> e.path("url").asString()))
                .contains(url("listed"));
        refused(agent.post("/api/registry/my-endpoints", asked));
    }

    @Test
    void aUrlIsRegisteredOnceHoweverManyTryAtOnce() {
        List<Integer> answers =
                IntStream.range(0, 8)
                        .parallel()
                        .mapToObj(i ->
                                service.payer("racer" + i)
                                        .post(
                                                "/api/registry/register",
                                                "{\"url\":\"%s\",\"name\":\"n\",\"description\":\"d\"}"
                                                        .formatted(url("raced")))
                                        .status())
                        .sorted()
                        .toList();
        assertThat(answers).startsWith(200, 409).containsOnlyOnce(200).endsWith(409);
    }

    @Test
    void pagesHoldAllButTheRejected() {
        register("bad");
        register("good");
        service.with(agent.credentials())
                .with(List.of("Coffer-Operator-Key", Service.OPERATOR_KEY))
                .post(
                        "/api/admin/registry/verify",
                        "{\"url\":\"%s\",\"action\":\"reject\"}".formatted(url("bad")))
                .expect(200);
        JsonNode all = service.read("/api/registry/list?limit=100");
        assertThat(all.path("total").asInt()).isEqualTo(all.path("entries").size());
        List<String> urls =
                all.path("entries").valueStream().map(e -> e.path("url").asString()).toList();
        assertThat(urls).contains(url("good")).doesNotContain(url("bad"));
        for (int i = 0; i < urls.size(); i++) {
            JsonNode page = service.read("/api/registry/list?limit=1&offset=" + i);
            assertThat(page.at("/entries/0/url").asString()).isEqualTo(urls.get(i));
            assertThat(page.path("total").asInt()).isEqualTo(urls.size());
        }
    }
}
