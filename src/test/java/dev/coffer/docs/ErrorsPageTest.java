package dev.coffer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** docs/errors.md has every code of the sources, with its status, and no other. */
class ErrorsPageTest {

    private static final String CODE = "([a-z0-9_]+)";

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `" + CODE + "` \\| (\\d{3}) \\|");

    /** A refusal's making: its status, and an expression for its code. */
    private static final Pattern PROBLEM = Pattern.compile("new Problem\\(\\s*(\\w+),\\s*([^,]+),");

    private static final Pattern REFUSED =
            Pattern.compile("new (?:\\w+\\.)*Refused\\(\\s*([^,]+),");

    /** Where the codes come from that a problem takes over from something else. */
    private static final Map<String, Pattern> CARRIED =
            Map.of(
                    "operation.conflict()",
                    Pattern.compile("new Operation\\([^;]*?\"" + CODE + "\"\\s*\\)"));

    private static final List<String> CARRIED_REFUSALS =
            List.of("refused.code()", "invalid.code()");

    private final Map<Path, String> sources;

    ErrorsPageTest() throws Exception {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/dev/coffer"))) {
            sources =
                    files.filter(file -> file.toString().endsWith(".java"))
                            .collect(Collectors.toMap(file -> file, ErrorsPageTest::text));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<MatchResult> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }

    @Test
    void thePageAndTheSourcesAgree() throws Exception {
        List<String> page =
                all(ROW, Files.readString(Path.of("docs/errors.md"))).stream()
                        .map(row -> row.group(2) + " " + row.group(1))
                        .toList();
        assertThat(page).containsExactlyInAnyOrderElementsOf(told());
    }

    private Set<String> told() {
        Set<String> told = new TreeSet<>();
        sources.forEach((file, source) -> {
            for (MatchResult made : all(PROBLEM, source)) {
                String status = made.group(1);
                if (status.equals("status")) {
                    continue; // Problem's copies of itself.
                }
                assertThat(status).as("a status in %s", file).matches("\\d{3}");
                codes(file, source, made.start(), made.group(2))
                        .forEach(code -> told.add(status + " " + code));
            }
            // The invitation to pay is no problem of ours, but an answer of x402's.
            all(Pattern.compile("put\\(\"code\", \"" + CODE + "\"\\)"), source)
                    .forEach(put -> told.add("402 " + put.group(1)));
        });
        // Of the chain's refusals the one that Payments tells as a conflict.
        assertThat(told).contains("409 conflicting_nonce");
        told.remove("400 conflicting_nonce");
        return told;
    }

    /** What an expression for a code may be. */
    private List<String> codes(Path file, String source, int at, String expression) {
        if (expression.matches("\"" + CODE + "\"")) {
            return List.of(expression.substring(1, expression.length() - 1));
        }
        if (expression.equals("code")) {
            return passed(file, source, at);
        }
        if (CARRIED_REFUSALS.contains(expression)) {
            return sources.entrySet().stream()
                    .flatMap(other ->
                            all(REFUSED, other.getValue()).stream()
                                    .flatMap(made ->
                                            codes(
                                                    other.getKey(),
                                                    other.getValue(),
                                                    made.start(),
                                                    made.group(1))
                                                    .stream()))
                    .toList();
        }
        Pattern carried = CARRIED.get(expression);
        assertThat(carried)
                .as("where do its codes come from? %s in %s", expression, file)
                .isNotNull();
        return sources.values().stream()
                .flatMap(other -> all(carried, other).stream().map(found -> found.group(1)))
                .toList();
    }

    /** The codes that are passed to the method around a place, which is of the same file. */
    private static List<String> passed(Path file, String source, int at) {
        List<MatchResult> methods =
                all(Pattern.compile("(\\w+)\\(\\s*String code\\b"), source.substring(0, at));
        assertThat(methods).as("a method that takes a code in %s", file).isNotEmpty();
        String method = methods.getLast().group(1);
        List<String> passed =
                all(Pattern.compile("\\b" + method + "\\(\\s*\"" + CODE + "\""), source).stream()
                        .map(call -> call.group(1))
                        .toList();
        assertThat(passed).as("calls of %s in %s", method, file).isNotEmpty();
        return passed;
    }
}
