package dev.coffer.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.endpoint.Catalog;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Jws;
import dev.coffer.harness.SchemaCheck;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs scenarios against a service; each that does something has payers of its own. */
final class Runner {

    private static final List<String> NEVER =
            List.of("Exception", "SQLITE", "sqlite", "dev.coffer", "jackson", "<html", "\tat ");

    /** A payer who never gets anything. */
    private static final String REFUSED = "REFUSED";

    /** Most are about no asset: three deposits for each would take longer than all they ask. */
    private static final Pattern ANOTHER_ASSET =
            Pattern.compile(
                    "token-?type|sbtc|usdcx|balances|nonce|accounts", Pattern.CASE_INSENSITIVE);

    private static final List<Asset> STX_ALONE = List.of(Asset.STX);

    private final Service service;
    private final Catalog catalog;
    private final AtomicInteger number = new AtomicInteger();
    private final JsonNode keys;
    private final Map<String, JsonNode> untouched = new HashMap<>();

    Runner(Service service) {
        this.service = service;
        this.catalog = new Catalog(service.endpoints());
        this.keys =
                service.money() == Config.Money.OFF ? MissingNode.getInstance() : Jws.keys(service);
    }

    void run(Scenario scenario) {
        // The free calls of an address are counted; each scenario has its own ten seconds of them.
        service.clock().advance(Duration.ofSeconds(10));
        int run = number.incrementAndGet();
        boolean refused = isRefusedAtOnce(scenario);
        List<Asset> assets = ANOTHER_ASSET.matcher(told(scenario)).find() ? X402.ASSETS : STX_ALONE;
        Service.Client me = refused ? service.payer(REFUSED) : service.payer("ME" + run, assets);
        Map<String, String> places = new HashMap<>(Map.of("me", me.address()));
        if (told(scenario).contains("{other}")) {
            places.put("other", service.payer("OTHER" + run, assets).address());
        }
        for (Scenario.Step step : scenario.steps()) {
            Service.Client who = step.byOther() ? service.payer("OTHER" + run, assets) : me;
            Answered done =
                    who.post(filled(step.path(), places), filled(step.json(), places)).expect(200);
            checkDescribed("POST", filled(step.path(), places), done);
            done.json()
                    .properties()
                    .forEach(f -> places.put(f.getKey(), f.getValue().asString("")));
        }
        JsonNode before =
                refused ? untouched.computeIfAbsent(REFUSED, _ -> balances(me)) : balances(me);
        Service.Client caller = scenario.known() ? me : service.anyone();
        Answered answered =
                caller.send(
                        scenario.method(),
                        filled(scenario.path(), places),
                        filled(scenario.body(), places),
                        Stream.concat(scenario.headers().stream(), Stream.of("Prefer", "receipt"))
                                .map(h -> filled(h, places))
                                .toArray(String[]::new));
        answered.expect(scenario.status());
        checkForm(scenario, answered);
        checkDescribed(scenario.method(), filled(scenario.path(), places), answered);
        if (!scenario.part().isEmpty()) {
            JsonPart.check(filled(scenario.part(), places), answered.json());
        }
        scenario.answerHeaders()
                .forEach((name, value) ->
                        assertThat(answered.header(name)).as(name).contains(value));
        String all = answered.headers().map() + "\n" + answered.text();
        scenario.forbidden().forEach(text -> assertThat(all).doesNotContain(filled(text, places)));
        if (answered.status() >= 400) {
            // What SQLite calls a refusal of a caller's own SQL is meant to be told.
            String told = all.replaceAll("\"sqliteCode\":\"SQLITE_[A-Z_]+\"", "");
            NEVER.forEach(text -> assertThat(told).doesNotContain(text));
        }
        checkCharge(scenario, answered, before, balances(me));
        checkReceipt(
                scenario.method(),
                filled(scenario.path(), places),
                filled(scenario.body(), places),
                answered);
    }

    /** What does nothing can be asked by one payer again and again, who has nothing. */
    private static boolean isRefusedAtOnce(Scenario scenario) {
        return scenario.status() >= 400
                && scenario.steps().isEmpty()
                && !scenario.headers().contains("Idempotency-Key");
    }

    /** All that it says of callers and their money. */
    private static String told(Scenario scenario) {
        return scenario.path()
                + scenario.headers()
                + new String(scenario.body(), StandardCharsets.ISO_8859_1)
                + scenario.part()
                + scenario.steps();
    }

    private static String filled(String text, Map<String, String> places) {
        String all = text;
        for (Map.Entry<String, String> place : places.entrySet()) {
            all = all.replace("{" + place.getKey() + "}", place.getValue());
        }
        return all;
    }

    private static byte[] filled(byte[] body, Map<String, String> places) {
        if (body.length > 10_000) {
            return body;
        }
        String text = new String(body, StandardCharsets.ISO_8859_1);
        return filled(text, places).getBytes(StandardCharsets.ISO_8859_1);
    }

    private void checkForm(Scenario scenario, Answered answered) {
        assertThat(answered.header("Access-Control-Allow-Origin"))
                .isEqualTo(service.money() == Config.Money.OFF ? "" : "*");
        if (scenario.method().equals("HEAD")) {
            assertThat(answered.body()).isEmpty();
        } else if (answered.status() >= 400 && answered.status() != 402) {
            Problems.check(answered);
        }
    }

    /** A JSON answer is what its endpoint says that it gives, and nothing more. */
    private void checkDescribed(String method, String path, Answered answered) {
        boolean ours = answered.header("Content-Type").equals("application/json");
        if (answered.status() >= 300 || !ours || answered.body().length == 0) {
            return;
        }
        Endpoint<?, ?> endpoint = endpoint(method, path);
        boolean described = !endpoint.gives().variants().isEmpty();
        if (described) {
            assertThat(SchemaCheck.faults(endpoint, answered.json()))
                    .as("what the description of %s says against %s", path, answered.text())
                    .isEmpty();
        }
    }

    Endpoint<?, ?> endpoint(String method, String target) {
        String path = target.split("\\?", 2)[0].replace("+", "%2B");
        return catalog.match(method, URLDecoder.decode(path, StandardCharsets.UTF_8)).endpoint();
    }

    private static JsonNode balances(Service.Client me) {
        return me.read("/api/account").path("balances");
    }

    /**
     * What was charged, and nothing else, has a receipt for whoever asks, as everybody here does.
     */
    private void checkReceipt(String method, String target, byte[] body, Answered answered) {
        String charge = answered.header("Coffer-Charge");
        String receipt = answered.header("Coffer-Receipt");
        assertThat(receipt.isEmpty()).as("without a receipt").isEqualTo(charge.isEmpty());
        if (charge.isEmpty()) {
            return;
        }
        Jws signed = Jws.of(receipt);
        assertThat(signed.isBy(keys)).as("signed").isTrue();
        JsonNode says = signed.payload();
        assertThat(charge).startsWith(says.at("/charge/amount").asString() + " ");
        String[] parts = target.split("[?]", 2);
        String path = URLDecoder.decode(parts[0].replace("+", "%2B"), StandardCharsets.UTF_8);
        String digest = Jws.digest(method, parts.length > 1 ? path + "?" + parts[1] : path, body);
        assertThat(says.path("requestSha256").asString()).isEqualTo(digest);
        assertThat(says.path("endpoint").asString())
                .isEqualTo(method + " " + endpoint(method, target).path());
    }

    private void checkCharge(
            Scenario scenario, Answered answered, JsonNode before, JsonNode after) {
        boolean counted = service.money() != Config.Money.OFF;
        String asset =
                scenario.method().equals("HEAD")
                        ? "STX"
                        : answered.status() == 200
                                        && answered.header("Content-Type")
                                                .equals("application/json")
                                ? answered.at("tokenType").asString("STX")
                                : "STX";
        for (String each : List.of("STX", "sBTC", "USDCx")) {
            long expected = counted && each.equals(asset) ? scenario.charge().in(asset) : 0;
            assertThat(before.path(each).asLong() - after.path(each).asLong())
                    .as("charge in " + each)
                    .isEqualTo(expected);
        }
        boolean charged = counted && scenario.charge() != Scenario.Charge.NONE;
        assertThat(answered.headers().firstValue("Coffer-Charge").isPresent())
                .as("says that it charged")
                .isEqualTo(charged);
        if (charged) {
            assertThat(answered.header("Coffer-Charge"))
                    .startsWith(scenario.charge().in(asset) + " ");
            assertThat(answered.header("Coffer-Balance"))
                    .startsWith(after.path(asset).asLong() + " ");
        }
    }
}
