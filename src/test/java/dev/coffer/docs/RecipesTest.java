package dev.coffer.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.coffer.Config;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.payment.Asset;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whatever stands in docs/recipes runs by the command that its page names, with an account of its
 * own; it succeeds, prints and costs what the page says, and leaves in the store what it claims.
 * All run at once, since they wait for leases to run out: ten seconds at least.
 */
class RecipesTest {

    private static final Path FOLDER = Path.of("docs/recipes");

    /** A fence, its kind, and what is in it. */
    private static final Pattern FENCE = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");

    private static final Pattern SECTION = Pattern.compile("(?m)^## (.*)$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)");
    private static final Pattern COST =
            Pattern.compile("A\\s+run\\s+of\\s+it\\s+costs\\s+(at most )?(0\\.\\d+)\\s+STX");

    /** What the store says after it, besides what the script says of itself. */
    private static final Map<String, Consumer<Payer>> LEFT =
            Map.of(
                    "checkpoint",
                    payer -> assertThat(counter(payer)).isEqualTo(5),
                    "cron",
                    payer -> {
                        assertThat(payer.read("/api/kv/list").path("count").asInt()).isEqualTo(3);
                        assertThat(completed(payer)).isEqualTo(3);
                    },
                    "exactly-once",
                    payer -> {
                        assertThat(counter(payer)).isEqualTo(12);
                        assertThat(completed(payer)).isEqualTo(2);
                    },
                    "leader-election",
                    payer ->
                            assertThat(
                                            only(payer, "/api/kv/list?values=true", "entries")
                                                    .toString())
                                    .contains("\"by\":\"ada\""),
                    "scratchpad",
                    payer ->
                            assertThat(
                                            only(payer, "/api/kv/list?values=true", "entries")
                                                    .path("value"))
                                    .hasSize(12));

    @TempDir private static Path directory;

    private static Service service;

    private record Run(Payer payer, long before, Process process) {}

    private static final Map<String, Run> RUNS = new TreeMap<>();

    static List<String> recipes() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".md") && !name.equals("README.md"))
                    .map(name -> name.substring(0, name.length() - ".md".length()))
                    .sorted()
                    .toList();
        }
    }

    private static String page(String recipe) throws IOException {
        return Files.readString(FOLDER.resolve(recipe + ".md"));
    }

    private static List<MatchResult> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }

    private static String tool(String recipe) throws IOException {
        return all(FENCE, page(recipe)).getFirst().group(1).equals("js") ? "node" : "curl";
    }

    private static boolean has(String tool) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(path -> Files.isExecutable(Path.of(path, tool)));
    }

    @BeforeAll
    static void startAll() throws IOException {
        service = Service.inRealTime(Config.Money.DEVNET, directory.resolve("data"));
        for (String recipe : recipes()) {
            if (has(tool(recipe))) {
                Payer payer = Payer.named(service, recipe).filled();
                ProcessBuilder run =
                        new ProcessBuilder(FOLDER.resolve("run").toString(), recipe)
                                .redirectOutput(directory.resolve(recipe + ".out").toFile())
                                .redirectError(directory.resolve(recipe + ".err").toFile());
                run.environment().put("COFFER_URL", service.url());
                run.environment().put("COFFER_TOKEN", payer.token());
                RUNS.put(recipe, new Run(payer, payer.balance(Asset.STX), run.start()));
            }
        }
    }

    @AfterAll
    static void stopAll() {
        for (Run run : RUNS.values()) {
            run.process().descendants().forEach(ProcessHandle::destroyForcibly);
            run.process().destroyForcibly();
        }
        service.close();
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void doesWhatItsPageSays(String recipe) throws Exception {
        Run run = RUNS.get(recipe);
        if (run == null) {
            cannot("there is no " + tool(recipe));
            return;
        }
        boolean ended = run.process().waitFor(1, TimeUnit.MINUTES);
        String printed = Files.readString(directory.resolve(recipe + ".out"));
        String errors = Files.readString(directory.resolve(recipe + ".err"));
        assertThat(ended).as("%s ends; it said %s %s", recipe, printed, errors).isTrue();
        assertThat(printed).as(errors).isEqualTo(all(FENCE, page(recipe)).getLast().group(2));
        assertThat(run.process().exitValue()).as(errors).isZero();

        MatchResult says = all(COST, page(recipe)).getFirst();
        long spent = run.before() - run.payer().balance(Asset.STX);
        long said = Asset.STX.units(says.group(2));
        if (says.group(1) == null) {
            assertThat(spent).isEqualTo(said);
        } else {
            assertThat(spent).isBetween(1L, said);
        }
        LEFT.getOrDefault(recipe, _ -> {}).accept(run.payer());
    }

    private static void cannot(String why) {
        if ("true".equals(System.getenv("CI"))) {
            fail(why);
        }
        System.err.println("\n**** A RECIPE IS NOT TESTED: " + why + "\n");
        Assumptions.abort(why);
    }

    private static JsonNode only(Payer payer, String path, String list) {
        JsonNode entries = payer.read(path).path(list);
        assertThat(entries).hasSize(1);
        return entries.path(0);
    }

    private static long counter(Payer payer) {
        return only(payer, "/api/counter/list", "counters").path("value").asLong();
    }

    private static long completed(Payer payer) {
        return only(payer, "/api/queue/queues", "queues").path("completed").asLong();
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void thePageHasItsParts(String recipe) throws Exception {
        String page = page(recipe);
        assertThat(page).contains("\n\n    docs/recipes/run " + recipe + "\n\n```");
        assertThat(all(FENCE, page)).extracting(fence -> fence.group(1)).hasSize(2);
        assertThat(all(FENCE, page).getFirst().group(1)).isIn("js", "sh");
        assertThat(all(FENCE, page).getLast().group(1)).isEqualTo("text");
        assertThat(all(SECTION, page))
                .extracting(section -> section.group(1))
                .containsExactly("What it guarantees", "What it does not", "What it costs");
        assertThat(all(COST, page)).hasSize(1);
        linksLead(page);
    }

    @Test
    void theIndexHasAllOfThem() throws Exception {
        String index = page("README");
        assertThat(all(LINK, index))
                .extracting(link -> link.group(1))
                .containsExactlyInAnyOrderElementsOf(
                        recipes().stream().map(recipe -> recipe + ".md").toList());
        linksLead(index);
    }

    private static void linksLead(String page) {
        for (MatchResult link : all(LINK, page)) {
            assertThat(FOLDER.resolve(link.group(1))).exists();
        }
    }
}
