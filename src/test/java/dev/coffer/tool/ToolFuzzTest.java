package dev.coffer.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Pebbles;
import dev.coffer.harness.Samples;
import dev.coffer.harness.Service;
import dev.coffer.harness.StandIns;
import dev.coffer.room.Room;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Every field of every tool, as the catalog has them, with what is odd, hostile or as large as it
 * may be: each is answered or refused in its time, none is a fault, and nothing of it is kept.
 */
class ToolFuzzTest {

    /** Of a processor; and some of it is the test's own. */
    private static final long MOST_MS = ToolLimits.TOOL_COMPUTE_MS.value() + 50;

    private static final int TRIES = 5;
    private static final long MOST_GROWTH_BYTES = 24L << 20;
    private static final int MOST_CHARS = 100_000;
    private static final int MOST_IN_PATH = 2_000;
    private static final int MOST_ITEMS = 20_000;

    private static final List<String> ODD =
            List.of(
                    "null",
                    "true",
                    "-1",
                    "0",
                    "1.5",
                    "1e999",
                    "9223372036854775808",
                    "\"\"",
                    "\"\\u0000\\ud800\"",
                    "\"\\u202e\\ufeff\\ud83d\\ude00\"",
                    "\"__proto__\"",
                    "\"../%00;\\r\\nX: y\"",
                    "[]",
                    "[{}]",
                    "{\"a\":{}}");

    /** Repeated to the length that a text may have. */
    private static final List<String> LONG =
            List.of(
                    "a",
                    " ",
                    "9",
                    "(",
                    "[",
                    "<a ",
                    "&#x",
                    "a.",
                    "\\",
                    "\"",
                    "\ud83d\ude00",
                    "\n1,");

    private static final JsonMapper JSON = new JsonMapper();

    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final Map<String, Long> longestMs = new TreeMap<>();

    @Test
    void noFieldOfAnyToolBreaksIt() {
        try (Service service = Service.off()) {
            // Its own engines, where there are any: they compute, and a model's are not here.
            service.restartReaching(StandIns.shared().without());
            Service.Client caller = service.payer("fuzz");
            fire(service, caller, ODD.subList(0, 1), LONG.subList(0, 1));
            longestMs.clear();
            long before = usedBytes();
            fire(service, caller, ODD, LONG);
            assertThat(usedBytes() - before).as("bytes kept").isLessThan(MOST_GROWTH_BYTES);
        }
        String slowest =
                longestMs.entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                        .limit(5)
                        .map(each -> each.getValue() + " ms " + each.getKey())
                        .collect(Collectors.joining("; "));
        System.out.println("ToolFuzzTest: " + slowest);
        assertThat(longestMs).allSatisfy((_, ms) -> assertThat(ms).isLessThanOrEqualTo(MOST_MS));
    }

    private void fire(
            Service service, Service.Client caller, List<String> odd, List<String> texts) {
        Set<String> families =
                Set.of("text", "data", "crypto", "random", "math", "util", "net", "stacks", "ai");
        assertThat(Pebbles.soldByCoffer()).extracting(Room::name).containsAll(families);
        for (Room room : service.rooms()) {
            if (families.contains(room.name())) {
                room.endpoints().forEach(each -> fire(service, caller, each, odd, texts));
            }
        }
    }

    private void fire(
            Service service,
            Service.Client caller,
            Endpoint<?, ?> endpoint,
            List<String> odd,
            List<String> texts) {
        Samples.fields(endpoint)
                .forEach((field, schema) -> {
                    List<String> values = new ArrayList<>(odd);
                    values.addAll(large(schema, texts));
                    for (String value : values) {
                        service.clock()
                                .advance(Duration.ofSeconds(1)); // Of calls there is a limit.
                        ask(caller, endpoint, field, value);
                    }
                });
    }

    private void ask(Service.Client caller, Endpoint<?, ?> endpoint, String field, String value) {
        String shown =
                endpoint.path()
                        + " "
                        + field
                        + " = "
                        + value.substring(0, Math.min(60, value.length()));
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES && least > MOST_MS; i++) {
            long start = PROCESS.getProcessCpuTime();
            Answered answered = sent(caller, endpoint, field, value);
            least = Math.min(least, (PROCESS.getProcessCpuTime() - start) / 1_000_000);
            boolean absent = answered.status() == 503 && answered.text().contains("not_configured");
            assertThat(answered.status() < 500 || absent).as(shown + answered.text()).isTrue();
            assertThat(answered.status()).as(shown).isNotEqualTo(429);
        }
        longestMs.merge(shown, least, Math::max);
    }

    /** By its path or its body; where it has neither, by a query. */
    private static Answered sent(
            Service.Client caller, Endpoint<?, ?> endpoint, String field, String value) {
        Samples samples = Samples.of(List.of(endpoint));
        String text = value.startsWith("\"") ? JSON.readTree(value).asString() : value;
        String inUrl =
                URLEncoder.encode(
                        text.substring(0, Math.min(MOST_IN_PATH, text.length())),
                        StandardCharsets.UTF_8);
        if (endpoint.path().contains("{" + field + "}")) {
            return caller.get(samples.path(endpoint, field, inUrl));
        }
        if (!endpoint.methods().contains("POST")) {
            return caller.get(samples.path(endpoint) + "?" + field + "=" + inUrl);
        }
        ObjectNode input = (ObjectNode) Samples.example(endpoint);
        input.remove(field);
        String rest = input.toString();
        String more = rest.equals("{}") ? "}" : "," + rest.substring(1);
        return caller.post(samples.path(endpoint), "{\"" + field + "\":" + value + more);
    }

    private static List<String> large(Map<String, Object> schema, List<String> texts) {
        return switch (String.valueOf(schema.get("type"))) {
            case "string" -> {
                int most = schema.get("maxLength") instanceof Number n ? n.intValue() : 1_000;
                yield texts.stream()
                        .map(each -> each.repeat(Math.min(most, MOST_CHARS) / each.length()))
                        .map(each -> JSON.writeValueAsString(each))
                        .toList();
            }
            case "integer", "number" ->
                    List.of(
                            String.valueOf(schema.getOrDefault("minimum", -1)),
                            String.valueOf(schema.getOrDefault("maximum", "9".repeat(30))));
            case "array" -> {
                int most = schema.get("maxItems") instanceof Number n ? n.intValue() : 1_000;
                int items = Math.min(most, MOST_ITEMS);
                yield List.of(list("7", items), list("\"a\"", items), list("{\"a\":[1]}", items));
            }
            default ->
                    List.of(
                            list("7", MOST_ITEMS),
                            "[".repeat(400) + "]".repeat(400),
                            JSON.writeValueAsString(list("1", MOST_ITEMS)));
        };
    }

    private static String list(String item, int items) {
        return "[" + (item + ",").repeat(Math.max(0, items - 1)) + item + "]";
    }

    /** What is in use when all that can go has gone: the least of several looks. */
    private static long usedBytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
