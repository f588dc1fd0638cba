package dev.coffer.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Samples;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.stacks.Vectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/** Whoever presents what a chain shows gets nothing by it, wherever something is sold. */
class BystanderTest {

    private static final String ELSEWHERE =
            Vectors.wallet("attacker").address(StacksNetwork.TESTNET).text();

    private static final String DEPOSIT = "/api/account/deposit";

    private final Service service = Service.ticking();
    private final Samples samples = Samples.of(service.endpoints());

    @AfterEach
    void close() {
        service.close();
    }

    /** What is sold, as its example calls it; nothing waits. */
    private List<Request> sold() {
        List<Request> requests = new ArrayList<>();
        for (Endpoint<?, ?> endpoint : service.endpoints()) {
            if (endpoint.access() instanceof Access.Paid<?>
                    || endpoint.access() instanceof Access.Deposit<?>) {
                endpoint.methods().forEach(method -> requests.add(request(endpoint, method)));
            }
        }
        assertThat(requests).hasSizeGreaterThan(40);
        return requests;
    }

    private Request request(Endpoint<?, ?> endpoint, String method) {
        ObjectNode input = (ObjectNode) Samples.example(endpoint);
        input.remove(List.of("wait", "waitSeconds"));
        String path = samples.path(endpoint);
        input.remove(
                input.propertyNames().stream()
                        .filter(name -> endpoint.path().contains("{" + name))
                        .toList());
        if (method.equals("POST")) {
            return new Request(method, path, input.toString());
        }
        List<String> query = new ArrayList<>();
        input.properties()
                .forEach(field -> query.add(field.getKey() + "=" + encoded(field.getValue())));
        return new Request(
                method, path + (query.isEmpty() ? "" : "?" + String.join("&", query)), "");
    }

    private static String encoded(JsonNode value) {
        return URLEncoder.encode(value.asString(), StandardCharsets.UTF_8);
    }

    private record Request(String method, String target, String body) {}

    private Answered send(Request request, String... headers) {
        return service.send(
                request.method(),
                request.target(),
                request.body().getBytes(StandardCharsets.UTF_8),
                headers);
    }

    /** A call that its payer paid, and what the chain shows of it. */
    private record Bought(
            Request request, String hex, boolean isKeyed, String[] headers, Answered answer) {}

    /** The same call three times: with a key, with an identifier, with neither. */
    private List<Bought> bought(Request request) {
        Payer payer = Payer.funded(service);
        JsonNode offer = send(request).expect(402).json();
        long amount = Long.parseLong(offer.path("maxAmountRequired").stringValue());
        List<Bought> all = new ArrayList<>();
        for (int nonce = 0; nonce < 3; nonce++) {
            String hex = payer.pays(offer, nonce);
            String name = "%s-%s-%d".formatted("known-to-the-payer", hex.hashCode(), nonce);
            String[] headers =
                    switch (nonce) {
                        case 0 -> X402.keyed(name, X402.v2(Asset.STX, amount, hex));
                        case 1 -> X402.identified(name, Asset.STX, amount, hex);
                        default -> X402.v2(Asset.STX, amount, hex);
                    };
            Answered answer = send(request, headers);
            assertThat(answer.status()).as(answer.text()).isIn(200, 403, 404, 409, 410);
            assertThat(answer.code()).as(answer.text()).doesNotContain("payment");
            all.add(new Bought(request, hex, nonce < 2, headers, answer));
        }
        return all;
    }

    @Test
    void whoReadsAPaymentOnTheChainGetsNothingByIt() {
        List<Bought> all = sold().stream().flatMap(request -> bought(request).stream()).toList();
        assertThat(all.stream().filter(b -> b.answer().status() == 200)).hasSizeGreaterThan(90);
        getNothing(all, FORMS);
        all.forEach(this::payerGetsItsAnswer);

        service.restartSelling(
                ELSEWHERE, "storage_read.STX=0.1", "storage_write.STX=0.2", "storage_ai.STX=0.3");
        getNothing(all, SOME);
        all.forEach(this::payerGetsItsAnswer);

        service.clock().advance(Duration.ofHours(25));
        service.sweep();
        service.restart();
        getNothing(all, SOME);
        int before = money();
        for (Bought bought : all) {
            if (bought.answer().status() == 200) {
                send(bought.request(), bought.headers()).expect(409, "payment_used");
            }
        }
        assertThat(money()).isEqualTo(before);
    }

    private void payerGetsItsAnswer(Bought bought) {
        if (bought.isKeyed() && bought.answer().status() == 200) {
            Answered again = send(bought.request(), bought.headers());
            boolean once = again.code().equals("paste_burnt");
            assertThat(again.status()).as(again.text()).isEqualTo(once ? 410 : 200);
            assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
            if (!once) {
                assertThat(again.text()).isEqualTo(bought.answer().text());
            }
        }
    }

    /** In what form a stranger may bring what the chain shows in hex. */
    private static final List<Function<String, String[]>> FORMS =
            List.of(
                    hex -> X402.keyed("another", X402.v2(Asset.STX, 1_000_000, hex)),
                    hex -> with("Coffer-Resume", "0".repeat(36), X402.v1(Asset.STX, hex)),
                    hex -> X402.v2(Asset.STX, 1_000_000, hex),
                    hex -> X402.v1(Asset.STX, hex),
                    hex -> X402.keyed("", X402.v1(Asset.STX, hex)),
                    hex -> X402.identified("a".repeat(16), Asset.STX, 1_000_000, hex),
                    hex -> with("Idempotency-Key", "short", X402.v1(Asset.STX, hex)),
                    hex -> with("Coffer-Resume", "", X402.v1(Asset.STX, hex)));

    /** Those that are tried again later on: each costs a signature's check a payment. */
    private static final List<Function<String, String[]>> SOME = FORMS.subList(0, 3);

    private void getNothing(List<Bought> all, List<Function<String, String[]>> forms) {
        int before = money();
        Request deposit = new Request("POST", DEPOSIT, "{}");
        for (Bought bought : all) {
            forms.forEach(
                    form -> nothing(bought, send(bought.request(), form.apply(bought.hex()))));
            nothing(bought, send(deposit, forms.getFirst().apply(bought.hex())));
        }
        assertThat(money()).isEqualTo(before);
    }

    private static String[] with(String header, String value, String... payment) {
        List<String> all = new ArrayList<>(List.of(payment));
        if (!value.isEmpty()) {
            all.addAll(List.of(header, value));
        }
        return all.toArray(String[]::new);
    }

    private static void nothing(Bought bought, Answered got) {
        got.expect(409, "payment_used");
        assertThat(got.at("transaction").stringValue()).hasSize(64);
        assertThat(got.at("account").stringValue()).startsWith("ST");
        assertThat(got.text()).doesNotContain("cof_").doesNotContain("resume\":");
        assertThat(got.header("Idempotent-Replay")).isEmpty();
        assertThat(bought.answer().text()).isNotEqualTo(got.text());
    }

    /** All that is anybody's, in one number; every write raises its owner's sequence. */
    private int money() {
        List<List<String>> rows = new ArrayList<>();
        rows.addAll(
                service.query(
                        "select owner, sequence, stx from owner where owner <> '-' order by 1"));
        rows.addAll(service.query("select owner, number, amount from credit order by 1, 2"));
        rows.addAll(service.query("select owner, endpoint, calls from charge order by 1, 2, 3"));
        return rows.hashCode();
    }

    /** A transfer that its payer told the chain by other means. */
    @Test
    void whatTheChainKnewBeforeIsItsPayersAndBuysNothing() {
        for (Request request : sold()) {
            Payer payer = Payer.funded(service);
            String hex = payer.pays(send(request).expect(402).json(), 0);
            service.send("POST", "/devnet/v2/transactions", HexFormat.of().parseHex(hex))
                    .expect(200);
            Answered got = send(request, X402.keyed("mine", X402.v1(Asset.STX, hex)));
            got.expect(409, "credited");
            assertThat(got.at("account").stringValue()).isEqualTo(payer.address());
            assertThat(got.at("transaction").stringValue()).hasSize(64);
            assertThat(got.text()).doesNotContain("cof_");
            int before = money();
            for (String key : List.of("mine", "another")) {
                send(request, X402.keyed(key, X402.v1(Asset.STX, hex))).expect(409, "payment_used");
            }
            send(request, X402.v1(Asset.STX, hex)).expect(409, "payment_used");
            assertThat(money()).isEqualTo(before);
            assertThat(
                            service.query(
                                    "select count(*), sum(calls) from charge where owner = '%s'"
                                            .formatted(payer.address())))
                    .containsExactly(List.of("0", "null"));
        }
    }

    @Test
    void noTokenIsKept() {
        Payer payer = Payer.funded(service);
        Request deposit = new Request("POST", DEPOSIT, "{\"amount\": 5000}");
        String[] payment =
                X402.keyed("mine", X402.v2(Asset.STX, 5000, payer.pays(Asset.STX, 5000, 0)));
        Answered first = send(deposit, payment).expect(200);
        String token = first.at("token").stringValue();
        String signature = token.substring(token.indexOf('.') + 1);
        for (List<String> row : service.query("select body, headers, token from answer")) {
            assertThat(String.join(" ", row)).doesNotContain(signature);
        }
        assertThat(service.query("select token from answer where token is not null")).hasSize(1);
        service.restart();
        Answered again = send(deposit, payment).expect(200);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(payer.withToken(again.at("token").stringValue()).balance(Asset.STX))
                .isEqualTo(5000);
    }
}
