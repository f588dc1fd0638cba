package dev.coffer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Service;
import dev.coffer.observe.Scrape;
import dev.coffer.store.postgres.PostgresServer;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The dashboard, the alerts and the page for operators name what there is, and nothing else. */
class MetricsPageTest {

    private static final Pattern NAME =
            Pattern.compile("\\b(?:coffer|http_server|jvm|process)_[a-z0-9_]+");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\|");
    private static final Pattern LATER = Pattern.compile("jvm_gc_(?:pause|concurrent)_.*");

    private static Set<String> exposed;

    /** On both engines. */
    @BeforeAll
    static void scrape() {
        exposed = new TreeSet<>();
        try (Service sqlite = Service.devnet();
                Service postgres = Service.over(PostgresServer.shared().newDatabase())) {
            for (Service service : new Service[] {sqlite, postgres}) {
                service.restartSponsored(1);
                service.restartSeen(Scrape.PORT);
                service.get("/api/health").expect(200);
                exposed.addAll(Scrape.of(service).names());
            }
        }
    }

    /** A histogram's parts by its own name; what a process has once it collected, as it has it. */
    private static String whole(String name) {
        String whole = name.replaceFirst("_(bucket|sum|count)$", "");
        return exposed.contains(name) ? name : whole;
    }

    private static void assertExposed(Stream<String> expressions) {
        Set<String> names =
                expressions
                        .flatMap(text -> NAME.matcher(text).results())
                        .map(found -> whole(found.group()))
                        .filter(name -> !LATER.matcher(name).matches())
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(names).hasSizeGreaterThan(5);
        assertThat(exposed).containsAll(names);
    }

    @Test
    void theDashboardShowsWhatThereIs() throws Exception {
        JsonNode board = new JsonMapper().readTree(Files.readString(Path.of("docs/grafana.json")));
        assertExposed(board.findValuesAsString("expr").stream());
        assertThat(board.findValues("expr")).hasSizeGreaterThan(30);
    }

    @Test
    void theAlertsWatchWhatThereIs() throws Exception {
        assertExposed(Files.readAllLines(Path.of("docs/alerts.yml")).stream());
    }

    /** Of the JVM's and the process', which others describe, none. */
    @Test
    void thePageHasAllThatAreOurs() throws Exception {
        String page = Files.readString(Path.of("docs/operate.md"));
        Set<String> told =
                ROW.matcher(page)
                        .results()
                        .map(row -> row.group(1))
                        .filter(name -> NAME.matcher(name).matches())
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> ours =
                exposed.stream()
                        .filter(name -> !name.startsWith("jvm_") && !name.startsWith("process_"))
                        .filter(name -> !name.endsWith("_max"))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(told).isEqualTo(ours);
    }
}
