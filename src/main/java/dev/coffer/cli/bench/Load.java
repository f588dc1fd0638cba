package dev.coffer.cli.bench;

import dev.coffer.cli.client.HttpCall;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the benchmark repeats: a call, or several in turn. A new capability is one more line of
 * {@link #ALL}.
 *
 * @param name in the table
 * @param charged whether it is for the server that takes payments, or the one that takes none
 * @param owners among how many owners the connections are dealt out; 0: nobody's
 * @param keys how many keys each owner has; the digits {@link #KEY} stand for one of them, the same
 *     in all calls of a turn
 * @param calls what a turn consists of, each counted and timed by itself; in a body {@code @name}
 *     stands for the JSON of the field of that name in an earlier answer of the turn, the latest
 *     that had one
 * @param caveats what each owner's token is narrowed by
 * @param operations how many each call does, all of which count: those of a batch
 * @param filledBy the load that writes each key once beforehand, if it must be there
 */
public record Load(
        String name,
        boolean charged,
        int owners,
        int keys,
        List<HttpCall> calls,
        List<String> caveats,
        int operations,
        Optional<Load> filledBy) {

    static final String HEALTH = "health";
    static final String SET = "kv/set";
    static final String ONE_OWNER = ", one owner";
    static final String SET_HOT = SET + ONE_OWNER;
    static final String GET = "kv/get";
    static final String SET_CAPPED = "kv/set, capped token";
    static final String SET_OFF = "kv/set, no payments";
    static final String COUNT = "counter";
    static final String COUNT_HOT = COUNT + ONE_OWNER;
    static final String LOCKS = "sync/lock+unlock";
    static final String SET_BY_10 = "kv/set, batch of 10";
    static final String SET_BY_100 = "kv/set, batch of 100";
    static final String COUNT_BY_100 = "counter, batch of 100";
    static final String JOBS = "queue/push+pop+complete";
    static final String FOLLOW_HOT = "expand, one link";
    static final String FOLLOW = "expand, 10,000 links";
    static final String HASH = "text/sha256";
    static final String CSV = "data/csv-to-json, 10 KB";
    static final String QR = "util/qr-generate";
    static final String SQL_EXECUTE = "sql/execute";
    static final String SQL_EXECUTE_LARGE = "sql/execute, 8 MiB";
    static final String SQL_QUERY = "sql/query";
    static final String SQL_QUERY_LARGE = "sql/query, 8 MiB";

    /** Where a request names its key. */
    static final String KEY = "00000";

    static final String VALUE = "v".repeat(198);
    private static final String SET_BODY =
            "{\"key\":\"k-" + KEY + "\",\"value\":\"" + VALUE + "\"}";
    private static final String READ_BODY = SET_BODY.replace("k-", "r-");
    private static final String GET_BODY = "{\"key\":\"r-" + KEY + "\"}";
    private static final String SMALL_BODY = "{\"key\":\"b-" + KEY + "-%\",\"value\":1234567890}";
    private static final String COUNT_BODY = "{\"name\":\"visits\"}";
    private static final String COUNT_SOME_BODY = "{\"name\":\"visits-%\"}";
    private static final String LOCK_BODY = "{\"name\":\"l-" + KEY + "\"}";
    private static final String UNLOCK_BODY = "{\"name\":\"l-" + KEY + "\",\"token\":@token}";
    private static final String LINK_BODY =
            "{\"url\":\"https://example.com/docs?page=1\",\"slug\":\"%s-" + KEY + "\"}";
    private static final String PUSH_BODY = "{\"queue\":\"jobs\",\"payload\":\"" + VALUE + "\"}";

    private static final String HASH_BODY = "{\"text\":\"" + VALUE + "\"}";
    private static final String CSV_BODY =
            "{\"csv\":\"id,name,city" + "\\n1234,Alice Example,Example City".repeat(320) + "\"}";
    private static final String QR_BODY = "{\"data\":\"https://example.com/a?b=c\"}";

    private static final String SQL_SET =
            "{\"query\":\"insert into t values (?, ?) on conflict (k) do update set v = excluded.v\",\"params\":[\"k-"
                    + KEY
                    + "\",\""
                    + VALUE
                    + "\"]}";
    private static final String SQL_GET =
            "{\"query\":\"select v from t where k = ?\",\"params\":[\"k-" + KEY + "\"]}";

    /** Makes a table of so many rows of 1,000 bytes beside those that the load writes. */
    private static Load table(int owners, int rows) {
        return of(
                "fill",
                owners,
                1,
                HttpCall.post(
                        "/api/sql/execute",
                        """
                        {"statements": [
                          {"query": "create table if not exists t (k text primary key, v) without rowid"},
                          {"query": "with recursive n(i) as (select 0 union all select i + 1 from n where i < %d) insert or ignore into t select 'r-' || i, randomblob(1000) from n"},
                          {"query": "with recursive n(i) as (select 0 union all select i + 1 from n where i < 99) insert or ignore into t select printf('k-%%05d', i), '' from n"}]}\
                        """
                                .formatted(rows)));
    }

    public static final List<Load> ALL =
            List.of(
                    of(HEALTH, 0, 1, HttpCall.get("/api/health")),
                    of(SET, 100, 10_000, HttpCall.post("/api/kv/set", SET_BODY)),
                    of(SET_HOT, 1, 10_000, HttpCall.post("/api/kv/set", SET_BODY)),
                    of(GET, 100, 100, HttpCall.post("/api/kv/get", GET_BODY))
                            .filledBy(
                                    of("fill", 100, 100, HttpCall.post("/api/kv/set", READ_BODY))),
                    of(SET_CAPPED, 100, 10_000, HttpCall.post("/api/kv/set", SET_BODY))
                            .narrowedBy("only /api/kv/*", "keys k-", "calls 1000000000000 bench"),
                    of(SET_OFF, 100, 10_000, HttpCall.post("/api/kv/set", SET_BODY)).free(),
                    of(COUNT, 100, 1, HttpCall.post("/api/counter/increment", COUNT_BODY)),
                    batch(SET_BY_10, 10, 100, "/api/kv/set", SMALL_BODY),
                    batch(SET_BY_100, 100, 10, "/api/kv/set", SMALL_BODY),
                    batch(COUNT_BY_100, 100, 1, "/api/counter/increment", COUNT_SOME_BODY),
                    of(COUNT_HOT, 1, 1, HttpCall.post("/api/counter/increment", COUNT_BODY)),
                    of(
                            LOCKS,
                            100,
                            100_000, // Two turns rarely meet at one lock.
                            HttpCall.post("/api/sync/lock", LOCK_BODY),
                            HttpCall.post("/api/sync/unlock", UNLOCK_BODY)),
                    of(
                            JOBS,
                            100,
                            1,
                            HttpCall.post("/api/queue/push", PUSH_BODY),
                            HttpCall.post("/api/queue/pop", "{\"queue\":\"jobs\"}"),
                            HttpCall.post(
                                    "/api/queue/complete", "{\"jobId\":@jobId,\"lease\":@lease}")),
                    of(FOLLOW_HOT, 0, 1, HttpCall.get("/l/hot-" + KEY)).filledBy(links("hot", 1)),
                    of(FOLLOW, 0, 10_000, HttpCall.get("/l/many-" + KEY))
                            .filledBy(links("many", 10_000)),
                    of(SQL_EXECUTE, 100, 100, HttpCall.post("/api/sql/execute", SQL_SET))
                            .filledBy(table(100, 0)),
                    of(SQL_QUERY, 100, 100, HttpCall.post("/api/sql/query", SQL_GET))
                            .filledBy(table(100, 0)),
                    of(SQL_EXECUTE_LARGE, 10, 100, HttpCall.post("/api/sql/execute", SQL_SET))
                            .filledBy(table(10, 7_000)),
                    of(SQL_QUERY_LARGE, 10, 100, HttpCall.post("/api/sql/query", SQL_GET))
                            .filledBy(table(10, 7_000)),
                    of(HASH, 100, 1, HttpCall.post("/api/text/sha256", HASH_BODY)),
                    of(CSV, 100, 1, HttpCall.post("/api/data/csv-to-json", CSV_BODY)),
                    of(QR, 100, 1, HttpCall.post("/api/util/qr-generate", QR_BODY)));

    static Load named(String name) {
        return ALL.stream().filter(load -> load.name().equals(name)).findFirst().orElseThrow();
    }

    private static Load links(String name, int count) {
        HttpCall create = HttpCall.post("/api/links/create", LINK_BODY.formatted(name));
        return of("fill", 1, count, create);
    }

    static Load of(String name, int owners, int keys, HttpCall... calls) {
        return new Load(name, true, owners, keys, List.of(calls), List.of(), 1, Optional.empty());
    }

    /** So many operations at once; {@code %} stands for the number of each. */
    private static Load batch(String name, int operations, int keys, String path, String body) {
        String all =
                IntStream.range(0, operations)
                        .mapToObj(i ->
                                "{\"path\":\"%s\",\"body\":%s}"
                                        .formatted(path, body.replace("%", Integer.toString(i))))
                        .collect(Collectors.joining(",", "{\"operations\":[", "]}"));
        HttpCall call = HttpCall.post("/api/batch", all);
        return new Load(
                name, true, 100, keys, List.of(call), List.of(), operations, Optional.empty());
    }

    Load filledBy(Load other) {
        return new Load(
                name, charged, owners, keys, calls, caveats, operations, Optional.of(other));
    }

    private Load narrowedBy(String... lines) {
        return new Load(name, charged, owners, keys, calls, List.of(lines), operations, filledBy);
    }

    Load ofKeys(int fewer) {
        return new Load(name, charged, owners, fewer, calls, caveats, operations, filledBy);
    }

    private Load free() {
        return new Load(name, false, owners, keys, calls, caveats, operations, filledBy);
    }

    /** The calls of a turn in one owner's name, for one connection. */
    List<LoadRequest> requests(String host, String ownerHeader) {
        String header = owners > 0 ? ownerHeader : "";
        return calls.stream().map(call -> new LoadRequest(call, host, header)).toList();
    }
}
