package dev.coffer.state.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import tools.jackson.databind.json.JsonMapper;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/**
 * Pages over many keys with odd characters: no key is skipped or repeated, in the order of bytes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KvListTest {

    private static final int KEYS = 10_000;
    private static final JsonMapper JSON = new JsonMapper();

    /** Pieces at the edges of UTF-8 and UTF-16, and what patterns and paths make much of. */
    private static final List<String> PIECES =
            List.of(
                    "a",
                    "b",
                    "z",
                    "A",
                    "0",
                    "9",
                    "/",
                    "%",
                    "_",
                    "'",
                    "\"",
                    "\\",
                    " ",
                    "~",
                    "\u007f",
                    "\u0001",
                    "\n",
                    "\u0080",
                    "\u00e9",
                    "e\u0301",
                    "\u07ff",
                    "\u0800",
                    "\ud7ff",
                    "\ue000",
                    "\ufeff",
                    "\ufffd",
                    "\uffff",
                    "\ud800\udc00",
                    "\ud83d\ude00",
                    "\udbff\udfff",
                    "\udbff\udfff\udbff\udfff");

    /** By UTF-8 bytes, private before public. */
    private static final Comparator<Entry> ORDER =
            Comparator.comparing(
                            (Entry e) -> e.key().getBytes(StandardCharsets.UTF_8),
                            Arrays::compareUnsigned)
                    .thenComparing(e -> e.visibility().equals("public"));

    private record Entry(String key, String visibility) {}

    private final Service service = Service.off();
    private final Service.Client alice = service.payer("ALICE");
    private final TreeSet<Entry> all = new TreeSet<>(ORDER);

    @BeforeAll
    void manyKeys() {
        Random random = new Random(42);
        while (all.size() < KEYS) {
            StringBuilder key = new StringBuilder();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                key.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            int which = random.nextInt(4);
            if (which != 0) {
                all.add(new Entry(key.toString(), "private"));
            }
            // What no path can carry can't be public.
            if (which != 1 && key.chars().noneMatch(Character::isISOControl)) {
                all.add(new Entry(key.toString(), "public"));
            }
        }
        List<Entry> entries = List.copyOf(all);
        Semaphore open = new Semaphore(64);
        Call.together(
                entries.size(),
                i -> {
                    open.acquireUninterruptibly();
                    try {
                        return alice.post("/api/kv/set", set(entries.get(i))).expect(200);
                    } finally {
                        open.release();
                    }
                });
    }

    @AfterAll
    void close() {
        service.close();
    }

    private static String set(Entry entry) {
        return "{\"key\":%s,\"value\":1,\"visibility\":\"%s\"}"
                .formatted(JSON.writeValueAsString(entry.key()), entry.visibility());
    }

    @Test
    void forwards() {
        check("", 997, _ -> true, false);
        check("", 1000, _ -> true, false);
    }

    @Test
    void inReverse() {
        check("&reverse=true", 1000, _ -> true, true);
        check("&reverse=true", 333, _ -> true, true);
    }

    @Test
    void oneVisibility() {
        check("&visibility=private", 500, e -> e.visibility().equals("private"), false);
        check("&visibility=public", 500, e -> e.visibility().equals("public"), false);
        check("&visibility=public&reverse=true", 500, e -> e.visibility().equals("public"), true);
    }

    @Test
    void belowEveryPrefix() {
        for (String piece : PIECES) {
            String prefix = "&prefix=" + URLEncoder.encode(piece, StandardCharsets.UTF_8);
            check(prefix, 101, e -> e.key().startsWith(piece), false);
            check(prefix + "&reverse=true", 101, e -> e.key().startsWith(piece), true);
        }
    }

    @Test
    void keyByKeyBelowAPrefix() {
        String piece = "\udbff\udfff";
        String prefix = "&prefix=" + URLEncoder.encode(piece + piece, StandardCharsets.UTF_8);
        check(prefix, 1, e -> e.key().startsWith(piece + piece), false);
        check(prefix + "&reverse=true", 1, e -> e.key().startsWith(piece + piece), true);
    }

    @Test
    void anotherReaderSeesThePublicOnes() {
        List<Entry> expected = all.stream().filter(e -> e.visibility().equals("public")).toList();
        assertThat(pages(service.payer("BOB"), "&owner=ALICE", 1000)).isEqualTo(expected);
    }

    private void check(String query, int limit, Predicate<Entry> wanted, boolean reverse) {
        List<Entry> expected =
                (reverse ? all.descendingSet() : all).stream().filter(wanted).toList();
        assertThat(pages(alice, query, limit)).as(query).isEqualTo(expected);
    }

    private static List<Entry> pages(Service.Client client, String query, int limit) {
        List<Entry> seen = new ArrayList<>();
        String cursor = "";
        while (true) {
            Answered page = client.get("/api/kv/list?limit=" + limit + query + cursor).expect(200);
            page.at("entries")
                    .forEach(e ->
                            seen.add(
                                    new Entry(
                                            e.path("key").asString(),
                                            e.path("visibility").asString())));
            assertThat(page.at("count").asInt()).isEqualTo(page.at("entries").size());
            assertThat(page.at("keys").size()).isEqualTo(page.at("entries").size());
            if (page.at("complete").asBoolean()) {
                assertThat(page.at("cursor").isMissingNode()).isTrue();
                return seen;
            }
            assertThat(page.at("count").asInt()).isEqualTo(limit);
            cursor = "&cursor=" + page.at("cursor").asString();
        }
    }
}
