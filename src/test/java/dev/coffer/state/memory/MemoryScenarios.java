package dev.coffer.state.memory;

import static dev.coffer.scenario.Scenario.Charge.AI;
import static dev.coffer.scenario.Scenario.Charge.READ;
import static dev.coffer.scenario.Scenario.Charge.WRITE;
import static dev.coffer.scenario.Scenario.get;
import static dev.coffer.scenario.Scenario.post;
import static dev.coffer.scenario.Scenario.request;

import dev.coffer.scenario.Scenario;
import dev.coffer.scenario.WrongTypes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the memory endpoints take and give. */
public final class MemoryScenarios {

    private static final String STORE = "/api/memory/store";
    private static final String SEARCH = "/api/memory/search";
    private static final String RECALL = "/api/memory/recall";
    private static final String LIST = "/api/memory/list";
    private static final String FORGET = "/api/memory/forget";

    private static final String BASE = "{\"key\":\"k\",\"content\":\"x\"}";
    private static final String BIKE =
            "{\"key\":\"bike\",\"content\":\"Ann wants a green bicycle\"}";
    private static final String FULL =
            """
            {"key": "bike", "content": "Ann wants a green bicycle", "ttl": 60,
             "metadata": {"tags": ["ann", "w\u00fcnsche"], "type": "fact", "importance": 7.5,
              "source": "chat-1"}}\
            """;

    private static final List<String> WHOLE_AND_DECIMAL =
            List.of("\"5\"", "true", "null", "[]", "{}", "-0.1", "10.1", "1e400");

    private MemoryScenarios() {}

    public static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(store());
        all.addAll(storeLimits());
        all.addAll(embeddings());
        all.addAll(superseding());
        all.addAll(search());
        all.addAll(filters());
        all.addAll(recall());
        all.addAll(list());
        all.addAll(forget());
        all.addAll(wrongTypes());
        return all;
    }

    private static List<Scenario> wrongTypes() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(WrongTypes.of(STORE, BASE, "key", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(STORE, BASE, "content", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(STORE, BASE, "ttl", WrongTypes.WHOLE));
        all.addAll(WrongTypes.of(STORE, BASE, "generateEmbedding", WrongTypes.FLAG));
        all.addAll(WrongTypes.of(STORE, BASE, "similar", WrongTypes.FLAG));
        all.addAll(WrongTypes.of(STORE, BASE, "supersedes", WrongTypes.TEXT));
        List<String> noObjects = List.of("1", "\"x\"", "[]", "null", "true");
        all.addAll(WrongTypes.of(STORE, BASE, "metadata", noObjects));
        all.addAll(WrongTypes.of(SEARCH, "{\"query\":\"q\"}", "filter", noObjects));
        List<String> noVectors =
                List.of(
                        "1",
                        "\"x\"",
                        "[]",
                        "null",
                        "{}",
                        "[1]",
                        vector(384, "\"1\""),
                        vector(385, "1"));
        all.addAll(WrongTypes.of(STORE, BASE, "embedding", noVectors));
        all.addAll(
                WrongTypes.of(
                        STORE, BASE, "embedding", List.of(vector(384, "0"), vector(384, "1e400"))));
        all.addAll(WrongTypes.of(SEARCH, "{}", "query", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(SEARCH, "{\"query\":\"q\"}", "limit", WrongTypes.WHOLE));
        all.addAll(WrongTypes.of(SEARCH, "{\"query\":\"q\"}", "limit", List.of("0", "101")));
        all.addAll(WrongTypes.of(SEARCH, "{\"query\":\"q\"}", "explain", WrongTypes.FLAG));
        all.addAll(WrongTypes.of(RECALL, "{}", "key", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(FORGET, "{}", "key", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(FORGET, "{}", "prefix", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(LIST, "{}", "prefix", WrongTypes.TYPES_BUT_TEXT));
        all.addAll(WrongTypes.of(LIST, "{}", "limit", WrongTypes.WHOLE));
        all.addAll(WrongTypes.of(LIST, "{}", "offset", WrongTypes.WHOLE));
        all.addAll(WrongTypes.of(LIST, "{}", "cursor", WrongTypes.TEXT));
        all.addAll(WrongTypes.of(LIST, "{}", "type", WrongTypes.CHOICE));
        all.addAll(WrongTypes.of(LIST, "{}", "minImportance", WHOLE_AND_DECIMAL));
        all.addAll(WrongTypes.of(LIST, "{}", "tags", List.of("\"a\"", "1", "null", "{}", "[1]")));
        for (String wrong :
                List.of(
                        "\"tags\":\"a\"",
                        "\"tags\":[null]",
                        "\"tags\":[\"\"]",
                        "\"type\":\"Fact\"")) {
            all.add(inMetadata(wrong));
        }
        WHOLE_AND_DECIMAL.forEach(wrong -> all.add(inMetadata("\"importance\":" + wrong)));
        for (String wrong : List.of("\"importance\":1.2345", "\"source\":5", "\"source\":\"\"")) {
            all.add(inMetadata(wrong));
        }
        for (String wrong :
                List.of(
                        "\"tags\":\"a\"",
                        "\"type\":1",
                        "\"minImportance\":11",
                        "\"minSimilarity\":1.1",
                        "\"minSimilarity\":\"0.5\"",
                        "\"since\":\"yesterday\"",
                        "\"since\":5",
                        "\"until\":\"2026-01-01\"")) {
            all.add(
                    post(
                                    "search: filter " + wrong,
                                    SEARCH,
                                    "{\"query\":\"q\",\"filter\":{" + wrong + "}}")
                            .invalid("filter." + name(wrong)));
        }
        return all;
    }

    private static Scenario inMetadata(String wrong) {
        return post(
                        "store: metadata " + wrong,
                        STORE,
                        "{\"key\":\"k\",\"content\":\"x\",\"metadata\":{" + wrong + "}}")
                .invalid("metadata." + name(wrong));
    }

    private static String name(String field) {
        return field.substring(1, field.indexOf('"', 1));
    }

    private static String vector(int numbers, String each) {
        return "[" + String.join(",", Collections.nCopies(numbers, each)) + "]";
    }

    private static List<Scenario> store() {
        List<Scenario> all = new ArrayList<>();
        all.add(
                post("store: all that it answers", STORE, FULL)
                        .gives(
                                200,
                                """
                                {"key": "bike", "stored": true, "embedding": true, "hasEmbedding": true,
                                 "pending": false, "similar": [], "summary": "!", "content": "!",
                                 "tokenType": "STX"}\
                                """)
                        .costs(AI));
        all.add(
                post("store: in the place of what was there", RECALL, "{\"key\":\"bike\"}")
                        .after(STORE, FULL)
                        .after(STORE, "{\"key\":\"bike\",\"content\":\"Ann has one\"}")
                        .gives(
                                200,
                                """
                                {"content": "Ann has one", "tags": [], "type": "note",
                                 "importance": 5, "source": "!", "expiresAt": "!"}\
                                """)
                        .costs(READ));
        all.add(
                post(
                                "store: names what says nearly the same",
                                STORE,
                                "{\"key\":\"wish\",\"content\":\"Ann wants a green bicycle!\"}")
                        .after(STORE, BIKE)
                        .after(STORE, "{\"key\":\"sea\",\"content\":\"The sea is salty\"}")
                        .gives(200, "{\"similar\":[{\"key\":\"bike\",\"similarity\":1.0}]}")
                        .costs(AI));
        all.add(
                post("store: itself is not similar", STORE, BIKE)
                        .after(STORE, BIKE)
                        .gives(200, "{\"similar\":[]}")
                        .costs(AI));
        all.add(
                post(
                                "store: does not look at others",
                                STORE,
                                "{\"key\":\"wish\",\"content\":\"Ann wants a green bicycle\",\"similar\":false}")
                        .after(STORE, BIKE)
                        .gives(200, "{\"similar\":[]}")
                        .costs(AI));
        all.add(post("store: no key", STORE, "{\"content\":\"x\"}").invalid("key"));
        all.add(post("store: no content", STORE, "{\"key\":\"k\"}").invalid("content"));
        all.add(
                post("store: a misspelt field", STORE, "{\"key\":\"k\",\"contents\":\"x\"}")
                        .gives(400, "{\"code\":\"unknown_field\",\"detail\":\"~`content`\"}"));
        all.add(
                post(
                                "store: a misspelt field of the metadata",
                                STORE,
                                "{\"key\":\"k\",\"content\":\"x\",\"metadata\":{\"tag\":[]}}")
                        .refused(400, "unknown_field"));
        all.add(
                request("store: GET", "GET", STORE, "")
                        .refused(405, "method_not_allowed")
                        .header("Allow", "POST"));
        return all;
    }

    private static List<Scenario> storeLimits() {
        List<Scenario> all = new ArrayList<>();
        String sentence = "The bicycle stands behind the house of Ann. ";
        all.add(
                post(
                                "store: a long text has a summary, and its vectors in a moment",
                                STORE,
                                content(sentence.repeat(30)))
                        .gives(
                                200,
                                """
                                {"stored": true, "embedding": false, "hasEmbedding": false,
                                 "pending": true, "similar": [], "summary": "~bicycle"}\
                                """)
                        .costs(AI));
        all.add(
                post("store: 100,000 characters", STORE, content("\u00e4".repeat(100_000)))
                        .gives(200, "{\"stored\":true,\"summary\":\"*\"}")
                        .costs(AI));
        all.add(post("store: one more", STORE, content("x".repeat(100_001))).invalid("content"));
        all.add(
                post(
                                "store: 100,000 escaped pairs",
                                STORE,
                                content("\\ud83d\\ude00".repeat(100_000)))
                        .gives(200, "{\"stored\":true}")
                        .costs(AI));
        all.add(post("store: NUL", STORE, content("a\\u0000")).invalid("content"));
        all.add(post("store: half a pair", STORE, content("\\ud800")).invalid("content"));
        all.add(
                post(
                                "store: 256 characters of key",
                                STORE,
                                "{\"key\":\"" + "\u00e4".repeat(256) + "\",\"content\":\"x\"}")
                        .gives(200, "{}")
                        .costs(AI));
        all.add(
                post(
                                "store: one more",
                                STORE,
                                "{\"key\":\"" + "k".repeat(257) + "\",\"content\":\"x\"}")
                        .invalid("key"));
        all.add(
                post(
                                "store: a second too short",
                                STORE,
                                "{\"key\":\"k\",\"content\":\"x\",\"ttl\":59}")
                        .invalid("ttl"));
        String tag = "\"" + "t".repeat(64) + "\"";
        all.add(
                post(
                                "store: 20 tags of 64 characters",
                                STORE,
                                metadata(
                                        "\"tags\":["
                                                + String.join(",", Collections.nCopies(20, tag))
                                                + "]"))
                        .gives(200, "{}")
                        .costs(AI));
        all.add(
                post(
                                "store: one more",
                                STORE,
                                metadata(
                                        "\"tags\":["
                                                + String.join(",", Collections.nCopies(21, tag))
                                                + "]"))
                        .invalid("metadata.tags"));
        all.add(
                post(
                                "store: one more character",
                                STORE,
                                metadata("\"tags\":[\"" + "t".repeat(65) + "\"]"))
                        .gives(400, "{\"code\":\"invalid_input\"}"));
        for (String bound : List.of("0", "10", "0.001")) {
            all.add(
                    post("store: importance " + bound, RECALL, "{\"key\":\"k\"}")
                            .after(STORE, metadata("\"importance\":" + bound))
                            .gives(200, "{\"importance\":" + bound + "}")
                            .costs(READ));
        }
        return all;
    }

    private static String content(String text) {
        return "{\"key\":\"k\",\"content\":\"" + text + "\"}";
    }

    private static String metadata(String fields) {
        return "{\"key\":\"k\",\"content\":\"x\",\"metadata\":{" + fields + "}}";
    }

    private static List<Scenario> embeddings() {
        String none = "{\"key\":\"k\",\"content\":\"x y\",\"generateEmbedding\":false}";
        String given = "{\"key\":\"k\",\"content\":\"x\",\"embedding\":" + vector(384, "0.5") + "}";
        return List.of(
                post("store: without a vector", STORE, none)
                        .gives(
                                200,
                                "{\"stored\":true,\"embedding\":false,\"hasEmbedding\":false,\"pending\":false}")
                        .costs(AI),
                post("recall: without a vector", RECALL, "{\"key\":\"k\"}")
                        .after(STORE, none)
                        .gives(200, "{\"hasEmbedding\":false}")
                        .costs(READ),
                post("store: with a vector of its own", STORE, given)
                        .gives(200, "{\"embedding\":true,\"hasEmbedding\":true}")
                        .costs(AI),
                post("recall: with a vector of its own", RECALL, "{\"key\":\"k\"}")
                        .after(STORE, given)
                        .gives(200, "{\"hasEmbedding\":true}")
                        .costs(READ),
                post(
                                "store: the same without generating one",
                                STORE,
                                given.replace("}", ",\"generateEmbedding\":false}"))
                        .gives(200, "{\"hasEmbedding\":true}")
                        .costs(AI));
    }

    private static List<Scenario> superseding() {
        String newer =
                "{\"key\":\"new\",\"content\":\"Ann has a red bicycle\",\"supersedes\":\"bike\"}";
        return List.of(
                post("supersedes: is found in its place", SEARCH, "{\"query\":\"bicycle\"}")
                        .after(STORE, BIKE)
                        .after(STORE, newer)
                        .gives(200, "{\"count\":1,\"results\":[{\"key\":\"new\"}]}")
                        .costs(AI),
                post("supersedes: is kept", RECALL, "{\"key\":\"bike\"}")
                        .after(STORE, BIKE)
                        .after(STORE, newer)
                        .gives(200, "{\"supersededBy\":\"new\"}")
                        .costs(READ),
                post(
                                "supersedes: stored again it is found again",
                                SEARCH,
                                "{\"query\":\"bicycle\"}")
                        .after(STORE, BIKE)
                        .after(STORE, newer)
                        .after(STORE, BIKE)
                        .gives(200, "{\"count\":2}")
                        .costs(AI),
                post("supersedes: what is not there", STORE, newer)
                        .gives(404, "{\"code\":\"not_found\",\"supersedes\":\"bike\"}"),
                post("supersedes: another's", STORE, newer)
                        .afterOther(STORE, BIKE)
                        .refused(404, "not_found"),
                post(
                                "supersedes: itself",
                                STORE,
                                "{\"key\":\"k\",\"content\":\"x\",\"supersedes\":\"k\"}")
                        .invalid("supersedes"));
    }

    private static List<Scenario> search() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(
                post("search: nothing there", SEARCH, "{\"query\":\"bicycle\"}")
                        .gives(
                                200,
                                "{\"query\":\"bicycle\",\"results\":[],\"count\":0,\"tokenType\":\"STX\"}")
                        .costs(AI)
                        .bothWays());
        all.addAll(
                post("search: all that it answers", SEARCH, "{\"query\":\"green bicycle\"}")
                        .afterOther(STORE, content("SECRET bicycle"))
                        .after(STORE, FULL)
                        .gives(
                                200,
                                """
                                {"query": "green bicycle", "count": 1, "results": [
                                 {"key": "bike", "content": "Ann wants a green bicycle", "summary": "!",
                                  "tags": ["ann", "w\u00fcnsche"], "type": "fact", "importance": 7.5,
                                  "similarity": "*", "score": "*", "createdAt": "@instant",
                                  "metadata": {"tags": ["ann", "w\u00fcnsche"], "type": "fact",
                                   "importance": 7.5, "source": "chat-1"},
                                  "passage": "!", "explain": "!"}]}\
                                """)
                        .never("SECRET")
                        .costs(AI)
                        .bothWays());
        all.add(
                post("search: explained", SEARCH, "{\"query\":\"bicycle\",\"explain\":true}")
                        .after(STORE, BIKE)
                        .gives(
                                200,
                                """
                                {"results": [{"explain": {"meaning": 1.0, "words": 1.0,
                                 "ownWords": "*", "neighbours": 0.0, "importance": 0.0,
                                 "recency": 0.05}}]}\
                                """)
                        .costs(AI));
        all.add(
                post("search: by words alone", SEARCH, "{\"query\":\"bicycle\"}")
                        .after(
                                STORE,
                                "{\"key\":\"k\",\"content\":\"a bicycle\",\"generateEmbedding\":false}")
                        .gives(200, "{\"count\":1,\"results\":[{\"similarity\":0.0}]}")
                        .costs(AI));
        all.add(
                post(
                                "search: the best of several",
                                SEARCH,
                                "{\"query\":\"green bicycle\",\"limit\":1}")
                        .after(STORE, "{\"key\":\"a\",\"content\":\"A bicycle is a vehicle\"}")
                        .after(STORE, BIKE)
                        .gives(200, "{\"count\":1,\"results\":[{\"key\":\"bike\"}]}")
                        .costs(AI));
        all.add(
                post("search: not what was forgotten", SEARCH, "{\"query\":\"bicycle\"}")
                        .after(STORE, BIKE)
                        .after(SEARCH, "{\"query\":\"bicycle\"}")
                        .after(FORGET, "{\"key\":\"bike\"}")
                        .gives(200, "{\"count\":0}")
                        .costs(AI));
        all.add(
                post(
                                "search: a thousand characters",
                                SEARCH,
                                "{\"query\":\"" + "q".repeat(1000) + "\"}")
                        .gives(200, "{}")
                        .costs(AI));
        all.add(
                post("search: one more", SEARCH, "{\"query\":\"" + "q".repeat(1001) + "\"}")
                        .invalid("query"));
        all.addAll(post("search: no query", SEARCH, "{}").invalid("query").bothWays());
        all.add(get("search: a filter by GET", SEARCH + "?query=q&filter=x").invalid("filter"));
        return all;
    }

    private static List<Scenario> filters() {
        List<Scenario> all = new ArrayList<>();
        String taken = "{\"count\":1}";
        String left = "{\"count\":0}";
        all.add(filtered("\"tags\":[\"x\",\"ann\"]", taken));
        all.add(filtered("\"tags\":[\"an\"]", left));
        all.add(filtered("\"tags\":[]", taken));
        all.add(filtered("\"type\":\"fact\"", taken));
        all.add(filtered("\"type\":\"note\"", left));
        all.add(filtered("\"minImportance\":7.5", taken));
        all.add(filtered("\"minImportance\":7.501", left));
        all.add(filtered("\"minSimilarity\":1", left));
        all.add(filtered("\"minSimilarity\":0.01", taken));
        all.add(filtered("\"since\":\"2000-01-01T00:00:00Z\"", taken));
        all.add(filtered("\"since\":\"2999-01-01T00:00:00Z\"", left));
        all.add(filtered("\"until\":\"2999-01-01T00:00:00+01:00\"", taken));
        all.add(filtered("\"until\":\"2000-01-01T00:00:00.000Z\"", left));
        all.add(filtered("\"type\":\"fact\",\"tags\":[\"ann\"],\"minImportance\":7", taken));
        all.add(
                post(
                                "search: who asks for a similarity gets no words alone",
                                SEARCH,
                                "{\"query\":\"bicycle\",\"filter\":{\"minSimilarity\":0}}")
                        .after(
                                STORE,
                                "{\"key\":\"k\",\"content\":\"a bicycle\",\"generateEmbedding\":false}")
                        .gives(200, left)
                        .costs(AI));
        return all;
    }

    private static Scenario filtered(String filter, String gives) {
        return post(
                        "search: " + filter,
                        SEARCH,
                        "{\"query\":\"bicycle\",\"filter\":{" + filter + "}}")
                .after(STORE, FULL)
                .gives(200, gives)
                .costs(AI);
    }

    private static List<Scenario> recall() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(
                post("recall: all that it answers", RECALL, "{\"key\":\"bike\"}")
                        .after(STORE, FULL)
                        .gives(
                                200,
                                """
                                {"key": "bike", "content": "Ann wants a green bicycle", "summary": "!",
                                 "tags": ["ann", "w\u00fcnsche"], "type": "fact", "importance": 7.5,
                                 "source": "chat-1", "hasEmbedding": true, "supersededBy": "!",
                                 "expiresAt": "@instant", "createdAt": "@instant",
                                 "updatedAt": "@instant", "tokenType": "STX"}\
                                """)
                        .costs(READ)
                        .bothWays());
        all.addAll(
                post("recall: not there", RECALL, "{\"key\":\"bike\"}")
                        .gives(404, "{\"code\":\"not_found\",\"key\":\"bike\"}")
                        .bothWays());
        all.addAll(
                post("recall: another's", RECALL, "{\"key\":\"k\"}")
                        .afterOther(STORE, content("SECRET"))
                        .refused(404, "not_found")
                        .never("SECRET")
                        .bothWays());
        return all;
    }

    private static List<Scenario> list() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(
                post("list: nothing", LIST, "{}")
                        .gives(
                                200,
                                """
                                {"memories": [], "total": 0, "hasMore": false, "count": 0,
                                 "complete": true, "cursor": "!", "tokenType": "STX"}\
                                """)
                        .costs(READ)
                        .bothWays());
        all.addAll(
                post("list: the most important first, own ones only", LIST, "{}")
                        .afterOther(STORE, content("SECRET"))
                        .after(STORE, content("x"))
                        .after(STORE, FULL)
                        .gives(
                                200,
                                """
                                {"total": 2, "hasMore": false, "count": 2, "memories": [
                                 {"key": "bike", "summary": "!", "tags": ["ann", "w\u00fcnsche"],
                                  "type": "fact", "importance": 7.5, "source": "chat-1",
                                  "hasEmbedding": true, "expiresAt": "@instant",
                                  "createdAt": "@instant", "updatedAt": "@instant", "content": "!"},
                                 {"key": "k", "type": "note", "importance": 5, "expiresAt": "!"}]}\
                                """)
                        .never("SECRET")
                        .costs(READ)
                        .bothWays());
        all.addAll(
                post("list: a page", LIST, "{\"limit\":1}")
                        .after(STORE, content("x"))
                        .after(STORE, FULL)
                        .gives(
                                200,
                                """
                                {"total": 2, "hasMore": true, "count": 1, "cursor": "*",
                                 "complete": false, "memories": [{"key": "bike"}]}\
                                """)
                        .costs(READ)
                        .bothWays());
        all.addAll(
                post("list: passing some over", LIST, "{\"offset\":1,\"limit\":5}")
                        .after(STORE, content("x"))
                        .after(STORE, FULL)
                        .gives(
                                200,
                                "{\"total\":2,\"hasMore\":false,\"memories\":[{\"key\":\"k\"}]}")
                        .costs(READ)
                        .bothWays());
        all.addAll(
                post("list: filters before paging", LIST, "{\"type\":\"fact\",\"limit\":1}")
                        .after(STORE, content("x"))
                        .after(STORE, FULL)
                        .gives(
                                200,
                                "{\"total\":1,\"hasMore\":false,\"memories\":[{\"key\":\"bike\"}]}")
                        .costs(READ)
                        .bothWays());
        all.add(
                post(
                                "list: by tag and importance",
                                LIST,
                                "{\"tags\":[\"ann\"],\"minImportance\":7}")
                        .after(STORE, content("x"))
                        .after(STORE, FULL)
                        .gives(200, "{\"total\":1,\"memories\":[{\"key\":\"bike\"}]}")
                        .costs(READ));
        for (String pattern : List.of("%", "_", "B")) {
            all.addAll(
                    post("list: no patterns " + pattern, LIST, "{\"prefix\":\"" + pattern + "\"}")
                            .after(STORE, FULL)
                            .gives(200, "{\"total\":0}")
                            .costs(READ)
                            .bothWays());
        }
        all.addAll(
                post("list: by prefix", LIST, "{\"prefix\":\"bi\"}")
                        .after(STORE, content("x"))
                        .after(STORE, FULL)
                        .gives(200, "{\"total\":1}")
                        .costs(READ)
                        .bothWays());
        all.add(get("list: tags by GET", LIST + "?tags=ann").invalid("tags"));
        all.addAll(post("list: limit 0", LIST, "{\"limit\":0}").invalid("limit").bothWays());
        all.addAll(post("list: limit 1001", LIST, "{\"limit\":1001}").invalid("limit").bothWays());
        all.addAll(
                post("list: a cursor of somewhere else", LIST, "{\"cursor\":\"eHl6\"}")
                        .invalid("cursor")
                        .bothWays());
        all.add(
                post("list: offset and cursor", LIST, "{\"offset\":1,\"cursor\":\"NQAwAGs\"}")
                        .invalid("offset"));
        return all;
    }

    private static List<Scenario> forget() {
        return List.of(
                post("forget: one", FORGET, "{\"key\":\"bike\"}")
                        .after(STORE, BIKE)
                        .gives(
                                200,
                                "{\"deleted\":true,\"key\":\"bike\",\"count\":\"!\",\"tokenType\":\"STX\"}")
                        .costs(WRITE),
                post("forget: none", FORGET, "{\"key\":\"bike\"}")
                        .gives(200, "{\"deleted\":false,\"key\":\"bike\"}")
                        .costs(WRITE),
                post("forget: another's", FORGET, "{\"key\":\"bike\"}")
                        .afterOther(STORE, BIKE)
                        .gives(200, "{\"deleted\":false}")
                        .costs(WRITE),
                post("forget: all below a prefix", FORGET, "{\"prefix\":\"bi\"}")
                        .after(STORE, BIKE)
                        .after(STORE, "{\"key\":\"bit\",\"content\":\"x\"}")
                        .after(STORE, content("x"))
                        .gives(
                                200,
                                "{\"deleted\":true,\"count\":2,\"complete\":true,\"key\":\"!\"}")
                        .costs(WRITE),
                post("forget: none below a prefix", FORGET, "{\"prefix\":\"%\"}")
                        .after(STORE, BIKE)
                        .gives(200, "{\"deleted\":false,\"count\":0,\"complete\":true}")
                        .costs(WRITE),
                post("forget: neither key nor prefix", FORGET, "{}").invalid("key"),
                post("forget: both", FORGET, "{\"key\":\"k\",\"prefix\":\"k\"}").invalid("key"),
                request("forget: GET", "GET", FORGET, "")
                        .refused(405, "method_not_allowed")
                        .header("Allow", "POST"));
    }
}
