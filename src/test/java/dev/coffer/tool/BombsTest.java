package dev.coffer.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Small inputs that would be much work, and large ones that would be quadratic: answered in a
 * quarter of a second of computing, or refused. Each has a few tries: the first ones are slow while
 * code is loaded and compiled.
 */
class BombsTest {

    private static final long MOST_MS = 250;
    private static final int TRIES = 6;

    /** Its processor time, as the machine may have others' work to do. */
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private static final JsonMapper JSON = new JsonMapper();

    private static Service service;

    @BeforeAll
    static void start() {
        service = Service.off();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static final Map<String, Object> BOMBS = new LinkedHashMap<>();

    private static void bomb(String path, Object... fields) {
        Map<String, Object> body = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            body.put((String) fields[i], fields[i + 1]);
        }
        BOMBS.put("%s #%d".formatted(path, BOMBS.size()), body);
    }

    private static String distinct(String each, int times, String between) {
        return IntStream.range(0, times)
                .mapToObj(i -> each + i * 7919L % 1_000_003)
                .collect(Collectors.joining(between));
    }

    static {
        String x = "x".repeat(100_000);
        bomb("/api/text/regex-test", "pattern", "(x+x+)+y", "text", x);
        bomb("/api/text/regex-test", "pattern", "((a{100}){100}){100}", "text", "a");
        bomb("/api/text/regex-test", "pattern", "(x{1,100}){1,100}$", "text", x + "y");
        bomb("/api/text/regex-test", "pattern", "(".repeat(500) + ")".repeat(500), "text", "a");
        bomb("/api/text/regex-test", "pattern", "(x*)*(x*)*(x*)*y", "text", x, "flags", "g");
        bomb(
                "/api/text/diff",
                "text1",
                distinct("a", 2_000, "\n"),
                "text2",
                distinct("b", 2_000, "\n"));
        bomb(
                "/api/text/diff",
                "text1",
                "ab".repeat(2_000),
                "text2",
                "ba".repeat(3_000),
                "mode",
                "chars");
        bomb("/api/text/diff", "text1", "ab\n".repeat(90_000), "text2", "ba\nab\n".repeat(40_000));
        bomb("/api/text/diff", "text1", x.repeat(3), "text2", "xy".repeat(90_000), "mode", "chars");
        bomb("/api/text/word-count", "text", ".".repeat(450_000) + "x");
        bomb("/api/text/word-count", "text", "\n".repeat(450_000));
        bomb("/api/text/word-count", "text", "\n ".repeat(200_000) + "x");
        bomb("/api/text/case-convert", "text", "aB".repeat(200_000), "case", "snake");
        bomb("/api/text/reverse", "text", "\ud83c\udde9".repeat(200_000));
        bomb("/api/text/reverse", "text", "e" + "\u0301".repeat(450_000));
        bomb("/api/text/base64-decode", "encoded", "=".repeat(450_000));
        bomb("/api/text/html-decode", "text", "&".repeat(450_000));
        bomb("/api/text/html-decode", "text", "&#x" + "9".repeat(450_000) + ";");
        bomb("/api/text/jwt-decode", "token", ".".repeat(450_000));
        bomb("/api/text/validate-url", "url", "http://a/" + "../".repeat(10_000));
        bomb("/api/text/validate-url", "url", "http://" + "\u00fc.".repeat(16_000));
        bomb("/api/text/validate-url", "url", "http:" + "/".repeat(32_000));
        bomb(
                "/api/text/truncate",
                "text",
                " ".repeat(450_000),
                "length",
                900,
                "wordBoundary",
                true);
        bomb("/api/data/csv-to-json", "csv", "a,".repeat(200_000) + "\n" + "1\n".repeat(200_000));
        bomb("/api/data/csv-to-json", "csv", "\"".repeat(450_001));
        bomb("/api/data/csv-to-json", "csv", ",".repeat(400_000) + "\n1");
        bomb("/api/data/json-format", "json", "[".repeat(100_000));
        bomb(
                "/api/data/json-format",
                "json",
                "[".repeat(499) + "1,".repeat(400_000) + "1" + "]".repeat(499),
                "indent",
                10);
        bomb("/api/data/json-format", "json", "1".repeat(99_000));
        bomb("/api/data/json-format", "json", "[" + "1e1000000000,".repeat(20_000) + "1]");
        bomb(
                "/api/data/json-flatten",
                "json",
                ("{\"" + "k".repeat(1_500) + "\":").repeat(450)
                        + "["
                        + "1,".repeat(100_000)
                        + "1]"
                        + "}".repeat(450));
        bomb(
                "/api/data/json-merge",
                "objects",
                List.of(
                        Map.of("a", List.of(1)),
                        Map.of("a", IntStream.range(0, 100_000).boxed().toList())),
                "arrayStrategy",
                "union");
        bomb("/api/data/json-path", "json", "{}", "path", "[0]".repeat(3_000));
        bomb("/api/math/calculate", "expression", "1e1000000000");
        bomb("/api/math/calculate", "expression", "floor(1e1000000000)");
        bomb("/api/math/calculate", "expression", "9^9^9^9");
        bomb("/api/math/calculate", "expression", "1.0000001^999999999");
        bomb("/api/math/calculate", "expression", "1e-999999999+1");
        bomb("/api/math/calculate", "expression", "1e308%1e-300");
        bomb("/api/math/calculate", "expression", "(".repeat(499) + "1" + ")".repeat(499));
        bomb("/api/math/calculate", "expression", "-".repeat(999) + "1");
        bomb("/api/math/calculate", "expression", "1/3".concat("/7".repeat(498)));
        bomb("/api/math/calculate", "expression", "sqrt(".repeat(166) + "2" + ")".repeat(166));
        bomb(
                "/api/math/percentage",
                "operation",
                "of",
                "percent",
                1,
                "value",
                new BigDecimal("1e-1000000000"));
        bomb(
                "/api/math/statistics",
                "numbers",
                IntStream.range(0, 10_000)
                        .mapToObj(i -> new BigDecimal(i + "e-" + i % 400))
                        .toList());
        bomb("/api/math/prime-check", "number", 999_999_937);
        bomb("/api/util/cron-parse", "expression", "0 0 30 2 *");
        bomb(
                "/api/util/cron-parse",
                "expression",
                "*/1,*/1,*/1,*/1,*/1,*/1,*/1,*/1 0 29 2 1",
                "count",
                20);
        bomb("/api/util/cron-parse", "expression", "0 0 1 1 * 2099");
        bomb("/api/util/user-agent-parse", "ua", "Mozilla/5.0 (" + "Android; ".repeat(100));
        bomb("/api/util/user-agent-parse", "ua", " ".repeat(999) + "x");
        bomb("/api/util/validate-email", "email", "a.".repeat(490) + "@");
        bomb("/api/util/validate-email", "email", "\"" + "\\a".repeat(400));
        bomb("/api/util/color-convert", "color", "rgb(" + " ".repeat(900));
        bomb("/api/util/markdown-to-html", "markdown", "[".repeat(49_000));
        bomb("/api/util/markdown-to-html", "markdown", "*a **a ".repeat(7_000));
        bomb("/api/util/markdown-to-html", "markdown", "> ".repeat(24_000));
        bomb("/api/util/markdown-to-html", "markdown", "![[]()".repeat(8_000));
        bomb("/api/util/markdown-to-html", "markdown", distinct("`", 6_000, "``"));
        bomb("/api/util/markdown-to-html", "markdown", "<".repeat(49_000));
        bomb("/api/util/markdown-to-html", "markdown", "- ".repeat(24_000) + "a");
        bomb("/api/util/markdown-to-html", "markdown", "[a](<".repeat(8_000));
        bomb("/api/util/html-to-text", "html", "<b>".repeat(33_000));
        bomb("/api/util/html-to-text", "html", "<table>".repeat(14_000));
        bomb("/api/util/html-to-text", "html", "<a href=x>".repeat(9_900));
        bomb("/api/util/html-to-text", "html", "<br>".repeat(24_000) + "<p>x");
        bomb("/api/util/html-to-text", "html", "&lt;".repeat(24_000));
        bomb("/api/util/slugify", "text", "\u4e2d".repeat(200_000));
        bomb("/api/util/slugify", "text", "a-".repeat(200_000), "maxLength", 700_000);
        bomb("/api/util/string-distance", "string1", x, "string2", x + "y");
        bomb(
                "/api/util/string-distance",
                "string1",
                "ab".repeat(2_200),
                "string2",
                "ba".repeat(2_200));
        bomb("/api/util/qr-generate", "data", "z".repeat(2_048), "format", "base64");
        bomb("/api/util/url-parse", "url", "http://a/?" + "&".repeat(32_000));
        bomb("/api/util/url-parse", "url", "http://a/" + "/".repeat(32_000));
        bomb(
                "/api/random/shuffle",
                "items",
                IntStream.range(0, 1_000).mapToObj(i -> "x".repeat(900)).toList());
        bomb("/api/random/password", "length", 4);
    }

    @Test
    void noneTakesLongerThanAQuarterOfASecond() {
        Service.Client caller = service.payer("bomber");
        List<String> slow = new ArrayList<>();
        BOMBS.forEach((name, body) -> {
            String path = name.replaceFirst(" #.*", "");
            byte[] json = JSON.writeValueAsBytes(body);
            long least = Long.MAX_VALUE;
            int status = 0;
            for (int i = 0; i < TRIES && least > MOST_MS; i++) {
                long start = PROCESS.getProcessCpuTime();
                Answered answered = caller.send("POST", path, json);
                least = Math.min(least, (PROCESS.getProcessCpuTime() - start) / 1_000_000);
                status = answered.status();
                assertThat(status).as(name + answered.text()).isIn(200, 400, 413);
            }
            if (least > MOST_MS) {
                slow.add("%s: %d ms, %d".formatted(name, least, status));
            }
        });
        assertThat(slow).isEmpty();
    }
}
