package dev.coffer.describe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.AnswerExample;
import dev.coffer.endpoint.Catalog;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Pebbles;
import dev.coffer.harness.Samples;
import dev.coffer.harness.SchemaCheck;
import dev.coffer.harness.Service;
import dev.coffer.payment.Asset;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** /openapi.json says of every endpoint what it is; and so do the 402s and the crawlers' lists. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {

    private static final int HEADER_CHARS = 3_072;

    private final Service service = Service.ticking();
    private final JsonNode document = service.get("/openapi.json").expect(200).json();

    @AfterAll
    void stop() {
        service.close();
    }

    private List<Endpoint<?, ?>> told() {
        return service.endpoints().stream().filter(OpenApi::isTold).toList();
    }

    private JsonNode at(JsonNode node) {
        JsonNode to = node.path("$ref");
        return to.isMissingNode() ? node : document.at(to.stringValue().substring(1));
    }

    private JsonNode operation(Endpoint<?, ?> endpoint, String method) {
        return at(document.path("paths").path(OpenApi.path(endpoint)))
                .path(method.toLowerCase(Locale.ROOT));
    }

    @Test
    void everyEndpointIsThereByEachOfItsMethodsWithAllItMayRefuse() {
        Catalog catalog = new Catalog(service.endpoints());
        Set<String> ids = new HashSet<>();
        int operations = 0;
        for (Endpoint<?, ?> endpoint : told()) {
            for (String method : endpoint.methods()) {
                JsonNode operation = operation(endpoint, method);
                String name = method + " " + endpoint.path();
                assertThat(operation.path("summary").asString(""))
                        .as(name)
                        .isEqualTo(endpoint.summary());
                assertThat(ids.add(operation.path("operationId").asString())).as(name).isTrue();
                assertThat(codes(operation)).as(name).isEqualTo(names(catalog.failures(endpoint)));
                boolean paid =
                        endpoint.access() instanceof Access.Paid<?>
                                || endpoint.access() instanceof Access.Deposit<?>;
                assertThat(operation.has("x-payment-info")).as(name).isEqualTo(paid);
                assertThat(operation.path("x-unavailable").asString(""))
                        .isEqualTo(endpoint.missing().orElse(""));
                operations++;
            }
        }
        assertThat(operations).isGreaterThan(200);
        assertThat(document.path("paths").propertyNames()).noneMatch(p -> p.contains("devnet"));
    }

    private static Set<String> names(Set<ErrorCode> codes) {
        Set<String> names = new TreeSet<>();
        codes.forEach(code -> names.add(code.toString()));
        return names;
    }

    private Set<String> codes(JsonNode operation) {
        Set<String> codes = new TreeSet<>();
        operation
                .path("responses")
                .properties()
                .forEach(response -> {
                    JsonNode content = at(response.getValue()).path("content");
                    content.forEach(type ->
                            type.at("/schema/allOf/1/properties/code/enum")
                                    .forEach(code ->
                                            codes.add(response.getKey() + " " + code.asString())));
                });
        return codes;
    }

    /** ExamplesTest calls them, and holds the answers against what is recorded. */
    @Test
    void theExamplesAreThoseThatAreExecuted() {
        List<String> without = new ArrayList<>();
        for (Endpoint<?, ?> endpoint : told()) {
            String method = endpoint.methods().getFirst();
            JsonNode operation = operation(endpoint, method);
            JsonNode input = at(operation.at("/requestBody/content/application~1json"));
            if (!input.isMissingNode() && input.has("example")) {
                input.path("example")
                        .properties()
                        .forEach(field ->
                                assertThat(Samples.example(endpoint).path(field.getKey()))
                                        .isEqualTo(field.getValue()));
            }
            var recorded = AnswerExample.of(endpoint);
            if (recorded.isEmpty()) {
                without.add(AnswerExample.name(endpoint));
            }
            recorded.flatMap(AnswerExample::body)
                    .ifPresent(body ->
                            assertThat(
                                            operation
                                                    .path("responses")
                                                    .path("" + recorded.get().status())
                                                    .path("content")
                                                    .path(recorded.get().contentType())
                                                    .path("example"))
                                    .as(endpoint.path())
                                    .isEqualTo(body));
        }
        without.removeIf(name -> name.contains("/api/pebble/"));
        assertThat(without)
                .containsExactlyInAnyOrder(
                        "GET /public/{owner}/{key*}",
                        "POST /api/account/deposit",
                        "POST /api/account/sign-in");
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        Set<String> dead = new TreeSet<>();
        find(document, dead);
        assertThat(dead).isEmpty();
    }

    private void find(JsonNode node, Set<String> dead) {
        if (node.path("$ref").isString() && at(node).isMissingNode()) {
            dead.add(node.path("$ref").stringValue());
        }
        node.forEach(each -> find(each, dead));
    }

    @Test
    void itIsAskedForAgainOnlyIfItChanged() {
        Answered first = service.get("/openapi.json").expect(200);
        service.get("/openapi.json", "If-None-Match", first.header("ETag")).expect(304);
        assertThat(document.at("/servers/0/url").asString()).isEqualTo(service.url());
        assertThat(service.get("/").at("links").path("openapi").asString())
                .isEqualTo("/openapi.json");
    }

    @Test
    void a402StaysBelow3KbWithLongNamesTooAndHasAnExampleOfTheAnswer() {
        int withAnswer = 0;
        for (Endpoint<?, ?> endpoint : told()) {
            if (!(endpoint.access() instanceof Access.Paid<?>)) {
                continue;
            }
            service.clock().advance(java.time.Duration.ofSeconds(5));
            String path = Samples.of(service.endpoints()).path(endpoint);
            Answered invited =
                    endpoint.methods().contains("POST")
                            ? service.post(path, endpoint.example())
                            : service.get(path);
            if (endpoint.missing().isPresent()) {
                continue;
            }
            JsonNode bazaar =
                    invited.expect(402).decoded("PAYMENT-REQUIRED").at("/extensions/bazaar");
            assertThat(SchemaCheck.faults(bazaar.path("schema"), bazaar.path("info")))
                    .as(path)
                    .isEmpty();
            JsonNode input = bazaar.at("/schema/properties/input/properties");
            assertThat(input.path("body").isObject() || input.path("queryParams").isObject())
                    .as(path)
                    .isTrue();
            withAnswer += bazaar.at("/info/output").has("example") ? 1 : 0;
            for (Asset asset : List.of(Asset.STX, Asset.USDCX)) {
                String target = path + "?tokenType=" + asset.symbol() + "&x=" + "l".repeat(3_000);
                for (String asked : List.of(path, target)) {
                    Answered long402 =
                            endpoint.methods().contains("POST")
                                    ? service.post(asked, endpoint.example())
                                    : service.get(asked);
                    assertThat(long402.expect(402).header("PAYMENT-REQUIRED").length())
                            .as(asked)
                            .isLessThanOrEqualTo(HEADER_CHARS);
                }
            }
        }
        assertThat(withAnswer).isGreaterThan(80);
    }

    @Test
    void crawlersListsHaveWhatIsSold() {
        List<String> sold =
                told().stream()
                        .filter(e -> e.access() instanceof Access.Paid<?>)
                        .filter(e -> e.missing().isEmpty())
                        .map(e -> service.url() + OpenApi.path(e))
                        .toList();
        List<String> resources = new ArrayList<>();
        service.get("/.well-known/x402")
                .expect(200)
                .at("resources")
                .forEach(each -> resources.add(each.asString()));
        assertThat(resources).containsExactlyElementsOf(sold);
        List<String> items = new ArrayList<>();
        for (JsonNode item : service.get("/x402.json").expect(200).at("items")) {
            items.add(item.at("/resource/url").asString());
            assertThat(item.at("/paymentRequirements/0/amount").asString()).matches("[1-9]\\d*");
            assertThat(item.at("/extensions/bazaar/info/input/type").asString()).isEqualTo("http");
        }
        assertThat(items).isEqualTo(sold);
    }

    @Test
    void wherePaymentsAreOffNothingIsSaidOfMoney() {
        try (Service off = Service.off()) {
            String text = off.get("/openapi.json").expect(200).text();
            assertThat(text)
                    .doesNotContain("x-payment-info")
                    .doesNotContain("\"402\"")
                    .doesNotContain("PAYMENT-SIGNATURE")
                    .contains("X-Payer");
            assertThat(off.get("/x402.json").expect(200).at("items").isEmpty()).isTrue();
        }
        assertThat(Pebbles.sold()).isNotEmpty();
    }
}
