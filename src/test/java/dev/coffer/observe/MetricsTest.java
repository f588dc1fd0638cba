package dev.coffer.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.harness.Call;
import dev.coffer.harness.Samples;
import dev.coffer.harness.Service;
import dev.coffer.payment.Asset;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What Prometheus is told is what happened, and stays bounded whatever is asked. */
class MetricsTest {

    private static final String CALLS = "http_server_request_duration_seconds_count";
    private static final Pattern ROUTE = Pattern.compile("http_route=\"([^\"]*)\"");

    private static Service service;

    @BeforeAll
    static void start() {
        service = Service.devnet();
        service.restartSeen(Scrape.PORT);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static String route(String route) {
        return "http_route=\"" + route + "\"";
    }

    private static String status(int status) {
        return "http_response_status_code=\"" + status + "\"";
    }

    private static String method(String method) {
        return "http_request_method=\"" + method + "\"";
    }

    @Test
    void aCallIsCountedByItsRouteMethodAndStatus() {
        double before = Scrape.of(service).sum(CALLS, route("/public/{owner}/{key*}"), status(404));
        service.get("/public/secret1/secret").expect(404);
        service.get("/public/secret2/secret").expect(404);
        service.payer("Ann").post("/api/kv/set", "{\"key\":\"k\",\"value\":1}").expect(200);

        Call.until(
                "it is counted",
                () ->
                        Scrape.of(service).sum(CALLS, route("/public/{owner}/{key*}"), status(404))
                                == before + 2);
        Scrape seen = Scrape.of(service);
        assertThat(seen.text()).doesNotContain("secret");
        assertThat(seen.sum(CALLS, route("/api/kv/set"), method("POST"), status(200)))
                .isGreaterThanOrEqualTo(1);
        assertThat(seen.sum(CALLS.replace("count", "bucket"), route("/api/kv/set"), "le=\"30.0\""))
                .isEqualTo(seen.sum(CALLS, route("/api/kv/set")));
    }

    /** Whatever is called: of routes there are those of the catalog, and one more. */
    @Test
    void labelsAreBoundedByTheCatalog() {
        Samples samples = Samples.of(service.endpoints());
        for (Endpoint<?, ?> endpoint : service.endpoints()) {
            service.get(samples.path(endpoint));
        }
        for (int i = 0; i < 50; i++) {
            service.get("/nowhere/" + i);
            service.send("BREW" + i, "/api/health", new byte[0]);
        }
        Call.until(
                "all are counted",
                () -> Scrape.of(service).sum(CALLS, route("unknown"), status(404)) >= 50);
        Scrape seen = Scrape.of(service);
        Set<String> known =
                service.endpoints().stream()
                        .map(Endpoint::path)
                        .collect(Collectors.toCollection(TreeSet::new));
        known.add("unknown");
        List<String> routes =
                seen.lines(CALLS).stream()
                        .flatMap(line -> ROUTE.matcher(line).results())
                        .map((MatchResult found) -> found.group(1))
                        .distinct()
                        .toList();
        assertThat(routes).hasSizeGreaterThan(150);
        assertThat(known).containsAll(routes);
        assertThat(seen.lines(CALLS, route("unknown"), status(404))).hasSize(1);
        assertThat(seen.lines(CALLS, method("_OTHER"), route("/api/health"))).hasSize(1);
        assertThat(seen.text()).doesNotContain("nowhere", "BREW");
    }

    @Test
    void moneyIsWhatTheLedgerHas() {
        service.payer("Bob").post("/api/counter/increment", "{\"name\":\"a\"}").expect(200);
        service.payer("Bob").read("/api/account");
        System.gc(); // Whatever is kept weakly is gone.
        Scrape seen = Scrape.of(service);
        String stx = "asset=\"" + Asset.STX.symbol() + "\"";
        assertThat(seen.sum("coffer_ledger_charged_total", stx))
                .isPositive()
                .isEqualTo(sum("select sum(price * calls) from charge where asset = 'STX'"));
        assertThat(seen.sum("coffer_ledger_credited_total", stx))
                .isPositive()
                .isEqualTo(sum("select sum(amount) from credit where asset = 'STX'"));
        assertThat(seen.sum("coffer_payments_total", "outcome=\"settled\""))
                .isEqualTo(sum("select count(*) from payment where state = 'settled'"));
    }

    private static double sum(String sql) {
        return Double.parseDouble(service.query(sql).getFirst().getFirst());
    }

    @Test
    void lanesAndWaitersAreSeen() {
        Scrape before = Scrape.of(service);
        service.payer("Carol").post("/api/kv/set", "{\"key\":\"k\",\"value\":1}").expect(200);
        Call.until(
                "the batch is counted",
                () ->
                        Scrape.of(service).sum("coffer_lane_batch_works_sum")
                                > before.sum("coffer_lane_batch_works_sum"));
        Scrape seen = Scrape.of(service);
        double batches = seen.sum("coffer_lane_batch_works_count");
        assertThat(batches).isGreaterThan(before.sum("coffer_lane_batch_works_count"));
        assertThat(seen.sum("coffer_lane_commit_seconds_sum")).isPositive();
        assertThat(seen.sum("coffer_lane_wait_seconds_sum")).isPositive();

        Call<?> waits =
                Call.run(() ->
                        service.payer("Carol")
                                .post("/api/queue/pop", "{\"queue\":\"q\",\"wait\":20}")
                                .expect(200));
        Call.until("it waits", () -> service.waitingCalls() == 1);
        Scrape meanwhile = Scrape.of(service);
        assertThat(meanwhile.sum("coffer_waiting_calls")).isEqualTo(1);
        assertThat(meanwhile.sum("coffer_http_calls_in_flight")).isGreaterThanOrEqualTo(1);
        assertThat(meanwhile.sum("coffer_http_connections")).isGreaterThanOrEqualTo(1);
        service.payer("Carol")
                .post("/api/queue/push", "{\"queue\":\"q\",\"payload\":1}")
                .expect(200);
        waits.get();
        Call.until(
                "none is under way",
                () -> Scrape.of(service).sum("coffer_http_calls_in_flight") == 0);
    }

    @Test
    void theStoreIsLookedAtBehind() {
        Call.until("it was", () -> Scrape.of(service).sum("coffer_store_writable") == 1);
        Scrape seen = Scrape.of(service);
        assertThat(seen.sum("coffer_memory_backlog")).isZero();
        if (!Service.ON_POSTGRES) {
            assertThat(seen.sum("coffer_sqlite_log_bytes")).isPositive();
        }
    }

    /** What is for the operator is not to be had where callers call, nor by a name of others. */
    @Test
    void onlyTheOperatorsPortHasThem() {
        service.get("/metrics").expect(404);
        Scrape.ask(service, "/api/health").expect(404);
        Scrape.ask(service, "/metrics").expect(200);
    }

    @Test
    void promtoolFindsNoFault() throws Exception {
        Assumptions.assumeTrue(
                Files.exists(Path.of("/usr/bin/promtool")), "no promtool: NOT TESTED HERE");
        service.payer("Ann").post("/api/kv/set", "{\"key\":\"k\",\"value\":1}").expect(200);
        assertThat(promtool(Scrape.of(service).text(), "check", "metrics")).isEmpty();
        assertThat(promtool("", "check", "rules", "docs/alerts.yml")).contains("SUCCESS");
        assertThat(promtool("", "check", "config", "docs/prometheus.yml")).contains("SUCCESS");
    }

    /** What it says; fails if it finds something. */
    private static String promtool(String input, String... args) throws Exception {
        Process tool = new ProcessBuilder(command(args)).redirectErrorStream(true).start();
        try (var to = tool.outputWriter()) {
            to.write(input);
        } catch (IOException _) {
            // It wanted none.
        }
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tool.waitFor()).as(said).isZero();
        return said;
    }

    private static List<String> command(String... args) {
        List<String> command = new java.util.ArrayList<>(List.of("/usr/bin/promtool"));
        command.addAll(List.of(args));
        return command;
    }
}
